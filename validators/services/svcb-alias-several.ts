import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { bindingsIn, svcToken } from "./service-binding.js";

export const svcbAliasSeveral: Rule = {
  id: "svcb-alias-several",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 9460 §2.4.1, §2.4.2",
  summary: "An SVCB or HTTPS alias is not the only record of its name.",
  why: "Beside an alias, records that serve are ignored; of several aliases, each client takes one at random.",
  hint: "keep either one record of priority 0, or only records of other priorities",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const type of [rrtype.SVCB, rrtype.HTTPS]) {
      for (const rrset of zone.rrsetsOf(type)) {
        const [first, ...others] = bindingsIn(zone, type, rrset);
        const alias = [first, ...others].find((binding) => binding?.isAlias === true);
        if (alias === undefined || others.length === 0) continue;
        for (const binding of [first, ...others]) {
          if (binding === undefined || binding === alias) continue;
          found.at(
            binding.record,
            svcToken.priority,
            binding.isAlias
              ? `a second alias, for ${binding.targetText}, beside the one for ${alias.targetText}`
              : `clients ignore this record, since an alias for ${alias.targetText} stands beside it`,
          );
        }
      }
    }
    return found.diagnostics;
  },
};
