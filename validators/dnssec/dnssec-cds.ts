import { typeName } from "../../src/dns/rr/registry.js";
import { isDelegationOf } from "../../src/dnssec/delegation-digest.js";
import { isRevoked } from "../../src/dnssec/dnskey.js";
import { rdataOf } from "../../src/zone/record-view.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import {
  apexSigners,
  isSigned,
  keyId,
  keysAt,
  recordsOf,
  type ZoneKey,
  zoneKeysOf,
} from "./signed-zone.js";

/** RFC 8078 §4, as corrected: `0 0 0 00` and `0 3 0 AA==`. */
const deleteForms = new Map<number, readonly number[]>([
  [rrtype.CDS, [0, 0, 0, 0, 0]],
  [rrtype.CDNSKEY, [0, 0, 3, 0, 0]],
]);

export const dnssecCds: Rule = {
  id: "dnssec-cds",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7344 §4, RFC 8078 §4",
  summary: "CDS and CDNSKEY records contradict the zone's keys, or each other.",
  why: "A parent that follows them publishes a DS record that fits no key, and the whole zone becomes bogus; a careful one ignores them, and the roll-over stands still.",
  hint: "let the signer publish both, from the keys that it signs with",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const cds = zone.rrsetsOf(rrtype.CDS);
    const cdnskey = zone.rrsetsOf(rrtype.CDNSKEY);
    if (cds.length === 0 && cdnskey.length === 0) return [];
    for (const rrset of [...cds, ...cdnskey]) checkPlace(zone, rrset, found);
    const deletes = [
      checkDelete(zone, rrtype.CDS, found),
      checkDelete(zone, rrtype.CDNSKEY, found),
    ];
    if (deletes.includes(true)) {
      checkBothDelete(zone, deletes, found);
      return found.diagnostics;
    }
    checkKeys(zone, found);
    return found.diagnostics;
  },
};

function checkPlace(zone: ZoneIndex, rrset: number, found: Findings): void {
  const owner = zone.ownerOf(rrset);
  if (owner === 0) return;
  const type = typeName(zone.zone.rrsetType[rrset]!);
  const name = zone.ownerText(owner);
  found.at(zone.firstRecord(rrset), "owner", `${name} has a ${type} record; only the apex may`);
}

/** Whether the records of this type ask for the DS records to be removed; undefined without any. */
function checkDelete(zone: ZoneIndex, type: number, found: Findings): boolean | undefined {
  const records = recordsOf(zone, zone.rrset(0, type));
  if (records.length === 0) return undefined;
  const algorithmAt = type === rrtype.CDS ? 2 : 3;
  const asking = records.filter((record) => zone.u8(record, algorithmAt) === 0);
  for (const record of asking) {
    const form = deleteForms.get(type)!;
    if (Buffer.compare(rdataOf(zone.zone, record), Uint8Array.from(form)) === 0) continue;
    const text = type === rrtype.CDS ? "0 0 0 00" : "0 3 0 AA==";
    const what = `the ${typeName(type)} record of ${zone.apexText} has algorithm 0`;
    found.at(record, "rdata", `${what} and is not the "${text}" that removes DS records`);
  }
  if (asking.length > 0 && asking.length < records.length) {
    const what = `${typeName(type)} records of ${zone.apexText}`;
    found.at(asking[0]!, "rdata", `${what} ask both for DS records and for their removal`);
  }
  return asking.length > 0;
}

function checkBothDelete(
  zone: ZoneIndex,
  [cds, cdnskey]: readonly (boolean | undefined)[],
  found: Findings,
): void {
  if (cds === undefined || cdnskey === undefined || cds === cdnskey) return;
  const [asking, other] = cds ? ["CDS", "CDNSKEY"] : ["CDNSKEY", "CDS"];
  const record = zone.firstRecord(zone.rrset(0, cds ? rrtype.CDS : rrtype.CDNSKEY));
  found.at(record, "rdata", `${asking} asks for DS records to be removed, and ${other} does not`);
}

function checkKeys(zone: ZoneIndex, found: Findings): void {
  const keys = zoneKeysOf(zone).filter((key) => !isRevoked(key));
  const wanted = new Set<ZoneKey>();
  const cdsRecords = recordsOf(zone, zone.rrset(0, rrtype.CDS));
  const cdnskeys = keysAt(zone, 0, rrtype.CDNSKEY);
  for (const { rdata, record, tag } of cdnskeys) {
    const key = keys.find((other) => Buffer.compare(other.rdata, rdata) === 0);
    if (key !== undefined) wanted.add(key);
    else found.at(record, 3, `key ${tag} of the CDNSKEY records is not in the DNSKEY records`);
  }
  for (const record of cdsRecords) {
    const cds = rdataOf(zone.zone, record);
    const matching = keys.filter((key) => isDelegationOf(cds, zone.zone.apex, key));
    const [key] = matching;
    const tag = zone.u16(record, 0);
    if (key === undefined) {
      found.at(record, 0, `the CDS record of key ${tag} fits none of the DNSKEY records`);
    } else {
      wanted.add(key);
      if (cdnskeys.length > 0 && !cdnskeys.some((other) => keyId(other) === keyId(key))) {
        found.at(record, 0, `key ${tag} has a CDS record and no CDNSKEY record`);
      }
    }
  }
  if (cdsRecords.length > 0) {
    for (const key of cdnskeys) {
      if (cdsRecords.some((record) => zone.u16(record, 0) === key.tag)) continue;
      found.at(key.record, 3, `key ${key.tag} has a CDNSKEY record and no CDS record`);
    }
  }
  checkContinuity(zone, [...wanted], found);
}

/** RFC 7344 §4.1: with the new DS records, the DNSKEY records must still be signed by one. */
function checkContinuity(zone: ZoneIndex, wanted: readonly ZoneKey[], found: Findings): void {
  if (wanted.length === 0 || !isSigned(zone)) return;
  const signers = apexSigners(zone, rrtype.DNSKEY);
  if (wanted.some((key) => signers.has(keyId(key)))) return;
  const type = zone.has(0, rrtype.CDS) ? rrtype.CDS : rrtype.CDNSKEY;
  const record = zone.firstRecord(zone.rrset(0, type));
  const [first] = wanted;
  const which =
    wanted.length === 1 && first !== undefined
      ? `key ${first.tag} does not sign`
      : `none of the keys ${wanted.map(({ tag }) => tag).join(", ")} signs`;
  found.at(record, 0, `${which} the DNSKEY records: with no other DS record the zone is bogus`);
}
