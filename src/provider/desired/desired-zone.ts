/**
 * From a zone to what one provider should have of it: without SOA and own signatures, with the NS at
 * the apex that all members of the zone have agreed on.
 */
import type { Zone } from "../../zone/zone.js";
import type { DesiredZone, ProviderHints } from "../contract/desired.js";
import { orderedRdatas } from "../rrset/ordered-rdatas.js";
import type { Rrset } from "../rrset/rrset.js";
import { rrsetsOfZone } from "../rrset/zone-rrsets.js";
import { isOwnSignature, signatureLosses } from "./own-signatures.js";

const NS = 2;

export interface DesiredOptions {
  /**
   * - union: NS at the apex of the zone file, and every name in `assigned`. `zone`: those of the zone
   *   file. `keep`: none are desired, and the policy of the member must keep those that are there.
   */
  readonly apexNs: "union" | "zone" | "keep";
  /** Names of nameservers that the providers of all members have assigned; wire form, lower case. */
  readonly assigned: readonly Uint8Array[];
  /** By `rrsetKey`. */
  readonly hints?: ReadonlyMap<string, ProviderHints>;
}

export function desiredZone(zone: Zone, options: DesiredOptions): DesiredZone {
  const { apex, serial } = zone;
  const whole = rrsetsOfZone(zone);
  const signatures = whole.filter((rrset) => isOwnSignature(rrset, apex));
  const rrsets = whole.filter((rrset) => !isOwnSignature(rrset, apex));
  return {
    apex,
    serial,
    rrsets: rrsets.flatMap((rrset) => (isApexNs(rrset, apex) ? apexNs(rrset, options) : [rrset])),
    steered: [],
    hints: options.hints ?? new Map(),
    losses: signatureLosses(signatures, apex),
  };
}

function isApexNs({ owner, type }: Rrset, apex: Uint8Array): boolean {
  return type === NS && owner.length === apex.length;
}

function apexNs(rrset: Rrset, { apexNs: mode, assigned }: DesiredOptions): Rrset[] {
  if (mode === "keep") return [];
  if (mode === "zone") return [rrset];
  return [{ ...rrset, rdatas: orderedRdatas(NS, [...rrset.rdatas, ...assigned]) }];
}
