/**
 * What is answered for a CNAME that its provider may flatten, where the end of its chain is in the
 * zone: the addresses there, or the CNAME itself where it is not flattened after all.
 */
import { isSubdomain } from "../../dns/name.js";
import { nameToText } from "../../dns/name-text.js";
import type { Rrset } from "../rrset/rrset.js";
import type { Expectancy, Expected, ExpectedRrset, ExpectSource } from "./expected.js";

const A = 1;
const CNAME = 5;
const AAAA = 28;
/** Longer chains are followed by nobody. */
const stepsMax = 8;

export interface FlattenedExpected {
  readonly kind: "flattened";
  readonly addresses: ExpectedRrset;
  readonly alias: ExpectedRrset;
}

interface Flattened extends Pick<Expectancy, "question"> {
  readonly expected: Expected;
}

/** One for each TYPE of addresses that the chain ends in; a reason if what is there is not known. */
export function flattenedOf(alias: Rrset, source: ExpectSource): readonly Flattened[] | string {
  const end = endOfChain(alias, source);
  if (typeof end === "string") return end;
  const { owner, rdatas, ttlSeconds } = alias;
  const own: ExpectedRrset = {
    ...{ kind: "rrset", type: CNAME, rdatas, isSubset: false },
    ...{ ttlMin: ttlSeconds, ttlMax: ttlSeconds },
  };
  return end.addresses.map((rrset) => {
    const addresses: ExpectedRrset = {
      ...{ kind: "rrset", type: rrset.type, rdatas: rrset.rdatas, isSubset: false },
      ...{ ttlMin: 0, ttlMax: Math.min(end.ttlSeconds, rrset.ttlSeconds) },
    };
    const question = { owner, type: rrset.type };
    return { question, expected: { kind: "flattened", addresses, alias: own } };
  });
}

/** The addresses, and the lowest TTL on the way there. */
function endOfChain(
  alias: Rrset,
  { provider, zone, shape }: ExpectSource,
): { readonly addresses: readonly Rrset[]; readonly ttlSeconds: number } | string {
  if (shape === undefined) return "it is flattened, and the rest of the zone is not known";
  let { ttlSeconds } = alias;
  let target = targetOf(alias);
  for (let step = 0; step < stepsMax; step++) {
    const text = nameToText(target);
    if (!isSubdomain(target, 0, target.length, zone.apex, 0, zone.apex.length)) {
      return `it is flattened, and its target ${text} is in another zone`;
    }
    if (shape.hiddenBy(target, A) !== null) {
      return `it is flattened, and its target ${text} is delegated`;
    }
    const addresses = [A, AAAA].flatMap((type) => shape.at(target, type));
    if (addresses.length > 0) {
      const isPlain = addresses.every((one) => {
        const kind = provider.expect?.(one, zone).kind ?? "exact";
        return kind === "exact" && one.variant === "";
      });
      return isPlain
        ? { addresses, ttlSeconds }
        : `it is flattened, and its target ${text} is answered by the provider its own way`;
    }
    const [next] = shape.at(target, CNAME);
    if (next === undefined) return `it is flattened, and its target ${text} has no address`;
    const kind = provider.expect?.(next, zone).kind ?? "exact";
    if (kind === "other" || next.rdatas.length === 0) {
      return `it is flattened, and its target ${text} is answered by the provider its own way`;
    }
    ttlSeconds = Math.min(ttlSeconds, next.ttlSeconds);
    target = targetOf(next);
  }
  return "it is flattened, and its chain of CNAMEs does not end";
}

function targetOf({ rdatas }: Rrset): Uint8Array {
  return Uint8Array.from(rdatas[0]!, lowerOctet);
}

/** Octets of length are below 64, letters above. */
function lowerOctet(octet: number): number {
  return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
}
