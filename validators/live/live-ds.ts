import { isDelegationOf } from "../../src/dnssec/delegation-digest.js";
import { readDnskey } from "../../src/dnssec/dnskey.js";
import { rdataOf } from "../../src/zone/record-view.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { nsRecord } from "./live-zone.js";

export const liveDs: Rule = {
  id: "live-ds",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4035 §5.2",
  summary: "The parent has DS records, and none of them is of a key of the zone.",
  why: "Every validating resolver takes the whole zone for forged and answers SERVFAIL.",
  hint: "have the registrar replace the DS records, or sign the zone with the key they are of",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone, around } = context;
    const parent = around.live?.parent;
    const listed = new Set(parent?.answers.flatMap(({ ds }) => ds) ?? []);
    if (parent === undefined || listed.size === 0) return found.diagnostics;
    const keys = keysOf(zone);
    const fits = [...listed].some((text) =>
      keys.some((key) => isDelegationOf(dsRdata(text), zone.zone.apex, key)),
    );
    if (fits) return found.diagnostics;
    const tags = [...listed].map((text) => text.split(" ")[0]).join(", ");
    const has = keys.length === 0 ? "the zone has no DNSKEY" : "none is of a key of the zone";
    const message = `${parent.zone} has DS records for key tag ${tags}, and ${has}`;
    const record = nsRecord(zone);
    if (record === -1) found.atZone(message);
    else found.at(record, "type", message);
    return found.diagnostics;
  },
};

function keysOf(zone: ZoneIndex) {
  const rrset = zone.rrset(0, rrtype.DNSKEY);
  if (rrset === -1) return [];
  const keys = [];
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    keys.push(readDnskey(rdataOf(zone.zone, record)));
  }
  return keys;
}

/** `12345 13 2 49FD46E6…` as RDATA (RFC 4034 §5.3). */
function dsRdata(text: string): Uint8Array {
  const [tag = 0, algorithm = 0, digestType = 0] = text.split(" ").map(Number);
  const digest = Buffer.from(text.split(" ").slice(3).join(""), "hex");
  return Buffer.concat([Uint8Array.of(tag >>> 8, tag, algorithm, digestType), digest]);
}
