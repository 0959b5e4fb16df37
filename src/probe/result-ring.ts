/**
 * The last results of one probe, without an object for each: three words a result.
 *
 *   0 time, milliseconds behind the first, modulo 2^32 | 1 latency, microseconds
 *   2 reason, place in the table of reasons; its highest bit: failed; the next: not counted
 */
import type { ProbeRecord } from "./probe-thread-messages.js";
import type { ReasonTable } from "./reason-table.js";

const resultsMax = 256;
const resultWords = 3;
const failedBit = 0x8000_0000;
const uncountedBit = 0x4000_0000;
const latencyMsMax = 4_000_000;

export class ResultRing {
  /** Grows with the results: most probes of a long interval never fill it. */
  #words = new Uint32Array(8 * resultWords);
  #next = 0;
  #count = 0;
  #lastAtMs = 0;

  add(record: ProbeRecord, reasons: ReasonTable): void {
    const at = this.#next * resultWords;
    this.#words[at] = record.atMs % 2 ** 32;
    this.#words[at + 1] = Math.min(Math.max(record.latencyMs, 0), latencyMsMax) * 1000;
    const flags = (record.ok ? 0 : failedBit) + (record.uncounted ? uncountedBit : 0);
    this.#words[at + 2] = reasons.placeOf(record.reason) + flags;
    this.#lastAtMs = record.atMs;
    this.#next++;
    this.#count = Math.max(this.#count, this.#next);
    if (this.#next * resultWords < this.#words.length) return;
    if (this.#count === resultsMax) this.#next = 0;
    else this.#grow();
  }

  /** Oldest first. */
  records(reasons: ReasonTable): ProbeRecord[] {
    const records: ProbeRecord[] = [];
    const first = this.#count === resultsMax ? this.#next : 0;
    const lastWord = this.#lastAtMs % 2 ** 32;
    for (let i = 0; i < this.#count; i++) {
      const at = ((first + i) % this.#count) * resultWords;
      const reason = this.#words[at + 2]!;
      records.push({
        // Signed: an administrator may have set the clock back.
        atMs: this.#lastAtMs - ((lastWord - this.#words[at]!) | 0),
        ok: reason < failedBit,
        reason: reasons.reasonAt(reason % uncountedBit),
        latencyMs: this.#words[at + 1]! / 1000,
        ...(reason % failedBit < uncountedBit ? {} : { uncounted: true }),
      });
    }
    return records;
  }

  #grow(): void {
    const larger = new Uint32Array(Math.min(this.#words.length * 4, resultsMax * resultWords));
    larger.set(this.#words);
    this.#words = larger;
  }
}
