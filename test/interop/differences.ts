/**
 * Where fivenines departs from what most peers say, on purpose. Each row is a decision with its
 * reason; a row that no question needs any more fails the test, so the table cannot rot.
 */
import type { Departure } from "./compare/consensus.js";

export interface AcceptedDifference {
  readonly name: string;
  /** Who says otherwise. */
  readonly servers: string;
  /** The reason, with the RFC it stands in. */
  readonly reason: string;
  accepts(departure: Departure): boolean;
}

export const acceptedDifferences: readonly AcceptedDifference[] = [];
