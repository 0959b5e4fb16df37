/** What the rules say of SPF when they read a zone alone. */
import { ZoneChecker } from "../src/check/zone-checker.js";
import { memoryFiles } from "../src/zone/zone-text.js";
import { mailRules } from "../validators/mail/mail.js";
import { rootZoneOf, type SpfData } from "./spf-suite.js";

/** Rules whose findings mean that receivers come to a permanent error. */
const permanent = [
  "spf-syntax",
  "spf-several",
  "spf-lookups",
  "spf-void-lookups",
  "spf-include-missing",
  "spf-loop",
  "spf-mx-limit",
];
const rules = mailRules.filter(({ id }) => permanent.includes(id));

/** Codes of what is said of each name that receivers stop at. */
export function permanentErrors(names: ReadonlyMap<string, SpfData>): Map<string, string[]> {
  const { text, owners } = rootZoneOf(names);
  const files = memoryFiles({ zone: Buffer.from(text, "latin1") });
  const checker = new ZoneChecker({ files, rules, now: 0 });
  const { diagnostics } = checker.check({ path: "zone", root: "" });
  const told = new Map<string, string[]>();
  for (const { code, line } of diagnostics) {
    if (!permanent.includes(code)) continue;
    const owner = owners[line! - 1]!;
    told.set(owner, [...(told.get(owner) ?? []), code]);
  }
  return told;
}
