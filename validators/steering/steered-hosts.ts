/** Addresses of the zone and what is steered of them. */
import { addressToText } from "../../src/base/ip.js";
import type { SteeredRrset } from "../../src/steering/config.js";
import { onceAZone } from "../once-a-zone.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext } from "../rule-context.js";
import { servedRrsets } from "../steering-facts.js";

export interface SteeredHosts {
  /** `www.example.com. A` → its place and itself. */
  readonly byName: ReadonlyMap<string, readonly [place: number, rrset: SteeredRrset]>;
  /** Target value → first owner that steers it. */
  readonly ownerOfTarget: ReadonlyMap<string, string>;
}

export const steeredHosts: (context: RuleContext) => SteeredHosts = onceAZone(({ steering }) => {
  const byName = new Map<string, readonly [number, SteeredRrset]>();
  const ownerOfTarget = new Map<string, string>();
  for (const [place, rrset] of steering === undefined ? [] : servedRrsets(steering)) {
    byName.set(`${rrset.owner} ${rrset.type}`, [place, rrset]);
    for (const { value } of rrset.targets) {
      if (!ownerOfTarget.has(value)) ownerOfTarget.set(value, rrset.owner);
    }
  }
  return { byName, ownerOfTarget };
});

export const hostTypes = [
  { name: "A", code: rrtype.A },
  { name: "AAAA", code: rrtype.AAAA },
] as const;

export function addressOf({ zone }: RuleContext, record: number): string {
  return addressToText(zone.zone.rdata.subarray(zone.rdataStart(record), zone.rdataEnd(record)));
}
