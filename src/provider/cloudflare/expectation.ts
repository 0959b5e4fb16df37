/** What Cloudflare's nameservers answer for an RRset, where it is not simply the RRset. */
import { isSubdomain } from "../../dns/name.js";
import type { Expectation, ProviderZone } from "../contract/provider.js";
import { orderedRdatas } from "../rrset/ordered-rdatas.js";
import type { Rrset } from "../rrset/rrset.js";
import { extraOf } from "./extra.js";

const A = 1;
const NS = 2;
const CNAME = 5;
/** TTL of NS at the apex, unless the zone's settings say otherwise. */
const nsSecondsDefault = 86_400;

export function expectationOf(rrset: Rrset, zone: ProviderZone): Expectation {
  const { owner, type, ttlSeconds } = rrset;
  const { proxied, settings } = extraOf(rrset);
  const isApex = owner.length === zone.apex.length;
  if (proxied !== undefined) {
    if (settings?.ipv4_only === true || settings?.ipv6_only === true) {
      return unchecked("it is proxied in one version of IP only");
    }
    const reason = "it is proxied: addresses of Cloudflare are answered";
    return { kind: "other", type: type === CNAME ? A : type, reason };
  }
  if (type === CNAME) {
    const reason = flattened(rrset, zone, isApex, settings?.flatten_cname === true);
    const isInside = rrset.rdatas.some((name) => isWithin(name, zone));
    if (reason !== undefined) return isInside ? { kind: "flattened", reason } : unchecked(reason);
  }
  if (type === NS && isApex) {
    if (zone.facts.settingsHidden === true) return unchecked("its setting cannot be read");
    const rdatas = orderedRdatas(NS, [...rrset.rdatas, ...zone.assigned]);
    const { nsTtl } = zone.facts;
    const own = typeof nsTtl === "number" ? nsTtl : nsSecondsDefault;
    // Which of the two TTLs the answer has is not documented.
    const whole = { ...rrset, rdatas, ttlSeconds: Math.min(own, ttlSeconds) };
    return { kind: "exact", rrset: whole, ttlMaxSeconds: Math.max(own, ttlSeconds) };
  }
  return { kind: "exact", rrset, ttlMaxSeconds: ttlSeconds };
}

/** Why addresses may be answered in the place of a CNAME; those of other zones change without us. */
function flattened(
  { rdatas }: Rrset,
  zone: ProviderZone,
  isApex: boolean,
  isSet: boolean,
): string | undefined {
  const { facts } = zone;
  if (isApex) return "a CNAME at the apex is flattened";
  if (facts.settingsHidden === true) return "whether the zone flattens CNAMEs cannot be read";
  if (facts.flattenAll === true) return "the zone flattens all CNAMEs";
  if (isSet) return "its setting flatten_cname is on";
  const isInside = rdatas.some((name) => isWithin(name, zone));
  return isInside ? "a CNAME whose target is in the same zone is flattened" : undefined;
}

function isWithin(name: Uint8Array, { apex }: ProviderZone): boolean {
  return isSubdomain(name, 0, name.length, apex, 0, apex.length);
}

function unchecked(reason: string): Expectation {
  return { kind: "unchecked", reason };
}
