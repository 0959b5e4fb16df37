/**
 * The chains of NSEC3 records in a zone, and the names that each must speak of: those with data,
 * and the empty non-terminals between them and the apex (RFC 5155 §7.1).
 */
import { nameToText } from "../../src/dns/name-text.js";
import {
  hashOfLabel,
  type Nsec3Parameters,
  nsec3Hash,
  nsec3Sha1,
  optOutFlag,
  readNsec3,
  readNsec3Parameters,
} from "../../src/dnssec/nsec3.js";
import { authority } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";
import { isInsecureCut, isNamed } from "./denial.js";
import { recordsOf } from "./signed-zone.js";

/** Hashes made for one zone: with the most iterations there are, a large zone would take days. */
const hashesMax = 10_000_000;
/** Chains that are looked at: one, and a second while a signer changes the salt. */
const chainsMax = 4;

export interface Nsec3Name {
  /** -1 for an empty non-terminal. */
  readonly owner: number;
  readonly text: () => string;
  /** An opt-out span may leave it out: an insecure delegation, or nothing but such below it. */
  readonly optional: boolean;
  /** It is below a DNAME: some signers count it, some do not. */
  readonly hidden: boolean;
}

export interface Nsec3Link {
  readonly record: number;
  /** Hash of its owner's name, as Latin-1 text. */
  readonly key: string;
  readonly next: string;
  readonly optOut: boolean;
}

export interface Nsec3Chain {
  readonly parameters: Nsec3Parameters;
  /** Ascending by key. */
  readonly links: readonly Nsec3Link[];
  /** Hash → name; empty if there would be too many hashes to make. */
  readonly names: ReadonlyMap<string, Nsec3Name>;
  readonly isHashed: boolean;
}

const made = new WeakMap<ZoneIndex, readonly Nsec3Chain[]>();

/** One for each NSEC3PARAM record that has any; otherwise that of the first NSEC3 record. */
export function nsec3ChainsOf(zone: ZoneIndex): readonly Nsec3Chain[] {
  const before = made.get(zone);
  if (before !== undefined) return before;
  const chains = parametersOf(zone).map((parameters) => chainOf(zone, parameters));
  made.set(zone, chains);
  return chains;
}

export function isSameChain(a: Nsec3Parameters, b: Nsec3Parameters): boolean {
  return (
    a.hashAlgorithm === b.hashAlgorithm &&
    a.iterations === b.iterations &&
    Buffer.compare(a.salt, b.salt) === 0
  );
}

/** Whether NSEC3 records were made with these parameters. */
export function hasRecords(zone: ZoneIndex, parameters: Nsec3Parameters): boolean {
  const { rdata } = zone.zone;
  return zone.rrsetsOf(rrtype.NSEC3).some((rrset) => {
    return recordsOf(zone, rrset).some((record) =>
      isSameChain(readNsec3Parameters(rdata, zone.rdataStart(record)), parameters),
    );
  });
}

function parametersOf(zone: ZoneIndex): Nsec3Parameters[] {
  const { rdata } = zone.zone;
  const [first] = zone.rrsetsOf(rrtype.NSEC3);
  if (first === undefined) return [];
  const announced = recordsOf(zone, zone.rrset(0, rrtype.NSEC3PARAM))
    .slice(0, chainsMax)
    .map((record) => readNsec3Parameters(rdata, zone.rdataStart(record)))
    .filter((parameters) => hasRecords(zone, parameters));
  const sample = readNsec3Parameters(rdata, zone.rdataStart(zone.firstRecord(first)));
  const found = announced.length > 0 ? announced : [sample];
  return found.filter(({ hashAlgorithm }) => hashAlgorithm === nsec3Sha1);
}

function chainOf(zone: ZoneIndex, parameters: Nsec3Parameters): Nsec3Chain {
  const { iterations } = parameters;
  const isHashed = iterations === 0 || zone.zone.ownerCount * (iterations + 1) <= hashesMax;
  return {
    parameters,
    links: linksOf(zone, parameters),
    names: isHashed ? namesOf(zone, parameters) : new Map(),
    isHashed,
  };
}

function linksOf(zone: ZoneIndex, parameters: Nsec3Parameters): Nsec3Link[] {
  const { rdata, names, nameStart } = zone.zone;
  const links: Nsec3Link[] = [];
  for (const rrset of zone.rrsetsOf(rrtype.NSEC3)) {
    const hash = hashOfLabel(names, nameStart[zone.ownerOf(rrset)]!);
    if (hash === undefined) continue;
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      const nsec3 = readNsec3(rdata, zone.rdataStart(record));
      if (!isSameChain(nsec3, parameters)) continue;
      const optOut = (nsec3.flags & optOutFlag) !== 0;
      links.push({ record, key: keyOf(hash), next: keyOf(nsec3.next), optOut });
    }
  }
  return links.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Latin-1 text sorts as its octets do, and can be the key of a map. */
function keyOf(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString("latin1");
}

function namesOf(zone: ZoneIndex, { salt, iterations }: Nsec3Parameters): Map<string, Nsec3Name> {
  const { names, nameStart, apex, ownerCount } = zone.zone;
  const found = new Map<string, Nsec3Name>();
  /** Empty non-terminals, as Latin-1 text of their names: whether they are optional so far. */
  const between = new Map<string, boolean>();
  for (let owner = 0; owner < ownerCount; owner++) {
    const hidden = zone.authorityOf(owner) === authority.belowDname;
    if (!hidden && !isNamed(zone, owner)) continue;
    const end = nameStart[owner + 1]!;
    const optional = isInsecureCut(zone, owner);
    const hash = nsec3Hash(names.subarray(nameStart[owner], end), salt, iterations);
    found.set(keyOf(hash), { owner, text: () => zone.ownerText(owner), optional, hidden });
    if (hidden) continue;
    let at = nameStart[owner]!;
    for (at += names[at]! + 1; end - at > apex.length; at += names[at]! + 1) {
      const ancestor = zone.zone.findOwner(names, at, end);
      if (ancestor !== -1 && isNamed(zone, ancestor)) break;
      const key = keyOf(names.subarray(at, end));
      const known = between.get(key);
      // What is above a known one has been seen with it.
      if (known === false || (known === true && optional)) break;
      between.set(key, optional);
    }
  }
  for (const [key, optional] of between) {
    const name = Uint8Array.from(Buffer.from(key, "latin1"));
    const hash = nsec3Hash(name, salt, iterations);
    found.set(keyOf(hash), { owner: -1, text: () => nameToText(name), optional, hidden: false });
  }
  return found;
}
