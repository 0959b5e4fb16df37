import { expect } from "vitest";

type Reasons = Readonly<Record<string, string>>;

/**
 * Holds what a run found against the accepted disagreements, both ways: a new one fails, and so
 * does a listed one that is gone.
 */
export function compareWith(accepted: Reasons, found: Reasons): void {
  const unexpected = Object.entries(found).filter(([place]) => accepted[place] === undefined);
  const gone = Object.keys(accepted).filter((place) => found[place] === undefined);
  expect({ unexpected, gone }).toEqual({ unexpected: [], gone: [] });
}
