/**
 * Random steering for zones that are random already: which RRsets are steered, what each answers for
 * now, and the zones, in the naive resolver's words, that a response may come from: one for each way
 * in which chance can fall. A response that mixes two of them comes from none.
 */
import { nameFromText, nameToText } from "../../src/dns/name-text.js";
import { recordTypeOf, typeCodeFromText, typeName } from "../../src/dns/rr/registry.js";
import type { NaiveAnswer } from "../../src/naive/naive-answer.js";
import { hidingName } from "../../src/naive/naive-answer.js";
import {
  type NaiveRrset,
  type NaiveZone,
  naiveZone,
  ownerText,
  readLabels,
} from "../../src/naive/naive-zone.js";
import type { SteeredType, ZoneSteering } from "../../src/steering/config.js";
import { bucketOf, winners } from "../../src/steering/rendezvous.js";
import type { Selection } from "../../src/steering/selection.js";
import type { Zone } from "../../src/zone/zone.js";
import type { SeededRandom } from "../fuzz/zone-random.js";
import { answer, type SteeredSketch, steeringOfSketches } from "../steered-image.js";

/** The client that `exchange` asks as. */
export const client = Uint8Array.of(192, 0, 2, 1);

export interface RandomSteering {
  readonly steering: ZoneSteering;
  /** By place: what is answered for now. */
  readonly selected: readonly { readonly selection: Selection; readonly ttl: number }[];
  /** By place: the sets of targets that may be answered. */
  readonly outcomes: readonly (readonly number[])[][];
}

const typesSteered: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME"]);
/** Ways in which chance may fall in all of a case's zones together: each is a zone to compare with. */
const outcomesMax = 24;

/** Steers about half of the RRsets that can be, some of them in ways that chance decides. */
export function steerAtRandom(
  zone: Zone,
  random: SeededRandom,
  left = outcomesMax,
): RandomSteering {
  const sketches: SteeredSketch[] = [];
  const selected: { selection: Selection; ttl: number }[] = [];
  const outcomes: (readonly number[])[][] = [];
  let combinations = 1;
  for (const { owner, type, values } of steerable(zone)) {
    if (random.below(2) === 0 || sketches.length === 6) continue;
    const all = type === "CNAME" ? [...values, ...otherNames(zone, random)] : values;
    const isRoomy = combinations * 3 <= left;
    const { selection, sets } = randomSelection(
      random,
      [...new Set(all)].length,
      isRoomy,
      canDeny(zone),
      type,
    );
    sketches.push({ owner, type, values: [...new Set(all)] });
    selected.push({ selection, ttl: random.pick([30, 45, 60, 300, 3600]) });
    outcomes.push(sets);
    combinations *= sets.length;
  }
  const apex = nameToText(zone.apex);
  return { steering: steeringOfSketches(apex, sketches), selected, outcomes };
}

/** RRsets that a query can see. */
function steerable(zone: Zone): SteeredSketch[] {
  const naive = naiveZone(zone);
  const found: SteeredSketch[] = [];
  for (let o = 0; o < zone.ownerCount; o++) {
    const labels = readLabels(zone.names, zone.nameStart[o]!);
    if (hidingName(naive, labels, 0) !== undefined) continue;
    for (let r = zone.ownerRrsets[o]!; r < zone.ownerRrsets[o + 1]!; r++) {
      const type = typeName(zone.rrsetType[r]!);
      if (!typesSteered.has(type)) continue;
      const row = recordTypeOf(zone.rrsetType[r]!);
      const values: string[] = [];
      for (let c = zone.rrsetRecords[r]!; c < zone.rrsetRecords[r + 1]!; c++)
        values.push(row.print(zone.rdata, zone.rdataStart[c]!, zone.rdataStart[c + 1]!));
      const owner = nameToText(zone.names, zone.nameStart[o]!);
      found.push({ owner, type: type as SteeredType, values });
    }
  }
  return found;
}

/** Other places that a CNAME could lead to: in the zone, or in another. */
function otherNames(zone: Zone, random: SeededRandom): string[] {
  const inside = nameToText(zone.names, zone.nameStart[random.below(zone.ownerCount)]!);
  return [inside, random.pick(["a.x.", "a.b.x.", "x.", "q.a.x.", "gone.test."])];
}

/** Without an answer the SOA's TTL is lowered: only zones where it is low already can be compared. */
function canDeny(zone: Zone): boolean {
  return zone.rrsetTtl[0] === 30 || firstSoaTtl(zone) <= 30;
}

function firstSoaTtl(zone: Zone): number {
  for (let r = zone.ownerRrsets[0]!; r < zone.ownerRrsets[1]!; r++)
    if (zone.rrsetType[r] === 6) return zone.rrsetTtl[r]!;
  return Number.POSITIVE_INFINITY;
}

function randomSelection(
  random: SeededRandom,
  targets: number,
  isRoomy: boolean,
  canBeEmpty: boolean,
  type: SteeredType,
): { readonly selection: Selection; readonly sets: (readonly number[])[] } {
  const set = (): number[] => {
    if (canBeEmpty && random.below(6) === 0) return [];
    if (type === "CNAME") return [random.below(targets)];
    const places = [...Array(targets).keys()].filter(() => random.below(2) === 0);
    return places.length > 0 ? places : [random.below(targets)];
  };
  if (isRoomy && random.below(2) === 0) {
    const sets = [set(), set(), set()].slice(0, 2 + random.below(2));
    const branches = sets.map((places) => ({
      share: 1 + random.below(9),
      selection: answer(...places),
    }));
    return { selection: { kind: "weighted", branches }, sets };
  }
  if (random.below(3) > 0) {
    const places = set();
    return { selection: answer(...places), sets: [places] };
  }
  // Few branches are compared by the query, many have a table.
  const sets = Array.from({ length: random.pick([2, 3, 8, 9, 20]) }, set);
  const branches = sets.map((places, i) => ({
    key: `${random.below(1000)}/${i}`,
    share: (1 + random.below(50)) / 7,
    selection: answer(...places),
  }));
  const [prefix4, prefix6] = [random.below(33), 56];
  const [won] = winners(branches)[bucketOf(client, 0, 4, prefix4)]!;
  return { selection: { kind: "sticky", prefix4, prefix6, branches }, sets: [sets[won!]!] };
}

/** Every list of zones that a response may come from. */
export function possibleZones(
  zones: readonly { readonly zone: Zone; readonly random: RandomSteering }[],
): { readonly zones: readonly NaiveZone[]; readonly steered: ReadonlySet<readonly string[]> }[] {
  let lists: { zones: NaiveZone[]; steered: Set<readonly string[]> }[] = [
    { zones: [], steered: new Set() },
  ];
  for (const { zone, random } of zones) {
    const naive = naiveZone(zone);
    const versions = combinations(random.outcomes).map((sets) => steeredZone(naive, random, sets));
    lists = lists.flatMap((list) =>
      versions.map((version) => ({
        zones: [...list.zones, version.zone],
        steered: new Set([...list.steered, ...version.steered]),
      })),
    );
  }
  return lists;
}

function combinations<T>(choices: readonly (readonly T[])[]): T[][] {
  return choices.reduce<T[][]>(
    (lists, options) => lists.flatMap((list) => options.map((option) => [...list, option])),
    [[]],
  );
}

/** The zone with these targets in place of its steered RRsets. */
function steeredZone(
  naive: NaiveZone,
  { steering, selected }: RandomSteering,
  sets: readonly (readonly number[])[],
): { readonly zone: NaiveZone; readonly steered: readonly (readonly string[])[] } {
  const owners = new Map<string, Map<number, NaiveRrset>>();
  const steered: (readonly string[])[] = [];
  for (const [place, { owner, type, targets }] of steering.rrsets.entries()) {
    const labels = readLabels(nameFromText(owner)!, 0);
    const key = ownerText(labels);
    const rrsets = owners.get(key) ?? new Map(naive.rrsetsAt(labels));
    owners.set(key, rrsets);
    const code = typeCodeFromText(type);
    const rdata = sets[place]!.map((target) => rdataHex(code, targets[target]!.value));
    steered.push(rdata);
    if (rdata.length === 0) rrsets.delete(code);
    else rrsets.set(code, { owner: labels, type: code, ttl: selected[place]!.ttl, rdata });
  }
  return {
    zone: { ...naive, rrsetsAt: (owner) => owners.get(ownerText(owner)) ?? naive.rrsetsAt(owner) },
    steered,
  };
}

function rdataHex(type: number, value: string): string {
  const row = recordTypeOf(type);
  const bytes = type === 5 ? nameFromText(value)! : parsedAddress(row.mnemonic, value);
  return Buffer.from(bytes).toString("hex");
}

function parsedAddress(type: string, value: string): Uint8Array {
  if (type === "A") return Uint8Array.from(value.split("."), Number);
  const [head = "", tail = ""] = value.split("::");
  const groups = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const front = groups(head);
  const back = groups(tail);
  const zeros = Array<number>(8 - front.length - back.length).fill(0);
  return Uint8Array.from(
    [...front, ...zeros, ...back].flatMap((group) => [group >> 8, group & 255]),
  );
}

/** What is steered is no additional data. */
export function withoutSteered(
  expected: NaiveAnswer,
  steered: ReadonlySet<readonly string[]>,
): NaiveAnswer {
  return { ...expected, optional: expected.optional.filter(({ rdata }) => !steered.has(rdata)) };
}
