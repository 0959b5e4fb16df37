/** One zone at one provider, looked at from all sides: what the rules of a plan ask. */
import { lowerCase } from "../../dns/name.js";
import type { RrsetChange } from "../contract/change.js";
import type { Member } from "../contract/member.js";
import type { LastApplied } from "../contract/memory.js";
import type { PlannedChange } from "../contract/plan.js";
import type { ProviderZone, Snapshot, Translation } from "../contract/provider.js";
import type { Comparison } from "../rrset/comparable-rdata.js";
import { keyOf, type ListedRrset, type Rrset, rrsetKey } from "../rrset/rrset.js";
import { sameOctets } from "../rrset/same-rrset.js";

const A = 1;
const NS = 2;
const AAAA = 28;

export type PlannedRrsetChange = PlannedChange & { readonly change: RrsetChange };

export class MemberFacts {
  readonly comparison: Comparison;
  readonly liveByKey: ReadonlyMap<string, ListedRrset>;
  readonly wantedByKey: ReadonlyMap<string, Rrset>;
  readonly lastByKey: ReadonlyMap<string, Rrset>;
  /** Nothing is there but what a zone is made with, and nothing was ever applied. */
  readonly isFirstPush: boolean;
  private wantedTypes: ReadonlySet<string> | null = null;

  constructor(
    readonly member: Member,
    /** Null if the provider has no such zone. */
    readonly zone: ProviderZone | null,
    readonly live: Snapshot,
    readonly last: LastApplied | null,
    readonly translation: Translation,
    readonly nowMs: number,
  ) {
    this.comparison = { txtStrings: member.provider.capabilities.txtStrings };
    this.liveByKey = byKey(live.rrsets);
    this.wantedByKey = byKey(translation.rrsets);
    this.lastByKey = byKey(last?.rrsets ?? []);
    this.isFirstPush =
      last === null && live.opaque.length === 0 && isBare(live.rrsets, member.desired.apex);
  }

  isApexNs(rrset: Pick<Rrset, "owner" | "type">): boolean {
    return isNsAt(rrset, this.member.desired.apex);
  }

  /** Whether fivenines made it: it was applied last, or the provider's mark says so. */
  isOurs(rrset: ListedRrset): boolean {
    return rrset.marked === true || this.lastByKey.has(keyOf(rrset));
  }

  /** Whether the change leaves no RRset of this owner and type: a new routing policy is no deletion. */
  isLoss({ kind, before }: RrsetChange): boolean {
    if (kind !== "delete") return false;
    this.wantedTypes ??= new Set(
      this.translation.rrsets.map(({ owner, type }) => rrsetKey(owner, type)),
    );
    return !this.wantedTypes.has(rrsetKey(before.owner, before.type));
  }
}

function byKey<R extends Rrset>(rrsets: readonly R[]): ReadonlyMap<string, R> {
  return new Map(rrsets.map((rrset) => [keyOf(rrset), rrset]));
}

/**
 * Nothing but NS at the apex and their addresses: what a server wants of a zone before it loads it.
 */
export function isBare(rrsets: readonly ListedRrset[], apex: Uint8Array): boolean {
  const isApexNs = (rrset: ListedRrset) => isNsAt(rrset, apex);
  const hosts = rrsets.filter(isApexNs).flatMap(({ rdatas }) => rdatas.map(lowerName));
  return rrsets.every(
    (rrset) =>
      isApexNs(rrset) ||
      ((rrset.type === A || rrset.type === AAAA) &&
        hosts.some((host) => sameOctets(host, rrset.owner))),
  );
}

export function isNsAt({ owner, type }: Pick<Rrset, "owner" | "type">, apex: Uint8Array): boolean {
  return type === NS && sameOctets(owner, apex);
}

function lowerName(name: Uint8Array): Uint8Array {
  const lower = name.slice();
  lowerCase(lower, 0, lower.length);
  return lower;
}
