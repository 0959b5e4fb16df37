/** What a cut or a DNAME says in two versions of a zone, from the naive resolver. */
import { hidingName, lookUp, rrsetAt } from "../naive/naive-answer.js";
import {
  type Labels,
  labelsInRdata,
  type NaiveRrset,
  type NaiveZone,
  ownerText,
} from "../naive/naive-zone.js";
import type { Delegation, DelegationChange, Glue, RedirectionChange } from "./change.js";
import { nameText, standingOf } from "./name-state.js";
import { isSame, rrsetValue } from "./rrset-value.js";

const A = 1;
const AAAA = 28;
const DNAME = 39;
const DS = 43;

/** A referral in parts, as it can be compared. */
interface Referral {
  readonly ns: NaiveRrset;
  readonly glue: readonly NaiveRrset[];
}

export function compareDelegation(
  before: NaiveZone,
  after: NaiveZone,
  name: Labels,
): DelegationChange | undefined {
  const old = referralAt(before, name);
  const now = referralAt(after, name);
  if (old === undefined && now === undefined) return undefined;
  const ds = { before: dsAt(before, name), after: dsAt(after, name) };
  if (old !== undefined && now !== undefined && isSameReferral(old, now)) {
    if (isSame(ds.before, ds.after)) return undefined;
  }
  return {
    kind: "delegation",
    name: nameText(name),
    before: delegationOf(old),
    after: delegationOf(now),
    state: { before: standingOf(before, name).state, after: standingOf(after, name).state },
    ds: { before: rrsetValue(ds.before), after: rrsetValue(ds.after) },
    owners: 0,
  };
}

export function compareRedirection(
  before: NaiveZone,
  after: NaiveZone,
  name: Labels,
): RedirectionChange | undefined {
  const old = redirectionAt(before, name);
  const now = redirectionAt(after, name);
  if (isSame(old, now)) return undefined;
  return {
    kind: "redirection",
    name: nameText(name),
    before: rrsetValue(old),
    after: rrsetValue(now),
    owners: 0,
  };
}

/** Undefined if the name is no cut, or one that another cut or a DNAME hides. */
function referralAt(zone: NaiveZone, name: Labels): Referral | undefined {
  const step = lookUp(zone, name, A);
  if (step.kind !== "referral" || step.ns.owner.length !== name.length) return undefined;
  return { ns: step.ns, glue: glueOf(zone, step.ns) };
}

function dsAt(zone: NaiveZone, name: Labels): NaiveRrset | undefined {
  const step = lookUp(zone, name, DS);
  return step.kind === "data" ? step.rrset : undefined;
}

/** The addresses that stand below a cut: those in the open are answers of their own. */
function glueOf(zone: NaiveZone, ns: NaiveRrset): NaiveRrset[] {
  const targets = new Map<string, Labels>();
  for (const rdata of ns.rdata) {
    const target = labelsInRdata(rdata, 0);
    if (hidingName(zone, target, A)?.kind === "cut") targets.set(ownerText(target), target);
  }
  const glue: NaiveRrset[] = [];
  for (const [, target] of [...targets].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const type of [A, AAAA]) {
      const addresses = rrsetAt(zone, target, type);
      if (addresses !== undefined) glue.push(addresses);
    }
  }
  return glue;
}

function isSameReferral(one: Referral, other: Referral): boolean {
  return (
    isSame(one.ns, other.ns) &&
    one.glue.length === other.glue.length &&
    one.glue.every((rrset, i) => isSameGlue(rrset, other.glue[i]!))
  );
}

function isSameGlue(one: NaiveRrset, other: NaiveRrset): boolean {
  return (
    one.type === other.type && ownerText(one.owner) === ownerText(other.owner) && isSame(one, other)
  );
}

function delegationOf(referral: Referral | undefined): Delegation | null {
  if (referral === undefined) return null;
  const glue = referral.glue.map((rrset): Glue => {
    const type = rrset.type === A ? "A" : "AAAA";
    return { name: nameText(rrset.owner), type, ...rrsetValue(rrset) };
  });
  return { ns: rrsetValue(referral.ns), glue };
}

/** The DNAME that names below `name` are answered with, if it is the one at `name`. */
function redirectionAt(zone: NaiveZone, name: Labels): NaiveRrset | undefined {
  const hidden = hidingName(zone, ["below", ...name], A);
  if (hidden?.kind !== "dname" || hidden.owner.length !== name.length) return undefined;
  return rrsetAt(zone, name, DNAME);
}
