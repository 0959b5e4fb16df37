import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { caaProperties, caaToken, isIssueTag } from "./caa.js";
import { readIssueValue } from "./issue-value.js";

export const caaContradiction: Rule = {
  id: "caa-contradiction",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 8659 §4.2",
  summary: "CAA records say both that nobody may issue and that somebody may.",
  why: "The properties add up, so the one that allows wins: whoever wrote that nobody may issue is not obeyed.",
  hint: 'remove the ";" record, or the ones that name an authority',
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.CAA)) {
      const allowing = new Set<string>();
      const denying: { record: number; tag: string }[] = [];
      for (const { record, tag, value } of caaProperties(zone, rrset)) {
        if (!isIssueTag(tag)) continue;
        const read = readIssueValue(value);
        if (typeof read === "string") continue;
        if (read.issuer === "") denying.push({ record, tag });
        else allowing.add(tag);
      }
      for (const { record, tag } of denying) {
        if (!allowing.has(tag)) continue;
        found.at(
          record,
          caaToken.value,
          `this ${tag} allows nobody, and has no effect beside one that allows somebody`,
        );
      }
    }
    return found.diagnostics;
  },
};
