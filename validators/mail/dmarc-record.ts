/** DMARC policies as RFC 9989 reads them, which took the place of RFC 7489. */
import type { NameFinder } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import { aliasEndOf } from "./alias-end.js";
import { wireNameOf } from "./domain-name.js";
import { parseTags, type TagList } from "./tag-list.js";

/** §4.8: the version comes first, and its case counts. */
export const dmarcVersion = /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/;

/** Why a value is none for its tag, or undefined. */
export function dmarcValueFault(name: string, value: string): string | undefined {
  const allowed = values[name];
  if (allowed === undefined || allowed.pattern.test(value)) return undefined;
  return allowed.says;
}

const policy = { pattern: /^(?:none|quarantine|reject)$/i, says: "none, quarantine or reject" };
const alignment = { pattern: /^[rs]$/i, says: "r or s" };
const values: { readonly [tag: string]: { readonly pattern: RegExp; readonly says: string } } = {
  p: policy,
  sp: policy,
  np: policy,
  adkim: alignment,
  aspf: alignment,
  fo: {
    pattern: /^[01ds](?:[ \t]*:[ \t]*[01ds]){0,3}$/i,
    says: "0, 1, d or s, with colons between",
  },
  t: { pattern: /^[yn]$/i, says: "y or n" },
  psd: { pattern: /^[ynu]$/i, says: "y, n or u" },
  pct: { pattern: /^(?:\d{1,2}|100)$/, says: "a number from 0 to 100" },
  ri: { pattern: /^\d{1,10}$/, says: "a number of seconds" },
};

/** Tags that RFC 9989 knows. */
export const dmarcTags = [
  "v",
  "p",
  "sp",
  "np",
  "psd",
  "t",
  "adkim",
  "aspf",
  "fo",
  "rua",
  "ruf",
] as const;

/** Tags that RFC 7489 knew and RFC 9989 dropped. */
export const dmarcTagsDropped = ["pct", "rf", "ri"] as const;

/** What the zones here say at `_dmarc.<domain>`; undefined if they have no one policy there. */
export function findDmarc(finder: NameFinder, domain: string): TagList | undefined | "outside" {
  const found = findAllDmarc(finder, domain);
  if (found === "outside") return found;
  return found.length === 1 ? found[0] : undefined;
}

/** All policies at `_dmarc.<domain>`; receivers take none if there are several. */
export function findAllDmarc(finder: NameFinder, domain: string): readonly TagList[] | "outside" {
  const wire = wireNameOf(`_dmarc.${domain}`);
  const end = wire === undefined ? undefined : aliasEndOf(finder, wire);
  if (end === undefined) return "outside";
  const rrset = end.zone.rrset(end.owner, rrtype.TXT);
  const found: TagList[] = [];
  if (rrset === -1) return found;
  for (let record = end.zone.firstRecord(rrset); record < end.zone.endRecord(rrset); record++) {
    const text = end.zone.textOf(record);
    if (dmarcVersion.test(text)) found.push(parseTags(text));
  }
  return found;
}
