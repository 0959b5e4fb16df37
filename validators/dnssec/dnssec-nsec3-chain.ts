import { printBase32hex } from "../../src/dns/rr/field-hex.js";
import { hashOfLabel, nsec3Sha1, optOutFlag, readNsec3 } from "../../src/dnssec/nsec3.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { isSameChain, type Nsec3Chain, type Nsec3Link, nsec3ChainsOf } from "./nsec3-names.js";
import { isSigned } from "./signed-zone.js";

export const dnssecNsec3Chain: Rule = {
  id: "dnssec-nsec3-chain",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 5155 §7.1",
  summary: "The NSEC3 records of a signed zone do not speak of each name, or form no circle.",
  why: "Where the chain is broken, resolvers cannot prove that a name does not exist, or prove it of one that does: SERVFAIL for some, NXDOMAIN for others.",
  hint: "sign the zone again, so that the chain is made anew",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    if (!isSigned(zone) || zone.rrsetsOf(rrtype.NSEC3).length === 0) return [];
    const chains = nsec3ChainsOf(zone);
    checkRecords(zone, chains, found);
    for (const chain of chains) {
      checkLinks(zone, chain, found);
      checkNames(zone, chain, found);
    }
    return found.diagnostics;
  },
};

/** Each record by itself: its owner, its flags, whether it is of a chain at all. */
function checkRecords(zone: ZoneIndex, chains: readonly Nsec3Chain[], found: Findings): void {
  const { rdata, names, nameStart, apex } = zone.zone;
  for (const rrset of zone.rrsetsOf(rrtype.NSEC3)) {
    const owner = zone.ownerOf(rrset);
    const at = nameStart[owner]!;
    const isBelowApex = nameStart[owner + 1]! - at - names[at]! - 1 === apex.length;
    const isHash = isBelowApex && hashOfLabel(names, at) !== undefined;
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      const nsec3 = readNsec3(rdata, zone.rdataStart(record));
      const name = (): string => `the NSEC3 record ${zone.ownerText(owner)}`;
      if (nsec3.hashAlgorithm !== nsec3Sha1) {
        found.at(record, 0, `${name()} has hash algorithm ${nsec3.hashAlgorithm}; there is only 1`);
      } else if (!isHash) {
        found.at(record, "owner", `${name()} is not at a hash below the apex`);
      } else if (!chains.some(({ parameters }) => isSameChain(parameters, nsec3))) {
        found.at(record, 2, `${name()} has another salt, or other iterations, than NSEC3PARAM`);
      } else if ((nsec3.flags & ~optOutFlag) !== 0) {
        found.at(record, 1, `${name()} has flags ${nsec3.flags}; only 0 and 1 have a meaning`);
      }
    }
  }
}

/** Each link must lead to the next, the last one to the first. */
function checkLinks(zone: ZoneIndex, { links }: Nsec3Chain, found: Findings): void {
  links.forEach((link, i) => {
    const next = links[i + 1] ?? links[0]!;
    const name = (): string => zone.ownerText(zone.ownerOf(zone.rrsetOfRecord(link.record)));
    if (link !== next && link.key === next.key) {
      found.at(next.record, "owner", `there are two NSEC3 records of one chain at ${name()}`);
    } else if (link.next !== next.key) {
      const [said, due] = [hashText(link.next), hashText(next.key)];
      found.at(link.record, 4, `the NSEC3 record ${name()} says that ${said} is next; ${due} is`);
    }
  });
}

function hashText(key: string): string {
  const octets = Buffer.from(key, "latin1");
  return printBase32hex(octets, 0, octets.length).toLowerCase();
}

/** Each name has its record, but for those in an opt-out span; each record has its name. */
function checkNames(zone: ZoneIndex, chain: Nsec3Chain, found: Findings): void {
  const { links, names, isHashed, parameters } = chain;
  if (!isHashed) {
    found.atZone(
      `the NSEC3 records were not held against the names: ${parameters.iterations} iterations are too many`,
      "sign the zone with 0 iterations (RFC 9276 §3.1)",
    );
    return;
  }
  const keys = new Set(links.map(({ key }) => key));
  for (const [key, { owner, optional, hidden, text }] of names) {
    if (hidden || keys.has(key) || (optional && linkBefore(links, key)?.optOut === true)) continue;
    const message = `${text()} has no NSEC3 record`;
    if (owner !== -1) found.atOwner(owner, message);
    else found.atZone(`${message}; it exists, because there are names below it`);
  }
  for (const { key, record } of links) {
    if (names.has(key)) continue;
    const name = zone.ownerText(zone.ownerOf(zone.rrsetOfRecord(record)));
    found.at(record, "owner", `the NSEC3 record ${name} is of no name in the zone`);
  }
}

/** The link whose span a hash is in: the last one before it, or around the end of the circle. */
function linkBefore(links: readonly Nsec3Link[], key: string): Nsec3Link | undefined {
  let low = 0;
  let high = links.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (links[middle]!.key < key) low = middle + 1;
    else high = middle;
  }
  return links[low - 1] ?? links.at(-1);
}
