/**
 * What nameservers answer at a name, from the records that the API holds there: proxied records
 * answer addresses of Cloudflare's own, CNAMEs may be flattened, and NS at the apex are ignored
 * unless the zone has several providers.
 */
import {
  type Labels,
  labelsInRdata,
  labelsToHex,
  type NaiveRrset,
  type NaiveZone,
  ownerText,
} from "../../../src/naive/naive-zone.js";
import type { Served } from "../served-zone.js";
import type { StoredRecord } from "./stored-record.js";

const A = 1;
const NS = 2;
const CNAME = 5;
const AAAA = 28;
const automaticSeconds = 300;
const flattenStepsMax = 8;

/** Where proxied names point: the fake's own edge. */
export const edgeAddresses = {
  [A]: ["cb007101", "cb007102"],
  [AAAA]: ["20010db80000000000000000000ed9e1"],
} as const;

export interface ServingFacts {
  readonly apex: Labels;
  readonly multiProvider: boolean;
  readonly flattenAll: boolean;
  readonly nsTtlSeconds: number;
  /** Names of Cloudflare's own nameservers. */
  readonly nameservers: readonly Labels[];
  /** Addresses of names in other zones, as hexadecimal text. */
  readonly addressesOf: (name: Labels, type: number) => readonly string[];
}

/** TYPE → what is served at `owner`; types without anything are not in it. */
export function servedAt(
  owner: Labels,
  records: readonly StoredRecord[],
  facts: ServingFacts,
): Map<number, Served> {
  const served = new Map<number, Served>();
  const isApex = owner.length === facts.apex.length;
  const web = records.filter(({ code }) => code === A || code === AAAA || code === CNAME);
  // One proxied address makes all addresses of the name proxied.
  if (web.some(({ proxied }) => proxied)) serveEdge(owner, web, served);
  else {
    const [alias] = web.filter(({ code }) => code === CNAME);
    if (alias !== undefined && isFlattened(owner, alias, facts)) {
      for (const type of [A, AAAA]) {
        served.set(type, (zone) => flattened(owner, alias, type, zone, facts));
      }
    } else serve(owner, web, served);
  }
  serve(
    owner,
    records.filter((record) => !web.includes(record) && !(isApex && record.code === NS)),
    served,
  );
  if (isApex) served.set(NS, apexNs(owner, records, facts));
  return served;
}

/** RRsets of records as they are; the lowest TTL counts where members disagree. */
function serve(owner: Labels, records: readonly StoredRecord[], served: Map<number, Served>): void {
  for (const type of new Set(records.map(({ code }) => code))) {
    const members = records.filter(({ code }) => code === type);
    served.set(type, rrset(owner, type, Math.min(...members.map(ttlOf)), members.map(rdataOf)));
  }
}

function serveEdge(owner: Labels, web: readonly StoredRecord[], served: Map<number, Served>): void {
  const only = (setting: string) => web.some(({ settings }) => settings[setting] === true);
  if (!only("ipv6_only")) served.set(A, rrset(owner, A, automaticSeconds, edgeAddresses[A]));
  if (!only("ipv4_only")) {
    served.set(AAAA, rrset(owner, AAAA, automaticSeconds, edgeAddresses[AAAA]));
  }
}

function apexNs(owner: Labels, records: readonly StoredRecord[], facts: ServingFacts): NaiveRrset {
  const others = facts.multiProvider ? records.filter(({ code }) => code === NS).map(rdataOf) : [];
  const own = facts.nameservers.map(labelsToHex);
  return rrset(owner, NS, facts.nsTtlSeconds, [...new Set([...own, ...others])]);
}

/**
 * Always at the apex, and always where the target is in the same zone; elsewhere where the zone or
 * the record says so. https://developers.cloudflare.com/dns/cname-flattening/set-up-cname-flattening/
 */
function isFlattened(owner: Labels, alias: StoredRecord, facts: ServingFacts): boolean {
  const target = labelsInRdata(rdataOf(alias), 0);
  return (
    owner.length === facts.apex.length ||
    facts.flattenAll ||
    alias.settings.flatten_cname === true ||
    ownerText(target.slice(-facts.apex.length)) === ownerText(facts.apex)
  );
}

/** Addresses at the end of the chain, with the lower TTL; nothing if it ends nowhere. */
function flattened(
  owner: Labels,
  alias: StoredRecord,
  type: number,
  zone: NaiveZone,
  facts: ServingFacts,
): NaiveRrset | undefined {
  let ttl = ttlOf(alias);
  let target = labelsInRdata(rdataOf(alias), 0);
  for (let step = 0; step < flattenStepsMax; step++) {
    if (ownerText(target.slice(-facts.apex.length)) !== ownerText(facts.apex)) {
      const addresses = facts.addressesOf(target, type);
      return addresses.length === 0 ? undefined : rrset(owner, type, ttl, addresses);
    }
    if (ownerText(target) === ownerText(owner)) return undefined;
    const found = zone.rrsetsAt(target);
    const answer = found?.get(type);
    if (answer !== undefined) return rrset(owner, type, Math.min(ttl, answer.ttl), answer.rdata);
    const next = found?.get(CNAME);
    if (next === undefined) return undefined;
    ttl = Math.min(ttl, next.ttl);
    target = labelsInRdata(next.rdata[0]!, 0);
  }
  return undefined;
}

function rrset(owner: Labels, type: number, ttl: number, rdata: readonly string[]): NaiveRrset {
  return { owner, type, ttl, rdata };
}

const ttlOf = ({ ttl }: StoredRecord) => (ttl === 1 ? automaticSeconds : ttl);

const rdataOf = ({ rdata }: StoredRecord) => Buffer.from(rdata).toString("hex");
