/**
 * A client that asks for every name again and again over UDP, and notes what it saw and when. Each
 * answer is judged: it must be whole, of the zone, and within the limits of its TTL.
 */
import { createSocket, type Socket } from "node:dgram";
import { performance } from "node:perf_hooks";
import { addressToText } from "../../../src/base/ip.js";
import { rcodes } from "../../interop/wire/codes.js";
import { decodeMessage, type Message } from "../../interop/wire/decode.js";
import { encodeQuery } from "../../interop/wire/query.js";

export interface WatchedName {
  readonly name: string;
  readonly type: "A" | "AAAA";
  /** What the zone has there: nothing else may ever be answered. */
  readonly values: readonly string[];
  /** Seconds. */
  readonly ttl: { readonly min: number; readonly max: number };
}

/** From then on the answers were these, until the next change. */
export interface Seen {
  readonly atMs: number;
  /** In the order of the zone. */
  readonly values: readonly string[];
}

const tickMs = 5;
/** Each name is asked about this often, unless the machine is slower. */
const periodMs = 20;
/** Nothing that is waited for takes this long; a machine under load may stand still for a while. */
const patienceMs = 30_000;
const faultsKept = 20;
const lagNoted = 20;
const typeCodes = { A: 1, AAAA: 28 } as const;

interface Watched {
  readonly asked: WatchedName;
  readonly question: Buffer;
  readonly changes: Seen[];
  answered: number;
  key: string;
}

export class AnswerWatch {
  answered = 0;
  readonly faults: string[] = [];
  readonly #names: readonly Watched[];
  readonly #byName: ReadonlyMap<string, Watched>;
  readonly #waiting = new Set<() => void>();
  readonly #socket: Socket;
  readonly #timer: NodeJS.Timeout;
  #turn = 0;
  #lastTick = performance.now();
  /** When this client itself was late, and by how much. */
  readonly #lags: { readonly atMs: number; readonly lagMs: number }[] = [];

  constructor(
    readonly server: { readonly address: string; readonly port: number },
    names: readonly WatchedName[],
  ) {
    this.#names = names.map((asked) => {
      const question = encodeQuery({ id: 0, name: asked.name, type: typeCodes[asked.type] });
      return { asked, question, changes: [], answered: 0, key: "" };
    });
    this.#byName = new Map(this.#names.map((watched) => [watched.asked.name, watched]));
    this.#socket = createSocket("udp4");
    this.#socket.on("message", (bytes) => this.#receive(bytes));
    // While nobody listens, as during a restart, the kernel says so.
    this.#socket.on("error", () => {});
    this.#timer = setInterval(() => this.#ask(), tickMs);
  }

  /** All that was seen of a name, change by change. */
  changesOf(name: string): readonly Seen[] {
    return this.#byName.get(name)!.changes;
  }

  answersOf(name: string): number {
    return this.#byName.get(name)!.answered;
  }

  /** When an answer that fits was first seen after `sinceMs`; that moment, if it was so by then. */
  async until(name: string, sinceMs: number, fits: (seen: Seen) => boolean): Promise<number> {
    const changes = this.changesOf(name);
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const found = changes.find((seen, index) => {
        const end = changes[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
        return end > sinceMs && fits(seen);
      });
      if (found !== undefined) return Math.max(found.atMs, sinceMs);
      if (performance.now() > deadline) {
        const last = changes.at(-1)?.values.join(", ");
        throw new Error(`${name} is answered with ${last} after ${patienceMs} ms`);
      }
      await this.#nextTick();
    }
  }

  /** By how much this client itself was late at the worst, since then. */
  lagMsSince(sinceMs: number): number {
    const now = performance.now() - this.#lastTick - tickMs;
    const since = this.#lags.filter(({ atMs }) => atMs >= sinceMs).map(({ lagMs }) => lagMs);
    return Math.max(now, 0, ...since);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #nextTick(): Promise<void> {
    return new Promise((done) => this.#waiting.add(done));
  }

  #ask(): void {
    const now = performance.now();
    const lagMs = now - this.#lastTick - tickMs;
    if (lagMs > lagNoted) this.#lags.push({ atMs: now, lagMs });
    this.#lastTick = now;
    const count = Math.ceil((this.#names.length * tickMs) / periodMs);
    for (let i = 0; i < count; i++) {
      const id = this.#turn;
      this.#turn = (id + 1) % this.#names.length;
      const { question } = this.#names[id]!;
      question.writeUInt16BE(id, 0);
      this.#socket.send(Buffer.from(question), this.server.port, this.server.address);
    }
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #receive(bytes: Buffer): void {
    const atMs = performance.now();
    const message = decodeMessage(bytes);
    const watched = this.#names[message.id];
    if (watched === undefined) {
      this.#fault(`an answer that nobody asked for: ${message.id}`);
      return;
    }
    this.answered++;
    watched.answered++;
    const { asked } = watched;
    const fault = faultIn(message, asked);
    if (fault !== undefined) this.#fault(`${asked.name}: ${fault}`);
    const given = new Set(message.answer.map(({ rdata }) => addressIn(rdata)));
    const values = asked.values.filter((value) => given.has(value));
    const key = values.join(" ");
    if (key === watched.key) return;
    watched.key = key;
    watched.changes.push({ atMs, values });
  }

  #fault(text: string): void {
    if (this.faults.length < faultsKept) this.faults.push(text);
  }
}

/** What no answer may ever be, whatever the targets do. */
function faultIn(message: Message, { name, type, values, ttl }: WatchedName): string | undefined {
  if (message.rcode !== rcodes.NOERROR || !message.aa) return `rcode ${message.rcode}`;
  if (message.answer.length === 0) return "an empty answer";
  const given = message.answer.map(({ rdata }) => addressIn(rdata));
  if (new Set(given).size < given.length) return `an address twice: ${given.join(", ")}`;
  for (const record of message.answer) {
    if (record.owner !== name || record.type !== typeCodes[type]) return `${record.owner}`;
    if (!values.includes(addressIn(record.rdata))) return `${addressIn(record.rdata)} is not there`;
    if (record.ttl < ttl.min || record.ttl > ttl.max) return `a TTL of ${record.ttl}`;
  }
  return undefined;
}

function addressIn(rdata: string): string {
  return addressToText(Buffer.from(rdata, "hex"));
}
