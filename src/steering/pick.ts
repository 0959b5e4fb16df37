/** How targets of a pool become answers: all of them, some by weight, or the same for a network. */
import type { Pick } from "./config.js";
import { draws, drawsByChance, inclusion } from "./draws.js";
import type { Branch, Selection } from "./selection.js";
import { distinct } from "./selection-leaves.js";
import type { TargetCourse } from "./target-course.js";

/**
 * The selection among these targets, of which there is at least one. `single`: an answer may hold
 * one record only, as a CNAME.
 */
export function pickAmong(
  members: readonly TargetCourse[],
  pick: Pick,
  single: boolean,
): Selection {
  const first = members[0];
  if (members.length === 1 && first !== undefined) return answer([first.place]);
  switch (pick.kind) {
    case "all":
      return pickAll(members, single ? 1 : pick.max);
    case "weighted":
      return pickWeighted(members, single ? 1 : pick.count);
    case "sticky":
      return pickSticky(members, pick, single ? 1 : pick.count);
  }
}

/** Whoever ramps or sheds is in as many answers as its factor says. Weights do not matter here. */
function pickAll(members: readonly TargetCourse[], max: number): Selection {
  // If all of them ramp, the furthest is in every answer: a ramp empties nothing.
  const most = Math.max(...members.map(({ factor }) => factor));
  const factors = members.map(({ factor }) => factor / most);
  const sum = factors.reduce((total, factor) => total + factor, 0);
  if (sum > max) return drawn(members, drawsByChance(inclusion(factors, max)));
  if (factors.every((factor) => factor === 1)) return answer(members.map(({ place }) => place));
  return drawn(members, drawsByChance(factors));
}

function pickWeighted(members: readonly TargetCourse[], count: number): Selection {
  const { able, weights } = weighed(members);
  if (able.length <= count) return answer(able.map(({ place }) => place));
  if (count > 1) return drawn(able, draws(weights, count));
  const branches = able.map(
    ({ place }, i): Branch => ({ share: weights[i]!, selection: answer([place]) }),
  );
  return { kind: "weighted", branches };
}

/** Further targets of an answer are those that follow in the file, so that they are the same, too. */
function pickSticky(
  members: readonly TargetCourse[],
  { prefix4, prefix6 }: Extract<Pick, { kind: "sticky" }>,
  count: number,
): Selection {
  const { able, weights } = weighed(members);
  if (able.length <= count) return answer(able.map(({ place }) => place));
  const branches = able.map(({ target }, i) => {
    const places = Array.from({ length: count }, (_, j) => able[(i + j) % able.length]!.place);
    return { key: target.value, share: weights[i]!, selection: answer(places) };
  });
  return { kind: "sticky", prefix4, prefix6, branches };
}

/** Weight 0 is drawn only when there is nothing else. */
function weighed(members: readonly TargetCourse[]): {
  able: readonly TargetCourse[];
  weights: readonly number[];
} {
  const able = members.filter(({ target }) => target.weight > 0);
  if (able.length === 0) return { able: members, weights: members.map(({ factor }) => factor) };
  return { able, weights: able.map(({ target, factor }) => target.weight * factor) };
}

function drawn(
  members: readonly TargetCourse[],
  sets: readonly { readonly share: number; readonly members: readonly number[] }[],
): Selection {
  const branches = sets.map(({ share, members: inside }) => ({
    share,
    selection: answer(inside.map((i) => members[i]!.place)),
  }));
  const [only] = branches;
  return branches.length === 1 && only !== undefined
    ? only.selection
    : { kind: "weighted", branches };
}

function answer(places: readonly number[]): Selection {
  return { kind: "answer", targets: [...places].sort((a, b) => a - b) };
}

/** Pools may have targets in common by value, and an RRset holds no record twice. */
export function withoutTwins(courses: readonly TargetCourse[]): readonly TargetCourse[] {
  const byPlace = new Map(courses.map((course) => [course.place, course]));
  const kept = distinct([...byPlace.keys()], (place) => byPlace.get(place)?.target.value);
  return kept.map((place) => byPlace.get(place)!);
}
