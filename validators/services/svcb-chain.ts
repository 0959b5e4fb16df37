import type { Rule } from "../rule.js";
import { bindingEnd } from "./binding-target.js";
import { serviceBindingsOf, svcToken } from "./service-binding.js";

export const svcbChain: Rule = {
  id: "svcb-chain",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 9460 §10.2",
  summary: "The target of an SVCB or HTTPS record is itself an alias.",
  why: "Each alias is one more round trip before the first byte, and clients give up on chains that they find too long.",
  hint: "name the host at the end of the chain",
  judges: "zones",
  check(context) {
    const found = context.collect();
    for (const binding of serviceBindingsOf(context.zone)) {
      if (found.isFull) break;
      if (binding.isRootTarget) continue;
      const end = bindingEnd(context, binding);
      if (end.kind !== "found" || end.steps === 0) continue;
      found.at(
        binding.record,
        svcToken.target,
        `the target ${binding.targetText} is an alias, in the end for ${end.zone.ownerText(end.owner)}`,
      );
    }
    return found.diagnostics;
  },
};
