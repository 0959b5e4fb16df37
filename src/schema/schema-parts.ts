/** What the schemas of files that people write are made of. */
import { z } from "zod";
import { prefixFromText } from "../base/ip.js";
import { lowerNameFromText, nameToText } from "../dns/name-text.js";
import { byteSizePattern, durationPattern, parseByteSize, parseDuration } from "./quantities.js";

/** Facts about a key that its reference entry shows. */
export interface KeyFacts {
  readonly description: string;
  /** What holds when the key is absent. Not zod's own default: absent must stay visible. */
  readonly initially?: unknown;
  readonly examples?: unknown[];
}

export const text = () => z.string().min(1);

const durationFault = "is not a duration; write a number and its unit: 500ms, 60s, 5m, 1h, 1d";
const byteSizeFault = "is not a byte size; write a number and its unit: 65536B, 64KiB, 4MiB";

export const duration = (facts: KeyFacts) =>
  z
    .string({ error: durationFault })
    .regex(durationPattern, { error: durationFault })
    .transform((value) => parseDuration(value) ?? 0)
    .meta({ ...facts });

export const byteSize = (facts: KeyFacts) =>
  z
    .string({ error: byteSizeFault })
    .regex(byteSizePattern, { error: byteSizeFault })
    .transform((value) => parseByteSize(value) ?? 0)
    .meta({ ...facts });

export const count = (min: number, max: number, facts: KeyFacts) =>
  z
    .int()
    .min(min)
    .max(max)
    .meta({ ...facts });

export const prefix = () =>
  z.string().refine((value) => prefixFromText(value) !== undefined, {
    error: "is not an address range; write 192.0.2.0/24 or 2001:db8::/32",
  });

/** A domain name, absolute and in lower case whatever way it was written. */
export const domainName = () =>
  text().transform((value, context) => {
    const name = lowerNameFromText(value);
    if (name !== undefined) return nameToText(name);
    const hint = "write it as in a zone file, internationalised names as A-labels (xn--…)";
    context.addIssue({ code: "custom", message: "is not a domain name", params: { hint } });
    return z.NEVER;
  });

const shareFault = "is not a share; write a number from 0 to 100 and a percent sign: 30%";

/** `30%` as 0.3. */
export const share = (facts: KeyFacts) =>
  z
    .string({ error: shareFault })
    .regex(/^(?:100|\d{1,2}(?:\.\d{1,3})?)%$/, { error: shareFault })
    .transform((value) => Number(value.slice(0, -1)) / 100)
    .meta({ ...facts });
