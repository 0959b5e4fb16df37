/** What the schema of steering files is made of, besides what all schemas share. */
import { z } from "zod";
import { durationPattern, parseDuration } from "../schema/quantities.js";
import { duration, type KeyFacts, text } from "../schema/schema-parts.js";

/** A name that somebody gives to a monitor, a pool or a group. */
export const label = (facts: KeyFacts) =>
  z
    .string()
    .regex(labelPattern, { error: labelFault })
    .meta({ ...facts });

export const labelPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
export const labelFault =
  "is not a name; write letters, digits, dots, hyphens and underscores, 63 at most";

/** A duration within bounds, milliseconds. */
export const span = (minMs: number, maxMs: number, facts: KeyFacts) =>
  duration(facts).refine((ms) => ms >= minMs && ms <= maxMs, {
    error: `must be from ${shownMs(minMs)} to ${shownMs(maxMs)}`,
  });

function shownMs(ms: number): string {
  if (ms % 3_600_000 === 0 && ms > 0) return `${ms / 3_600_000}h`;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** Seconds, as a number or as a duration. */
export const seconds = (facts: KeyFacts) =>
  z
    .union([z.int().min(0).max(secondsMax), z.string()], { error: secondsFault })
    .transform((value, context) => {
      const text = typeof value === "string";
      const found = text ? (parseDuration(value) ?? Number.NaN) / 1000 : value;
      if (Number.isInteger(found) && found >= 0 && found <= secondsMax) return found;
      const isDuration = !text || durationPattern.test(value);
      const message = isDuration ? "must be whole seconds from 0 to 7d" : secondsFault;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    })
    .meta({ ...facts });

/** A week; nobody wants to wait longer for a cache. */
const secondsMax = 604_800;
const secondsFault = "is not a time; write seconds or a duration: 30, 5m";

export const number = (min: number, max: number, facts: KeyFacts) =>
  z
    .number()
    .min(min)
    .max(max)
    .meta({ ...facts });

export const port = (facts: KeyFacts) =>
  z
    .int()
    .min(1)
    .max(65_535)
    .meta({ ...facts });

/** One or several of a thing, always a list afterwards. */
export const several = <T extends z.ZodType<string>>(of: T, facts: KeyFacts) =>
  z
    .union([of, z.array(of).max(1000)])
    .transform((value): string[] => (typeof value === "string" ? [value] : value))
    .meta({ ...facts });

/** Text that goes into a request as it is: printable, so that it cannot end a line of it. */
export const printable = (max: number, facts: KeyFacts) =>
  text()
    .max(max)
    .regex(/^[\x20-\x7e]*$/, { error: "must be printable ASCII" })
    .meta({ ...facts });
