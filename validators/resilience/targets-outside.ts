/** Names of others that a zone's records point at, and whether somebody vouched for them. */
import { nameEnd } from "../../src/dns/name.js";
import { nameToText } from "../../src/dns/name-text.js";
import { standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { NameSuffixes } from "./name-suffixes.js";
import { type Claim, freeForAll, freeForSome, type TakeoverService } from "./takeover-services.js";

interface Offer {
  readonly service: TakeoverService;
  readonly claim: Claim;
}

const offers = new NameSuffixes<Offer>([
  ...freeForAll.flatMap((service) => offersOf(service, "anybody")),
  ...freeForSome.flatMap((service) => offersOf(service, "some")),
]);

/** Where the target stands: octets into the RDATA, and which of its tokens. */
interface Pointing {
  readonly type: number;
  readonly offset: number;
  readonly token: number;
}

const pointing: readonly Pointing[] = [
  { type: rrtype.CNAME, offset: 0, token: 0 },
  { type: rrtype.DNAME, offset: 0, token: 0 },
  { type: rrtype.NS, offset: 0, token: 0 },
  { type: rrtype.MX, offset: 2, token: 1 },
  { type: rrtype.SRV, offset: 6, token: 3 },
  { type: rrtype.SVCB, offset: 2, token: 1 },
  { type: rrtype.HTTPS, offset: 2, token: 1 },
  { type: rrtype.ALIAS, offset: 0, token: 0 },
];

export interface ServiceTarget {
  readonly record: number;
  readonly token: number;
  readonly service: TakeoverService;
  /** Presentation form, lower case. */
  readonly name: string;
}

/** Zones in which no record points at any service, so that the second rule need not look again. */
const clean = new WeakSet<ZoneIndex>();

/** Calls `visit` for each record that points at a name of such a service, unless it is owned. */
export function eachServiceTarget(
  context: RuleContext,
  claim: Claim,
  visit: (target: ServiceTarget) => void,
): void {
  const { zone } = context;
  if (clean.has(zone)) return;
  let isClean = true;
  const { rdata } = zone.zone;
  for (const { type, offset, token } of pointing) {
    for (const rrset of zone.rrsetsOf(type)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        const at = zone.rdataStart(record) + offset;
        const limit = zone.rdataEnd(record);
        const end =
          type === rrtype.SVCB || type === rrtype.HTTPS ? nameEnd(rdata, at, limit) : limit;
        const offer = offers.find(rdata, at, end);
        if (offer === undefined) continue;
        isClean = false;
        if (offer.claim !== claim || isServedHere(context, at)) continue;
        const name = nameToText(rdata, at).toLowerCase();
        if (isOwned(context, record, name)) continue;
        visit({ record, token, service: offer.service, name });
      }
    }
  }
  if (isClean) clean.add(zone);
}

function offersOf(service: TakeoverService, claim: Claim): [suffix: string, offer: Offer][] {
  return service.suffixes.map((suffix) => [suffix, { service, claim }]);
}

/** Somebody said that the name is ours: on the record, or for all names of a suffix. */
export function isOwned(context: RuleContext, record: number, name: string): boolean {
  return (
    context.options.owned.some((suffix) => name === suffix || name.endsWith(`.${suffix}`)) ||
    context.annotationsOf(record, "owned").length > 0
  );
}

/** The service itself keeps its zone here. */
function isServedHere({ zone, finder }: RuleContext, at: number): boolean {
  return finder.find(zone.zone.rdata, at) !== standing.elsewhere;
}
