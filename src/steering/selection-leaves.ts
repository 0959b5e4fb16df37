/** Selections taken apart and put together: answers joined, leaves collected. */
import type { Selection } from "./selection.js";

/** More ways than these are answered as one: every target of them. */
const waysMax = 256;

/** Both together in one answer. */
export function joined(a: Selection, b: Selection, same: (place: number) => unknown): Selection {
  if (leaves(a).length * leaves(b).length > waysMax) {
    return { kind: "answer", targets: distinct([...placesIn(a), ...placesIn(b)], same) };
  }
  return mapLeaves(a, (ofA) =>
    mapLeaves(b, (ofB) => ({ kind: "answer", targets: distinct([...ofA, ...ofB], same) })),
  );
}

/** Every target that an answer can hold. */
export function placesIn(selection: Selection): number[] {
  return [...new Set(leaves(selection).flat())].sort((a, b) => a - b);
}

/** Without second targets of one value: an RRset holds no record twice. */
export function distinct(places: readonly number[], same: (place: number) => unknown): number[] {
  const seen = new Set<unknown>();
  return [...places]
    .sort((a, b) => a - b)
    .filter((place) => {
      const value = same(place);
      if (seen.has(value)) return false;
      seen.add(value);
      return true;
    });
}

function leaves(selection: Selection): (readonly number[])[] {
  switch (selection.kind) {
    case "answer":
      return [selection.targets];
    case "weighted":
    case "sticky":
      return selection.branches.flatMap((branch) => leaves(branch.selection));
    case "geo":
      return [...selection.branches, selection.otherwise].flatMap(leaves);
  }
}

function mapLeaves(
  selection: Selection,
  make: (targets: readonly number[]) => Selection,
): Selection {
  switch (selection.kind) {
    case "answer":
      return make(selection.targets);
    case "weighted":
      return {
        ...selection,
        branches: selection.branches.map((branch) => ({
          ...branch,
          selection: mapLeaves(branch.selection, make),
        })),
      };
    case "sticky":
      return {
        ...selection,
        branches: selection.branches.map((branch) => ({
          ...branch,
          selection: mapLeaves(branch.selection, make),
        })),
      };
    case "geo":
      return {
        ...selection,
        branches: selection.branches.map((branch) => mapLeaves(branch, make)),
        otherwise: mapLeaves(selection.otherwise, make),
      };
  }
}
