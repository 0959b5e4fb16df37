/**
 * What a steered RRset answers, as decided for the time being: a small tree that a query walks with
 * nothing but its client's address and a random number. Compiled into a block of the image by
 * `image/steering-block-writer.ts`, walked there by `answer/`.
 */

export type Selection =
  /**
   * These targets, by their places in the RRset; places behind the last target's are those of its
   * `fallback` values. Empty is NODATA. Of several CNAMEs one is drawn, all alike.
   */
  | { readonly kind: "answer"; readonly targets: readonly number[] }
  /** One branch, drawn anew for each query. Shares are above 0 and need no particular sum. */
  | { readonly kind: "weighted"; readonly branches: readonly Branch[] }
  /**
   * One branch, the same for all clients of a network: rendezvous hashing by the branches' keys, so
   * that a branch that goes takes only its own clients with it. With a `count`, that many branches
   * at once, each of which is an answer.
   */
  | {
      readonly kind: "sticky";
      readonly prefix4: number;
      readonly prefix6: number;
      readonly count?: number;
      readonly branches: readonly (Branch & { readonly key: string })[];
    }
  /** The branch of the region that the client is in; `branches` has the geo policy's order. */
  | {
      readonly kind: "geo";
      /** Path of the policy, whose regions the map is made from. */
      readonly path: string;
      readonly branches: readonly Selection[];
      /** For clients that no region claims. */
      readonly otherwise: Selection;
    };

export interface Branch {
  readonly share: number;
  readonly selection: Selection;
}
