/** What a nameserver should answer to one question, and what one that is behind still does. */
import { nameToText } from "../../dns/name-text.js";
import type { Expectation, Provider, ProviderZone } from "../contract/provider.js";
import type { Rrset } from "../rrset/rrset.js";
import { type FlattenedExpected, flattenedOf } from "./flattened.js";
import type { Question } from "./served-answer.js";
import type { ZoneShape } from "./zone-shape.js";

export type Expected =
  | ExpectedRrset
  /** Addresses in the place of a CNAME, or the CNAME. */
  | FlattenedExpected
  /** At least one record of this type, which is the provider's own. */
  | { readonly kind: "some"; readonly reason: string }
  /**
   * No RRset: what is answered instead, null if that is not known. A wildcard's RRset is `rrset`.
   */
  | { readonly kind: "absent"; readonly how: "no-data" | "no-name" | "alias" | null }
  /** Below a delegation: a referral to it, or this RRset as glue. */
  | { readonly kind: "hidden"; readonly by: Uint8Array; readonly glue: ExpectedRrset | null };

export interface ExpectedRrset {
  readonly kind: "rrset";
  readonly type: number;
  readonly rdatas: readonly Uint8Array[];
  /** One or more of the RDATA are enough. */
  readonly isSubset: boolean;
  readonly ttlMin: number;
  readonly ttlMax: number;
}

/** One question for all nameservers. */
export interface Expectancy {
  readonly question: Question;
  readonly expected: Expected;
  /** What a nameserver that is behind answers; null if nothing is known of it. */
  readonly stale: Expected | null;
}

export interface Unchecked {
  readonly owner: Uint8Array;
  readonly type: number;
  readonly reason: string;
}

export interface ExpectSource {
  readonly provider: Provider;
  readonly zone: ProviderZone;
  /** Undefined if the rest of the zone is not known. */
  readonly shape: ZoneShape | undefined;
}

interface Standing extends Pick<Expectancy, "question" | "expected"> {
  /** More to ask of the same: a flattened CNAME has addresses of two types. */
  readonly also?: readonly Pick<Expectancy, "question" | "expected">[];
}

/** What is expected where these RRsets stand: variants of one owner and type, at least one. */
export function expectedOf(rrsets: readonly Rrset[], source: ExpectSource): Standing | Unchecked {
  const { provider, zone, shape } = source;
  const { owner, type } = rrsets[0]!;
  const expectations = rrsets.map(
    (rrset) =>
      provider.expect?.(rrset, zone) ??
      ({ kind: "exact", rrset, ttlMaxSeconds: rrset.ttlSeconds } satisfies Expectation),
  );
  const unchecked = expectations.find((one) => one.kind === "unchecked");
  if (unchecked !== undefined) return { owner, type, reason: unchecked.reason };
  if (expectations.some(({ kind }) => kind === "flattened")) {
    const flattened = flattenedOf(rrsets[0]!, source);
    if (typeof flattened === "string") return { owner, type, reason: flattened };
    const [first, ...also] = flattened;
    return { ...first!, also };
  }
  const other = expectations.find((one) => one.kind === "other");
  if (other !== undefined) {
    const expected = { kind: "some", reason: other.reason } as const;
    return { question: { owner, type: other.type }, expected };
  }
  const isVariant = rrsets.some(({ variant }) => variant !== "");
  if (isVariant && shape === undefined) {
    return { owner, type, reason: "one of several RRsets, and the others are not known" };
  }
  const known = expectations.filter((one) => one.kind === "exact" || one.kind === "any-of");
  const rrset: ExpectedRrset = {
    kind: "rrset",
    type,
    rdatas: known.flatMap((one) => one.rrset.rdatas),
    isSubset: isVariant || known.some(({ kind }) => kind === "any-of"),
    ttlMin: Math.min(...known.map(ttlMinOf)),
    ttlMax: Math.max(...known.map(({ ttlMaxSeconds }) => ttlMaxSeconds)),
  };
  const hiddenBy = shape?.hiddenBy(owner, type) ?? null;
  if (hiddenBy === null) return { question: { owner, type }, expected: rrset };
  const isGlue = type === 1 || type === 28;
  if (isGlue) {
    return { question: { owner, type }, expected: { kind: "hidden", by: hiddenBy, glue: rrset } };
  }
  return { owner, type, reason: `hidden by what stands at ${nameToText(hiddenBy)}` };
}

/** What is expected where no RRset of this type stands. */
export function expectedAbsence({ owner, type }: Question, source: ExpectSource): Expected {
  const { shape } = source;
  if (shape === undefined) return { kind: "absent", how: null };
  const by = shape.hiddenBy(owner, type);
  if (by !== null) return { kind: "hidden", by, glue: null };
  // Where a proxy or a flattened CNAME stands, the provider answers for more than is there.
  const neighbours = answeringTypes.flatMap((one) => shape.at(owner, one));
  if (neighbours.some((rrset) => isOwnAnswer(rrset, source))) return { kind: "absent", how: null };
  const absence = shape.absence(owner, type);
  if (absence.kind !== "wildcard") return { kind: "absent", how: absence.kind };
  const wildcard = expectedOf(absence.rrsets, source);
  return "reason" in wildcard ? { kind: "absent", how: null } : wildcard.expected;
}

/** A, CNAME, AAAA. */
const answeringTypes = [1, 5, 28];

function isOwnAnswer(rrset: Rrset, { provider, zone }: ExpectSource): boolean {
  const kind = provider.expect?.(rrset, zone).kind;
  return kind === "other" || kind === "unchecked" || kind === "flattened";
}

/**
 * Authoritative servers answer the TTL that they were given, so less is as wrong as more, but where
 * an adapter says that the provider keeps none or sets its own.
 */
function ttlMinOf(one: Extract<Expectation, { kind: "exact" | "any-of" }>): number {
  const { rrset, ttlMaxSeconds } = one;
  return Math.min(ttlMaxSeconds, Math.max(1, rrset.ttlSeconds));
}
