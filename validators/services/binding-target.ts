/** What stands behind the target of an SVCB or HTTPS record, as far as it is here. */
import { standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { bindingsIn, type ServiceBinding } from "./service-binding.js";

/** Aliases that are followed; clients have such a bound as well (RFC 9460 §2.4.2). */
const stepsMax = 16;

export type BindingEnd =
  /** Another server's zone, or a redirection by DNAME: nobody here can tell. */
  | { readonly kind: "unknown" }
  | { readonly kind: "absent" }
  | { readonly kind: "loop" }
  /** `steps` aliases were followed from the target on, CNAME and SVCB alike. */
  | {
      readonly kind: "found";
      readonly steps: number;
      readonly hasAddress: boolean;
      readonly zone: ZoneIndex;
      readonly owner: number;
    };

/** Follows the target through CNAME records and further aliases of the same type. */
export function bindingEnd({ finder }: RuleContext, binding: ServiceBinding): BindingEnd {
  let [name, at] = binding.effectiveTarget();
  for (let steps = 0; steps <= stepsMax; steps++) {
    const result = finder.find(name, at);
    const { zone, owner } = finder;
    if (zone === undefined || result === standing.delegated || result === standing.dname) {
      return { kind: "unknown" };
    }
    if (result === standing.absent || result === standing.emptyNonTerminal) {
      return { kind: "absent" };
    }
    const cname = zone.rrset(owner, rrtype.CNAME);
    if (cname !== -1) {
      [name, at] = [zone.zone.rdata, zone.rdataStart(zone.firstRecord(cname))];
      continue;
    }
    const alias = binding.isAlias ? aliasAt(zone, owner, binding.type) : undefined;
    if (alias === undefined) {
      const hasService = binding.isAlias && zone.has(owner, binding.type);
      const hasAddress = hasService || hasAddresses(zone, owner);
      return { kind: "found", steps, hasAddress, zone, owner };
    }
    if (alias.isRootTarget) return { kind: "absent" };
    [name, at] = [zone.zone.rdata, alias.targetAt];
  }
  return { kind: "loop" };
}

export function hasAddresses(zone: ZoneIndex, owner: number): boolean {
  return zone.has(owner, rrtype.A) || zone.has(owner, rrtype.AAAA) || zone.has(owner, rrtype.ALIAS);
}

/** The first alias of each RRset that was looked at: many records may have the same target. */
const firstAliases = new WeakMap<ZoneIndex, Map<number, ServiceBinding | undefined>>();

function aliasAt(zone: ZoneIndex, owner: number, type: number): ServiceBinding | undefined {
  const rrset = zone.rrset(owner, type);
  if (rrset === -1) return undefined;
  const known = firstAliases.get(zone) ?? new Map<number, ServiceBinding | undefined>();
  firstAliases.set(zone, known);
  if (!known.has(rrset)) known.set(rrset, firstAliasIn(zone, type, rrset));
  return known.get(rrset);
}

function firstAliasIn(zone: ZoneIndex, type: number, rrset: number): ServiceBinding | undefined {
  for (const binding of bindingsIn(zone, type, rrset)) if (binding.isAlias) return binding;
  return undefined;
}
