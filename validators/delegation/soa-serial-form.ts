import type { Rule } from "../rule.js";
import { soaOf, soaToken } from "./soa-fields.js";

const daySeconds = 86_400;

export const soaSerialForm: Rule = {
  id: "soa-serial-form",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1912 §2.2, RFC 1982 §3.2",
  summary: "The serial is zero, a date in the future, or a date that does not exist.",
  why: "Serials only grow. After a slip of the finger into the future no serial of today is newer, so secondaries ignore every change until that date, or until somebody turns the number around.",
  hint: "write today's date and a counter, as in 2026112201; where the wrong one was published, RFC 1982 says how to come back",
  judges: "records",
  check(context) {
    const soa = soaOf(context.zone);
    if (soa === undefined) return [];
    const found = context.collect();
    const fault = faultOf(soa.serial, context.around.now);
    if (fault !== undefined) found.at(soa.record, soaToken.serial, fault);
    return found.diagnostics;
  },
};

function faultOf(serial: number, now: number): string | undefined {
  if (serial === 0) return "the serial is 0, which some servers take for none";
  // YYYYMMDDnn of years near ours; any other number is a counter or a clock.
  const date = Math.floor(serial / 100);
  const [year, month, day] = [Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100];
  const thisYear = new Date(now * 1000).getUTCFullYear();
  if (year < 1990 || year > 2099) return undefined;
  const told = `the serial ${serial} reads as ${year}-${twoDigits(month)}-${twoDigits(day)}`;
  const start = Date.UTC(year, month - 1, day) / 1000;
  // The day does not exist if the calendar moves it into another month.
  if (new Date(start * 1000).getUTCMonth() !== month - 1) {
    return Math.abs(year - thisYear) <= 1 ? `${told}, a day that does not exist` : undefined;
  }
  // East of Greenwich it is tomorrow already, and a busy day's counter runs into the next.
  return start > now + 2 * daySeconds ? `${told}, which is in the future` : undefined;
}

function twoDigits(value: number): string {
  return value.toString().padStart(2, "0");
}
