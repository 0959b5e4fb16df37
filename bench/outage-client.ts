/** Asks one server for its names again and again, and counts what each answer was. */
import { createSocket, type Socket } from "node:dgram";
import { performance } from "node:perf_hooks";
import { loopback } from "../test/interop/peers/peer.js";
import { typeCodes } from "../test/interop/wire/codes.js";
import { decodeMessage } from "../test/interop/wire/decode.js";
import { encodeQuery } from "../test/interop/wire/query.js";

/** What was seen of one name since `begin`. */
export interface Sightings {
  answers: number;
  empty: number;
  /** Answers that held one of the ill. */
  withIll: number;
  /** Fewest addresses in an answer. */
  fewest: number;
  /** Since `begin`, until the first answer without the ill. */
  firstWithoutMs: number | null;
  /** Whether the first answer held one of the ill. */
  firstHadIll: boolean | null;
}

const periodMs = 10;

export class OutageClient {
  readonly #socket: Socket;
  readonly #timer: NodeJS.Timeout;
  #ill: ReadonlyMap<string, readonly string[]> = new Map();
  #sightings = new Map<string, Sightings>();
  #sinceMs = 0;
  #round = 0;
  #closed = false;

  /** `apexes`: 200 at most, as the id of a question carries the place in them. */
  constructor(
    readonly apexes: readonly string[],
    port: number,
  ) {
    this.#socket = createSocket("udp4");
    this.#socket.on("error", () => {});
    this.#socket.on("message", (bytes) => this.#take(bytes));
    this.#timer = setInterval(() => {
      for (const [index, apex] of apexes.entries()) {
        const id = (this.#round << 8) | index;
        const query = encodeQuery({ id, name: `www.${apex}.`, type: typeCodes.A });
        this.#socket.send(query, port, loopback);
      }
    }, periodMs);
  }

  /** From now on these are ill, by apex: forgets what was seen before, and answers under way. */
  begin(ill: ReadonlyMap<string, readonly string[]>): void {
    this.#ill = ill;
    this.#sightings = new Map();
    this.#sinceMs = performance.now();
    this.#round = (this.#round + 1) & 0xff;
  }

  of(apex: string): Sightings {
    const none = { answers: 0, empty: 0, withIll: 0, fewest: Number.POSITIVE_INFINITY };
    const fresh = { ...none, firstWithoutMs: null, firstHadIll: null };
    const found = this.#sightings.get(apex) ?? fresh;
    this.#sightings.set(apex, found);
    return found;
  }

  /** Asks no more; what was seen stays. May be called again. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #take(bytes: Buffer): void {
    const message = decodeMessage(bytes);
    const apex = this.apexes[message.id & 0xff];
    if (apex === undefined || message.id >> 8 !== this.#round) return;
    const seen = this.of(apex);
    const given = message.answer.map(({ rdata }) => [...Buffer.from(rdata, "hex")].join("."));
    const hasIll = given.some((address) => this.#ill.get(apex)?.includes(address) ?? false);
    seen.answers++;
    seen.fewest = Math.min(seen.fewest, given.length);
    seen.firstHadIll ??= hasIll;
    if (given.length === 0) seen.empty++;
    else if (hasIll) seen.withIll++;
    else seen.firstWithoutMs ??= performance.now() - this.#sinceMs;
  }
}
