import type { Rule } from "../rule.js";
import { spfPoliciesOf } from "./spf-policies.js";
import { stringAt } from "./text-records.js";

const mechanisms = ["include", "a", "mx", "ptr", "ip4", "ip6", "exists", "all"];

export const spfModifier: Rule = {
  id: "spf-modifier",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7208 §6, §12",
  summary: "An SPF record has an equals sign where a colon belongs: include=, ip4=.",
  why: "With an equals sign it is an unknown modifier, which receivers skip: the senders it names are not allowed.",
  hint: "write a colon",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { zone, record, spf } of spfPoliciesOf(context.zone)) {
      for (const { kind, name, text, domain, offset } of spf.terms) {
        if (kind !== "modifier" || !mechanisms.includes(name)) continue;
        found.at(
          record,
          stringAt(zone, record, offset),
          `\`${text}\` is skipped: with an equals sign it is an unknown modifier`,
          `write ${name}:${domain}`,
        );
      }
    }
    return found.diagnostics;
  },
};
