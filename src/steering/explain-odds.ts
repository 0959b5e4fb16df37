/**
 * How likely each answer is, computed from the selection: nothing is drawn. What depends on the
 * client is resolved for one client, or told for each region.
 */
import type { SteeredRrset, SteeredType } from "./config.js";
import { bucketOf, winners } from "./rendezvous.js";
import type { Selection } from "./selection.js";

/** One answer that clients may get. */
export interface AnswerOdds {
  /** Places in the RRset, ascending. */
  readonly targets: readonly number[];
  /** 0 to 1. */
  readonly probability: number;
}

export interface OddsCase {
  /**
   * The regions that lead here: path of the policy and the place of the branch, -1 for clients that
   * no region claims. Empty for everyone.
   */
  readonly regions: readonly RegionChoice[];
  /** Most likely first. */
  readonly answers: readonly AnswerOdds[];
}

export interface RegionChoice {
  readonly path: string;
  readonly branch: number;
}

/** What is known of one client. */
export interface ClientView {
  /** 4 or 16 octets. */
  readonly address: Uint8Array;
  /** Branch of the geo policy with that path; -1 for none; null if there is no map. */
  region(path: string): number | null;
}

/** One case without a geo policy or with a client; otherwise one for each region. */
export function oddsOf(
  selection: Selection,
  client: ClientView | null = null,
  type: SteeredType = "A",
): OddsCase[] {
  const cases: OddsCase[] = [];
  const walk = (taken: readonly RegionChoice[]): void => {
    if (cases.length >= casesMax) return;
    const geo = firstOpenGeo(selection, client, taken);
    if (geo === undefined) {
      cases.push({ regions: taken, answers: answersFor(selection, client, taken, type) });
      return;
    }
    for (let branch = 0; branch <= geo.branches.length; branch++) {
      // The member that is for everybody else is decided once, as the rest.
      if (geo.branches[branch] === geo.otherwise) continue;
      const place = branch === geo.branches.length ? -1 : branch;
      walk([...taken, { path: geo.path, branch: place }]);
    }
  };
  walk([]);
  return cases;
}

/** Regions within regions multiply; more than these nobody reads. */
const casesMax = 256;

/** The data at a place of an answer: a target's, or behind the targets what `fallback` names. */
export function answerValue({ targets, fallback }: SteeredRrset, place: number): string {
  return targets[place]?.value ?? fallback[place - targets.length] ?? "";
}

/** How likely each target is to be in an answer, by its place; absent for never. */
export function targetOdds(answers: readonly AnswerOdds[]): Map<number, number> {
  const odds = new Map<number, number>();
  for (const { targets, probability } of answers) {
    for (const place of targets) odds.set(place, (odds.get(place) ?? 0) + probability);
  }
  return odds;
}

type StickySelection = Extract<Selection, { kind: "sticky" }>;

/** The place of the branch that the client's network has, found as the answerer finds it. */
function stickyBranch(selection: StickySelection, address: Uint8Array): number {
  return winners(selection.branches)[bucketFor(selection, address)]![0]!;
}

function bucketFor({ prefix4, prefix6 }: StickySelection, address: Uint8Array): number {
  const bits = address.length === 4 ? prefix4 : prefix6;
  return bucketOf(address, 0, address.length, bits);
}

/** Several branches at once, if each is an answer. */
function hasSets({ branches, count = 1 }: StickySelection, type: SteeredType): boolean {
  return (
    count > 1 && type !== "CNAME" && branches.every((branch) => branch.selection.kind === "answer")
  );
}

/** The places that each bucket answers, or the one bucket of the client. */
function stickySets(selection: StickySelection, client: ClientView | null): number[][] {
  const { branches, count } = selection;
  const sets = winners(branches, Math.min(count ?? 1, branches.length)).map((won) =>
    won.flatMap((place) => {
      const leaf = branches[place]!.selection;
      return leaf.kind === "answer" ? leaf.targets : [];
    }),
  );
  if (client === null) return sets;
  return [sets[bucketFor(selection, client.address) % sets.length]!];
}

type GeoSelection = Extract<Selection, { kind: "geo" }>;

/** A geo policy on the way whose region is not chosen yet, by the client or in `taken`. */
function firstOpenGeo(
  selection: Selection,
  client: ClientView | null,
  taken: readonly RegionChoice[],
): GeoSelection | undefined {
  if (selection.kind === "answer") return undefined;
  if (selection.kind !== "geo") {
    for (const branch of selection.branches) {
      const open = firstOpenGeo(branch.selection, client, taken);
      if (open !== undefined) return open;
    }
    return undefined;
  }
  const branch = regionBranch(selection.path, client, taken);
  if (branch === null) return selection;
  return firstOpenGeo(selection.branches[branch] ?? selection.otherwise, client, taken);
}

function regionBranch(
  path: string,
  client: ClientView | null,
  taken: readonly RegionChoice[],
): number | null {
  const known = client?.region(path) ?? null;
  return known ?? taken.find((choice) => choice.path === path)?.branch ?? null;
}

function answersFor(
  selection: Selection,
  client: ClientView | null,
  regions: readonly RegionChoice[],
  type: SteeredType,
): AnswerOdds[] {
  const sums = new Map<string, { targets: readonly number[]; probability: number }>();
  const add = (places: Iterable<number>, probability: number): void => {
    const targets = [...new Set(places)].sort((a, b) => a - b);
    const key = targets.join();
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { targets, probability });
    else sum.probability += probability;
  };
  const walk = (part: Selection, probability: number): void => {
    if (part.kind === "answer") {
      const { targets } = part;
      if (type !== "CNAME" || targets.length < 2) add(targets, probability);
      // An answer holds one CNAME.
      else for (const place of targets) add([place], probability / targets.length);
      return;
    }
    if (part.kind === "geo") {
      const branch = regionBranch(part.path, client, regions) ?? -1;
      walk(part.branches[branch] ?? part.otherwise, probability);
      return;
    }
    if (part.kind === "sticky" && hasSets(part, type)) {
      const sets = stickySets(part, client);
      for (const places of sets) add(places, probability / sets.length);
      return;
    }
    if (part.kind === "sticky" && client !== null) {
      walk(part.branches[stickyBranch(part, client.address)]!.selection, probability);
      return;
    }
    const total = part.branches.reduce((sum, { share }) => sum + share, 0);
    for (const branch of part.branches) {
      walk(branch.selection, (probability * branch.share) / total);
    }
  };
  walk(selection, 1);
  return [...sums.values()].sort((a, b) => b.probability - a.probability);
}
