import type { Rule } from "../rule.js";
import { serviceBindingsOf, svcToken } from "./service-binding.js";

export const svcbAliasParams: Rule = {
  id: "svcb-alias-params",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 9460 §2.4.2",
  summary: "An SVCB or HTTPS record of priority 0 has parameters.",
  why: "Priority 0 makes the record an alias, and clients must pass over what follows: protocols, ports and keys written here have no effect.",
  hint: "write priority 1 if this name serves; else remove the parameters and give them to the target",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const binding of serviceBindingsOf(context.zone)) {
      if (!binding.isAlias || !binding.hasParameters) continue;
      found.at(
        binding.record,
        svcToken.parameters,
        `this is an alias for ${binding.targetText}, so its parameters are ignored`,
      );
    }
    return found.diagnostics;
  },
};
