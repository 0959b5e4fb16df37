import { type Prefix, prefixContains, prefixFromText } from "../../src/base/ip.js";
import { standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";
import { addressText, eachAddress } from "./address-records.js";
import { followName } from "./followed-name.js";
import { writeReverseName } from "./reverse-name.js";

export const reverseMissing: Rule = {
  id: "reverse-missing",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1912 §2.1",
  summary: "An address that must have a PTR record (check.reversePrefixes) has none.",
  why: "Mail servers refuse a host whose address has no name, and logs of other sites show a bare number.",
  hint: "add a PTR record for the address",
  judges: "zones",
  check(context) {
    const prefixes = context.options.reversePrefixes.flatMap((text) => prefixFromText(text) ?? []);
    if (prefixes.length === 0) return [];
    const found = context.collect();
    const { zone } = context;
    const told = new Set<string>();
    eachAddress(zone, (record, rrset, length) => {
      if (!isOurs(prefixes, zone.zone.rdata, zone.rdataStart(record), length)) return false;
      if (!lacksPtr(context, record, length)) return false;
      const address = addressText(zone, record);
      if (told.has(address)) return false;
      told.add(address);
      const name = zone.ownerText(zone.ownerOf(rrset));
      found.at(record, 0, `${address}, the address of ${name}, has no PTR record`);
      return found.isFull;
    });
    return found.diagnostics;
  },
};

function isOurs(
  prefixes: readonly Prefix[],
  bytes: Uint8Array,
  at: number,
  length: number,
): boolean {
  for (const prefix of prefixes) if (prefixContains(prefix, bytes, at, length)) return true;
  return false;
}

const reverseName = new Uint8Array(128);

/** Only where the reverse zone is here can it be said that something is missing. */
function lacksPtr({ zone, finder }: RuleContext, record: number, length: 4 | 16): boolean {
  writeReverseName(zone.zone.rdata, zone.rdataStart(record), length, reverseName);
  switch (followName(finder, reverseName, 0)) {
    case standing.absent:
    case standing.emptyNonTerminal:
      return true;
    case standing.data:
    case standing.wildcard:
      return finder.zone?.has(finder.owner, rrtype.PTR) === false && !isAlias(finder);
    default:
      return false;
  }
}

function isAlias({ zone, owner }: RuleContext["finder"]): boolean {
  return zone?.has(owner, rrtype.CNAME) === true;
}
