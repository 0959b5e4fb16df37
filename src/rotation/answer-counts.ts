/**
 * How often each target was answered. Workers count in the blocks; when a block is replaced and no
 * worker counts in it any more, its counts are added up here.
 */
import { answerCounts } from "../image/steering-block.js";
import type { ZoneSteering } from "../steering/config.js";

interface FollowedBlock {
  readonly apex: string;
  readonly words: Int32Array;
  /** Ids of the targets in each of its answers. */
  readonly answers: readonly (readonly string[])[];
}

export class AnswerCounts {
  /** In service, or replaced and still counted in. */
  private readonly blocks = new Set<FollowedBlock>();
  /** Of blocks that are gone, by apex and id. Only targets of the configuration have a place. */
  private readonly sums = new Map<string, Map<string, number>>();

  /** Targets that the zone has no more are forgotten. */
  configure(apex: string, config: ZoneSteering): void {
    const before = this.sums.get(apex);
    const sums = new Map<string, number>();
    for (const { targets } of config.rrsets) {
      for (const { id } of targets) sums.set(id, before?.get(id) ?? 0);
    }
    this.sums.set(apex, sums);
  }

  forget(apex: string): void {
    this.sums.delete(apex);
  }

  /** Returns what is to be called with the block's last words. */
  follow(block: FollowedBlock): (words: Int32Array) => void {
    this.blocks.add(block);
    return (words) => {
      this.blocks.delete(block);
      const sums = this.sums.get(block.apex);
      if (sums !== undefined) add(sums, block.answers, words);
    };
  }

  /** By target id, since the start. */
  totals(): Map<string, number> {
    const byApex = new Map([...this.sums].map(([apex, sums]) => [apex, new Map(sums)]));
    for (const { apex, words, answers } of this.blocks) {
      const sums = byApex.get(apex);
      if (sums !== undefined) add(sums, answers, words);
    }
    const totals = new Map<string, number>();
    for (const sums of byApex.values()) for (const [id, sum] of sums) totals.set(id, sum);
    return totals;
  }
}

function add(
  sums: Map<string, number>,
  answers: readonly (readonly string[])[],
  words: Int32Array,
): void {
  for (const [answer, count] of answerCounts(words).entries()) {
    for (const id of answers[answer] ?? []) {
      const sum = sums.get(id);
      if (sum !== undefined) sums.set(id, sum + count);
    }
  }
}
