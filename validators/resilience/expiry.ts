/** `; expires=2026-12-31`: dates after which a record should be gone. */
import type { Annotation } from "../../src/zone/annotations.js";
import type { RuleContext } from "../rule-context.js";

const secondsPerDay = 86_400;

/** Dates of the zone's records, and the days that are left of each. */
export function* expiriesOf({ around }: RuleContext): Generator<[Annotation, number]> {
  for (const annotation of around.annotations) {
    if (annotation.verb !== "expires") continue;
    const days = daysLeft(annotation, around.now);
    if (days !== undefined) yield [annotation, days];
  }
}

/** Days from now to the end of the annotation's day, negative when past; undefined if it has none. */
function daysLeft(annotation: Annotation, now: number): number | undefined {
  const last = dayOf(annotation.words[0] ?? "");
  return last === undefined ? undefined : last - Math.floor(now / secondsPerDay);
}

/** The day as days since 1970, or undefined if the text is no date. */
export function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(text);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return undefined;
  return time / 1000 / secondsPerDay;
}
