/**
 * Queries over TCP with one connection a server for all of them, as RFC 7766 §6.2.1 asks for: ten
 * thousand questions do not take ten thousand handshakes, nor all ports of this host. A server may
 * close whenever it likes; what it had not answered then is asked on a new connection.
 */
import { connect, type Socket } from "node:net";
import { limits } from "../base/limits.js";
import { MessageAssembler } from "../dns/message-assembler.js";
import {
  type Exchange,
  exchangeTcp,
  type Read,
  reasonOf,
  type ServerAddress,
  silence,
} from "./dns-exchange.js";

/** A connection without queries is closed after so long. */
const idleMs = 1000;

/** An exchange whose connections close by themselves. */
export function tcpLines(): Exchange {
  const lines = new Map<string, Line>();
  return async <T>(server: ServerAddress, query: Uint8Array, timeoutMs: number, read: Read<T>) => {
    const key = `${server.address} ${server.port}`;
    let line = lines.get(key);
    if (line === undefined) {
      const made = new Line(server, () => {
        if (lines.get(key) === made) lines.delete(key);
      });
      lines.set(key, made);
      line = made;
    }
    const isShared = line.isBusy;
    const answer = await line.ask(query, timeoutMs, read);
    // Who takes one query at a time (against RFC 7766 §6.2.1.1) gets this one by itself.
    return isShared && answer === silence(timeoutMs)
      ? exchangeTcp(server, query, timeoutMs, read)
      : answer;
  };
}

interface Waiting {
  readonly query: Uint8Array;
  /** Whether this message was its answer. */
  readonly take: (bytes: Uint8Array) => boolean;
  readonly fail: (reason: string) => void;
}

class Line {
  private readonly waiting = new Set<Waiting>();
  private readonly frame = new Uint8Array(limits.messageBytesMax);
  private socket: Socket | undefined;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly server: ServerAddress,
    private readonly onEnd: () => void,
  ) {}

  /** Whether other queries wait for their answers. */
  get isBusy(): boolean {
    return this.waiting.size > 0;
  }

  ask<T>(query: Uint8Array, timeoutMs: number, read: Read<T>): Promise<T | string> {
    return new Promise((resolve) => {
      const end = (answer: T | string) => {
        clearTimeout(timer);
        this.waiting.delete(one);
        resolve(answer);
        if (this.waiting.size === 0) this.rest();
      };
      const one: Waiting = {
        query,
        take: (bytes) => {
          const answer = read(bytes);
          if (answer === undefined) return false;
          end(answer);
          return true;
        },
        fail: end,
      };
      const timer = setTimeout(() => end(silence(timeoutMs)), timeoutMs);
      clearTimeout(this.idle);
      this.waiting.add(one);
      this.socket ??= this.open();
      this.socket.ref();
      send(this.socket, query);
    });
  }

  private open(): Socket {
    const socket = connect({ host: this.server.address, port: this.server.port });
    const assembler = new MessageAssembler();
    let answers = 0;
    let reason = "the connection was closed without a response";
    socket.on("error", (error) => {
      reason = reasonOf(error);
    });
    socket.on("data", (chunk) => {
      assembler.push(chunk);
      for (let length = assembler.next(this.frame); length >= 0; ) {
        if (this.take(this.frame.slice(0, length))) answers++;
        length = assembler.next(this.frame);
      }
    });
    socket.on("end", () => socket.destroy());
    socket.on("close", () => this.closed(socket, answers > 0 ? null : reason));
    return socket;
  }

  private take(bytes: Uint8Array): boolean {
    for (const one of this.waiting) if (one.take(bytes)) return true;
    return false;
  }

  /** Null: it answered before, so what is left is asked again. */
  private closed(socket: Socket, reason: string | null): void {
    if (this.socket !== socket) return;
    this.socket = undefined;
    const left = [...this.waiting];
    if (left.length === 0) this.onEnd();
    else if (reason !== null) for (const one of left) one.fail(reason);
    else {
      this.socket = this.open();
      for (const { query } of left) send(this.socket, query);
    }
  }

  /** Nothing waits: neither the connection nor the timer keeps the process alive. */
  private rest(): void {
    this.socket?.unref();
    this.idle = setTimeout(() => {
      const { socket } = this;
      this.socket = undefined;
      socket?.destroy();
      this.onEnd();
    }, idleMs);
    this.idle.unref();
  }
}

/** Length and message in one write (RFC 7766 §8). */
function send(socket: Socket, query: Uint8Array): void {
  socket.write(Buffer.concat([Uint8Array.of(query.length >>> 8, query.length), query]));
}
