import type { Rule } from "../rule.js";
import { shown } from "../shown.js";
import { caaPropertiesOf, caaToken } from "./caa.js";

export const caaIodef: Rule = {
  id: "caa-iodef",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 8659 §4.4",
  summary: "The address for reports in a CAA record is no mailto:, http: or https: URL.",
  why: "When somebody tries to get a certificate for the name and is refused, the report has nowhere to go.",
  hint: 'write "mailto:security@example.com" or an https: URL',
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { record, tag, value } of caaPropertiesOf(context.zone)) {
      if (tag !== "iodef") continue;
      if (isReportUrl(value)) continue;
      const isMailbox = /^[^\s@:]+@[^\s@]+$/.test(value);
      found.at(
        record,
        caaToken.value,
        `"${shown(value)}" is no URL that a report can be sent to`,
        isMailbox ? `write "mailto:${shown(value)}"` : undefined,
      );
    }
    return found.diagnostics;
  },
};

function isReportUrl(value: string): boolean {
  if (value.length > 2048) return false;
  if (/^mailto:/i.test(value)) return /^mailto:[^\s@]+@[^\s@]+$/i.test(value);
  return /^https?:\/\/[^\s/]/i.test(value) && URL.canParse(value);
}
