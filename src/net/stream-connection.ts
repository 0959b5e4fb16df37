/**
 * One client of DNS over a stream: TCP now, TLS later; all it needs is a Duplex. Answers are made
 * at once and in order. What bounds it is the client's reading: while answers wait to be read, no
 * further query is taken off the stream.
 *
 *   waiting ─octets─▶ partial ─message─▶ waiting ─close or FIN─▶ leaving
 *      └── answers pile up ─▶ unread ─drain─▶ waiting            each state has its time limit
 */
import type { Duplex } from "node:stream";
import { transport } from "../answer/answerer.js";
import { assert } from "../base/assert.js";
import { limits } from "../base/limits.js";
import { MessageAssembler } from "../dns/message-assembler.js";
import type { SecondHand } from "./clock.js";
import type { StreamLimits } from "./stream-limits.js";
import type { TransportParts } from "./transport-parts.js";

/** A DNS header: anything shorter is not DNS, and what follows it in the stream is not either. */
const headerBytes = 12;

/** Which limit bounds a state. */
const timeLimits = {
  waiting: "idleMs",
  partial: "messageMs",
  unread: "unreadMs",
  // After our FIN a client may keep its side open for ever: it has the time of a message.
  leaving: "messageMs",
} as const satisfies Record<string, keyof StreamLimits>;

export interface ConnectionParts extends TransportParts {
  readonly secondHand: SecondHand;
  readonly limits: StreamLimits;
}

export class StreamConnection {
  readonly #parts: ConnectionParts;
  readonly #stream: Duplex;
  readonly #client: Uint8Array;
  readonly #assembler = new MessageAssembler();
  readonly #unreadBytesMax: number;
  #state: keyof typeof timeLimits = "waiting";
  /** When the state began, monotonic. */
  #sinceMs: number;
  /** We want to end once no query is in hand. */
  #closing = false;
  /** The client has asked all it wants. */
  #asked = false;

  constructor(parts: ConnectionParts, stream: Duplex, client: Uint8Array, onClose: () => void) {
    this.#parts = parts;
    this.#stream = stream;
    this.#client = client;
    this.#sinceMs = parts.clock.monotonicMs();
    // Below its high-water mark a stream does not tell when it has drained.
    this.#unreadBytesMax = Math.max(parts.limits.unreadBytesMax, stream.writableHighWaterMark);
    stream.on("data", (chunk: Buffer) => this.#onData(chunk));
    stream.on("drain", () => this.#onDrain());
    stream.on("end", () => {
      this.#asked = true;
      this.#settle();
    });
    // A reset connection is the client's affair; "close" follows.
    stream.on("error", () => {});
    stream.on("close", onClose);
  }

  /** Since when there has been no query in hand; undefined if there is one. */
  get idleSinceMs(): number | undefined {
    return this.#state === "waiting" ? this.#sinceMs : undefined;
  }

  /** Cuts off a client that has used up its time. */
  expire(nowMs: number): void {
    if (nowMs - this.#sinceMs < this.#parts.limits[timeLimits[this.#state]]) return;
    // Idle is an orderly end; the others would not read it.
    if (this.#state === "waiting") this.finish();
    else this.destroy();
  }

  /** Ends the stream once the query that is under way has its answer and the answers have left. */
  finish(): void {
    this.#closing = true;
    this.#settle();
  }

  destroy(): void {
    this.#stream.destroy();
  }

  #onData(chunk: Buffer): void {
    if (this.#state === "leaving") return;
    this.#assembler.push(chunk);
    if (this.#state !== "unread") this.#answerAll();
  }

  #onDrain(): void {
    if (this.#state !== "unread") return;
    this.#enter("waiting");
    this.#stream.resume();
    this.#answerAll();
  }

  /** Answers the messages that are complete, until the client has enough to read. */
  #answerAll(): void {
    const { answerer, clock, secondHand } = this.#parts;
    const startMs = clock.monotonicMs();
    answerer.beginBatch(secondHand.at(startMs));
    let answered = 0;
    let round: number;
    do {
      // Many answers in one segment of the stream, as RFC 7766 §8 asks.
      this.#stream.cork();
      round = this.#answerRound();
      this.#stream.uncork();
      answered += round;
    } while (round > 0 && this.#stream.writableLength < this.#unreadBytesMax);
    if (this.#stream.destroyed) return;
    this.#count(answered, startMs);
    if (this.#stream.writableLength >= this.#unreadBytesMax) {
      this.#stream.pause();
      this.#enter("unread");
    } else if (this.#assembler.held === 0) this.#enter("waiting");
    // The time of a partial message counts from its first octet, not from each.
    else if (this.#state !== "partial" || answered > 0) this.#enter("partial");
    this.#settle();
  }

  /** Number of messages answered: until none is complete or enough waits to be read. */
  #answerRound(): number {
    const { arena } = this.#parts;
    for (let answered = 0; ; answered++) {
      if (this.#stream.writableLength >= this.#unreadBytesMax) return answered;
      const length = this.#assembler.next(arena.bytes);
      if (length === -1) return answered;
      if (length < headerBytes) {
        this.destroy();
        return 0;
      }
      this.#answer(length);
    }
  }

  #answer(length: number): void {
    const { arena, answerer, control } = this.#parts;
    control.take(0, length);
    const answered = answerer.answer(
      arena,
      0,
      length,
      limits.messageBytesMax,
      transport.tcp,
      this.#client,
      0,
      this.#client.length === 16 ? 16 : 4,
    );
    control.release();
    assert(answered <= limits.messageBytesMax, "an answer fits behind a prefix of 16 bits");
    if (answered === 0) return;
    const framed = Buffer.allocUnsafe(2 + answered);
    framed.writeUInt16BE(answered, 0);
    framed.set(arena.bytes.subarray(0, answered), 2);
    this.#stream.write(framed);
  }

  #count(answered: number, startMs: number): void {
    const { traffic, clock } = this.#parts;
    let left = answered;
    const micros = (clock.monotonicMs() - startMs) * 1000;
    for (; left > limits.batchMax; left -= limits.batchMax) traffic.batch(limits.batchMax, micros);
    if (left > 0) traffic.batch(left, micros);
  }

  /** Ends the stream if it is time to. */
  #settle(): void {
    if (this.#state === "unread" || this.#state === "leaving") return;
    const over = this.#asked || (this.#closing && this.#state === "waiting");
    if (!over) return;
    this.#enter("leaving");
    this.#stream.end();
  }

  #enter(state: keyof typeof timeLimits): void {
    this.#state = state;
    this.#sinceMs = this.#parts.clock.monotonicMs();
  }
}
