/** The SPF policies of the zones here, read once for all rules that speak of them. */
import type { NameFinder } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext, Surroundings } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { aliasEndOf } from "./alias-end.js";
import { wireNameOf } from "./domain-name.js";
import { parsedTexts } from "./parsed-texts.js";
import { parseSpf, type SpfRecord } from "./spf-record.js";
import { isSpfRecord, textRecordsOf } from "./text-records.js";

export interface SpfPolicy {
  readonly zone: ZoneIndex;
  readonly owner: number;
  readonly record: number;
  readonly spf: SpfRecord;
}

const spfTextsOf = parsedTexts(parseSpf);

/** The policies of a zone, in its order. */
export function* spfPoliciesOf(zone: ZoneIndex): Generator<SpfPolicy> {
  const { spf: records, spfOwners } = textRecordsOf(zone);
  const texts = spfTextsOf(zone);
  for (let i = 0; i < records.length; i++) {
    const record = records[i]!;
    yield { zone, record, owner: spfOwners[i]!, spf: texts.of(record) };
  }
}

/** What `include:` or `redirect=` finds at a name. */
export type SpfFound =
  | { readonly kind: "policy"; readonly policy: SpfPolicy }
  /** No record, or several: the including record is a permanent error (§5.2, §6.1). */
  | { readonly kind: "none" | "several" }
  /** Not in the zones here, or not known before there is mail. */
  | { readonly kind: "outside" };

/** Names whose policies are remembered: those that thousands of records include. */
const namesKept = 4096;
const foundBefore = new WeakMap<Surroundings, Map<string, SpfFound>>();
const outside: SpfFound = { kind: "outside" };

/** Looks for the policy of a domain, which is undefined if it depends on the mail. */
export function findSpf({ around, finder }: RuleContext, domain: string | undefined): SpfFound {
  if (domain === undefined) return outside;
  let known = foundBefore.get(around);
  if (known === undefined) {
    known = new Map();
    foundBefore.set(around, known);
  }
  let found = known.get(domain);
  if (found === undefined) {
    const wire = wireNameOf(domain);
    found = wire === undefined ? outside : lookUp(finder, wire);
    if (known.size < namesKept) known.set(domain, found);
  }
  return found;
}

function lookUp(finder: NameFinder, name: Uint8Array): SpfFound {
  const end = aliasEndOf(finder, name);
  if (end === undefined) return outside;
  const { zone, owner } = end;
  const rrset = zone.rrset(owner, rrtype.TXT);
  if (rrset === -1) return { kind: "none" };
  let found = -1;
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    if (!isSpfRecord(zone, record)) continue;
    if (found !== -1) return { kind: "several" };
    found = record;
  }
  if (found === -1) return { kind: "none" };
  const spf = spfTextsOf(zone).of(found);
  return { kind: "policy", policy: { zone, owner, record: found, spf } };
}
