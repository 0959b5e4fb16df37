/**
 * Which branch serves which clients, always the same: weighted rendezvous hashing over buckets of
 * client networks. In each bucket every branch has a score of its own, and the highest wins, so a
 * branch that goes leaves its buckets to the runners-up and every other bucket as it was; a share
 * that grows only wins buckets. A branch's scores are the fractions of one scale in an order that
 * its key shuffles, none twice, so that shares come out closer than by independent draws.
 * (Thaler and Ravishankar, Using Name-Based Mappings to Increase Hit Rates, 1998.)
 */

const bucketBits = 12;
export const bucketCount = 1 << bucketBits;
/** Where several branches are served at once, each bucket may need a set of its own. */
export const setBucketCount = 256;

export interface Contender {
  readonly key: string;
  /** Above 0. */
  readonly share: number;
}

/** The places of the branches that win each bucket, `count` of them, best first. */
export function winners(contenders: readonly Contender[], count = 1): number[][] {
  const buckets = count > 1 ? setBucketCount : bucketCount;
  const keys = contenders.map(({ key }) => keyHash(key));
  const shares = contenders.map(({ share }) => Math.fround(share));
  const order = contenders.map((_, place) => place);
  const scores = new Float64Array(contenders.length);
  const won: number[][] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    for (const place of order) scores[place] = shares[place]! * scoreIn(bucket, keys[place]!);
    won.push(best(scores, contenders, count));
  }
  return won;
}

/**
 * The bucket of a client's network: the first `bits` of the address, 4 or 16 octets at
 * `bytes[at…]`. Where several are served at once, modulo `setBucketCount`.
 */
export function bucketOf(bytes: Uint8Array, at: number, octets: number, bits: number): number {
  let hash = octets;
  const whole = bits >>> 3;
  for (let i = 0; i < whole; i++) hash = step(hash, bytes[at + i]!);
  if ((bits & 7) !== 0) hash = step(hash, bytes[at + whole]! & (0xff << (8 - (bits & 7))));
  return spread(hash) & (bucketCount - 1);
}

/**
 * A branch's score in a bucket before its share is multiplied with it. Answers compare the scores
 * of a few branches themselves; shares are single floats there, and so in `winners`.
 */
export function scoreIn(bucket: number, hashOfKey: number): number {
  return scoreOf[shuffled(bucket, hashOfKey)]!;
}

function best(scores: Float64Array, contenders: readonly Contender[], count: number): number[] {
  if (count === 1) {
    let winner = 0;
    for (let place = 1; place < scores.length; place++)
      if (isBetter(place, winner, scores, contenders)) winner = place;
    return [winner];
  }
  const places = contenders.map((_, place) => place);
  places.sort((a, b) => (isBetter(a, b, scores, contenders) ? -1 : 1));
  return places.slice(0, count);
}

/** Equal scores are decided by the keys, so that the order of the branches decides nothing. */
function isBetter(
  a: number,
  b: number,
  scores: Float64Array,
  contenders: readonly Contender[],
): boolean {
  const difference = scores[a]! - scores[b]!;
  return difference === 0 ? contenders[a]!.key > contenders[b]!.key : difference > 0;
}

/**
 * Scores by fraction u: 1 / -ln(u), which times the share is highest for a branch as often as its
 * share says.
 */
const scoreOf = Float64Array.from(
  { length: bucketCount },
  (_, i) => -1 / Math.log((i + 0.5) / bucketCount),
);

/** A bucket's place in the order that a key gives: a Feistel network, so no place comes twice. */
function shuffled(bucket: number, key: number): number {
  const half = bucketBits / 2;
  const mask = (1 << half) - 1;
  let left = bucket >>> half;
  let right = bucket & mask;
  for (let round = 1; round <= 4; round++) {
    const next = left ^ (spread(right + Math.imul(round, 0x9e37_79b9) + key) & mask);
    left = right;
    right = next;
  }
  return (left << half) | right;
}

export function keyHash(key: string): number {
  let hash = 0x811c_9dc5 | 0;
  for (let i = 0; i < key.length; i++) hash = step(hash, key.charCodeAt(i));
  return spread(hash);
}

/** FNV-1a, and a finish that spreads it over all bits (Mueller's). */
function step(hash: number, octet: number): number {
  return Math.imul(hash ^ octet, 0x0100_0193);
}

function spread(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x045d_9f3b);
  h = Math.imul(h ^ (h >>> 16), 0x045d_9f3b);
  return h ^ (h >>> 16);
}
