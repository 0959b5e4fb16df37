/**
 * A client that never stops asking: over UDP from several sockets and over one TCP connection, a
 * fixed number of questions in flight, each asked only once: what has no answer by the end of a long
 * patience is lost. Every answer is judged; the first faults are kept for the report.
 */
import { createSocket, type Socket } from "node:dgram";
import { connect, type Socket as Stream } from "node:net";
import { decodeMessage, type Message } from "../interop/wire/decode.js";
import { encodeQuery } from "../interop/wire/query.js";

export interface Question {
  readonly name: string;
  readonly type: number;
  /**
   * What is wrong with the answer, or undefined. `sentAt` is what `stamp` said when the question
   * was sent.
   */
  judge(answer: Message, sentAt: number): string | undefined;
}

export interface SteadyOptions {
  readonly port: number;
  readonly questions: readonly Question[];
  /** Read at each sending and handed to `judge`, to tell what had been seen by then. */
  stamp(): number;
}

const lanes = 4;
const inFlightPerLane = 8;
/** No answer takes this long; a machine under load may stand still for a while. */
const timeoutMs = 20_000;
const faultsKept = 20;

export class SteadyClient {
  answered = 0;
  lost = 0;
  readonly faults: string[] = [];
  readonly #options: SteadyOptions;
  readonly #sockets: Socket[] = [];
  readonly #closers: (() => void)[] = [];
  #stopped = false;
  #turn = 0;
  #flying = 0;
  #drained: (() => void) | undefined;

  constructor(options: SteadyOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    for (let lane = 0; lane < lanes; lane++) {
      const socket = createSocket("udp4");
      this.#sockets.push(socket);
      const start = this.#lane((bytes) => socket.send(bytes, this.#options.port, "127.0.0.1"));
      socket.on("message", start.receive);
      socket.on("error", (error) => this.#fault(error.message));
      this.#closers.push(() => socket.close());
      start.begin();
    }
    const stream = connect(this.#options.port, "127.0.0.1");
    await new Promise<void>((done, fail) => {
      stream.once("connect", done).once("error", fail);
    });
    const lane = this.#lane((bytes) => stream.write(framed(bytes)));
    stream.on("error", (error) => this.#fault(error.message));
    stream.on("close", () => this.#stopped || this.#fault("the TCP connection was closed"));
    readFrames(stream, lane.receive);
    this.#closers.push(() => stream.destroy());
    lane.begin();
  }

  /** Sends nothing more, waits for what is in flight, closes. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#flying > 0) {
      await new Promise<void>((done) => {
        this.#drained = done;
      });
    }
    for (const close of this.#closers) close();
  }

  #lane(send: (bytes: Buffer) => void) {
    interface Flight {
      readonly question: Question;
      readonly stamp: number;
      readonly timer: NodeJS.Timeout;
    }
    const flights = new Map<number, Flight>();
    let nextId = 0;
    const land = (id: number) => {
      flights.delete(id);
      this.#flying--;
      if (!this.#stopped) ask();
      else if (this.#flying === 0) this.#drained?.();
    };
    const ask = () => {
      const question = this.#options.questions[this.#turn++ % this.#options.questions.length]!;
      const id = nextId++ & 0xffff;
      const timer = setTimeout(() => {
        this.lost++;
        this.#fault(`no answer for ${question.name} within ${timeoutMs} ms`);
        land(id);
      }, timeoutMs);
      flights.set(id, { question, stamp: this.#options.stamp(), timer });
      this.#flying++;
      send(encodeQuery({ id, name: question.name, type: question.type }));
    };
    const receive = (bytes: Buffer) => {
      const message = decodeMessage(bytes);
      const flight = flights.get(message.id);
      if (flight === undefined)
        return this.#fault(`an answer that nobody asked for: ${message.id}`);
      clearTimeout(flight.timer);
      this.answered++;
      const fault = flight.question.judge(message, flight.stamp);
      if (fault !== undefined) this.#fault(`${flight.question.name}: ${fault}`);
      land(message.id);
    };
    const begin = () => {
      for (let i = 0; i < inFlightPerLane; i++) ask();
    };
    return { begin, receive };
  }

  #fault(text: string): void {
    if (this.faults.length < faultsKept) this.faults.push(text);
  }
}

function framed(bytes: Buffer): Buffer {
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(bytes.length, 0);
  return Buffer.concat([prefix, bytes]);
}

function readFrames(stream: Stream, receive: (bytes: Buffer) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      receive(pending.subarray(2, end));
      pending = pending.subarray(end);
    }
  });
}
