import { limits } from "../../src/base/limits.js";
import { namesEqual } from "../../src/dns/name.js";
import { nameToText } from "../../src/dns/name-text.js";
import { authority, isWildcard } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings, RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { asterisk, usedNames } from "./asterisk.js";

const underscore = 0x5f;

/** Types by which a name is reached, or says that it is no host. */
const ownTypes: ReadonlySet<number> = new Set([
  ...[rrtype.A, rrtype.AAAA, rrtype.CNAME, rrtype.HTTPS, rrtype.SVCB, rrtype.DNAME, rrtype.NS],
  ...[rrtype.PTR, rrtype.NSEC3],
]);

export const wildcardBlocked: Rule = {
  id: "wildcard-blocked",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 4592 §2.2.2",
  summary: "A name gets no address from the wildcard beside it, because it exists.",
  why: "A wildcard answers only for names that do not exist at all. A TXT record, or a name further below, is enough to take the address away.",
  hint: "give the name addresses of its own, if it should have the wildcard's",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { names, nameStart, ownerCount } = zone.zone;
    if (!usedNames(zone).includes(asterisk)) return found.diagnostics;
    const told = new Set<string>();
    // Files are sorted by name more or less: most owners have the parent of the one before.
    let parentStart = 0;
    let parentLength = 0;
    let wildcard = -1;
    for (let owner = 1; owner < ownerCount && !found.isFull; owner++) {
      const start = nameStart[owner]!;
      const end = nameStart[owner + 1]!;
      const parent = start + names[start]! + 1;
      const length = end - parent;
      if (length !== parentLength || !namesEqual(names, parent, names, parentStart, length)) {
        parentStart = parent;
        parentLength = length;
        wildcard = addressWildcard(zone, parent, end);
        tellEmptyNames(context, found, owner, parent, told);
      }
      if (wildcard === -1 || wildcard === owner || names[start + 1] === underscore) continue;
      if (isReached(zone, owner) || zone.authorityOf(owner) !== authority.answered) continue;
      const name = zone.ownerText(owner);
      const message = `${name} exists, so ${zone.ownerText(wildcard)} gives it no address`;
      found.atOwner(owner, message);
    }
    return found.diagnostics;
  },
};

/** Names above an owner that exist only because it is below them, and take no address either. */
function tellEmptyNames(
  { zone }: RuleContext,
  found: Findings,
  owner: number,
  parent: number,
  told: Set<string>,
): void {
  const { names, nameStart, apex } = zone.zone;
  const end = nameStart[owner + 1]!;
  for (let at = parent; end - at > apex.length; ) {
    if (zone.zone.findOwner(names, at, end) !== -1) return;
    const above = at + names[at]! + 1;
    const wildcard = names[at + 1] === underscore ? -1 : addressWildcard(zone, above, end);
    const isPlain = !(names[at] === 1 && names[at + 1] === asterisk);
    if (wildcard !== -1 && isPlain && zone.authorityOf(owner) === authority.answered) {
      const name = nameToText(names, at);
      if (told.has(name)) return;
      told.add(name);
      found.atOwner(
        owner,
        `${zone.ownerText(owner)} makes ${name} exist, so ${zone.ownerText(wildcard)} gives it no address`,
      );
    }
    at = above;
  }
}

const wildcardName = new Uint8Array(limits.nameBytesMax + 2).fill(asterisk, 1, 2).fill(1, 0, 1);

/** The wildcard right below `names[start, end)`, if it gives addresses; else -1. */
function addressWildcard(zone: ZoneIndex, start: number, end: number): number {
  const { names } = zone.zone;
  wildcardName.set(names.subarray(start, end), 2);
  const owner = zone.zone.findOwner(wildcardName, 0, 2 + end - start);
  if (owner === -1 || zone.authorityOf(owner) !== authority.answered) return -1;
  const gives = [rrtype.A, rrtype.AAAA, rrtype.CNAME].some((type) => zone.has(owner, type));
  return gives ? owner : -1;
}

function isReached(zone: ZoneIndex, owner: number): boolean {
  const { ownerRrsets, rrsetType } = zone.zone;
  const first = ownerRrsets[owner]!;
  const end = ownerRrsets[owner + 1]!;
  for (let rrset = first; rrset < end; rrset++) {
    if (ownTypes.has(rrsetType[rrset]!)) return true;
  }
  return first === end || isWildcard(zone, owner);
}
