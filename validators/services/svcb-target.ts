import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";
import { isAddressLiteral } from "../targets.js";
import { bindingEnd } from "./binding-target.js";
import { type ServiceBinding, serviceBindingsOf, svcToken } from "./service-binding.js";

export const svcbTarget: Rule = {
  id: "svcb-target",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 9460 §2.4.2, §2.4.3",
  summary: "The target of an SVCB or HTTPS record leads to no address.",
  why: "Clients that know the record connect to nothing; the others still get through, so the fault is seen by some and not by others.",
  hint: "give the target an A or AAAA record, or name the host that has one",
  judges: "zones",
  check(context) {
    const found = context.collect();
    for (const binding of serviceBindingsOf(context.zone)) {
      if (found.isFull) break;
      // RFC 9460 §2.5.1: an alias for the root says that there is no service.
      if (binding.isAlias && binding.isRootTarget) continue;
      const fault = faultOf(context, binding);
      if (fault !== undefined) found.at(binding.record, svcToken.target, fault);
    }
    return found.diagnostics;
  },
};

function faultOf(context: RuleContext, binding: ServiceBinding): string | undefined {
  const { zone } = context;
  const name = binding.isRootTarget ? zone.ownerText(binding.owner) : binding.targetText;
  if (isAddressLiteral(zone.zone.rdata, binding.targetAt)) {
    return `the target ${name} is an address read as a name`;
  }
  const end = bindingEnd(context, binding);
  if (end.kind === "absent") return `the target ${name} does not exist`;
  if (end.kind === "loop") return `the target ${name} leads round in a circle`;
  if (end.kind === "found" && !end.hasAddress) {
    return `the target ${name} has no address${binding.isAlias ? " and no such record itself" : ""}`;
  }
  return undefined;
}
