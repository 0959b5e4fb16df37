/**
 * Asks one server one question, as a resolver would: UDP with EDNS, again over UDP if nothing comes,
 * TCP when the answer was truncated. Answers are decoded with every bound checked and must repeat
 * the ID and the question; anything else on the socket is ignored.
 */
import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import { flag } from "../dns/header.js";
import { decodeMessage, encodeQuery, type Message } from "../dns/message.js";
import { namesEqual } from "../dns/name.js";

export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

export interface ClientOptions {
  /** For each attempt. */
  readonly timeoutMs: number;
  /** Attempts over UDP. */
  readonly attempts: number;
  /** A random number below 2^16, for message IDs. */
  readonly randomId: () => number;
}

export interface Ask {
  /** Wire form. */
  readonly name: Uint8Array;
  readonly type: number;
  readonly recursive?: boolean;
}

/** The answer, or why there is none. */
export type Reply = Message | string;

export class DnsClient {
  constructor(private readonly options: ClientOptions) {}

  async ask(server: ServerAddress, ask: Ask): Promise<Reply> {
    const { attempts, timeoutMs } = this.options;
    let reply: Reply = silence(0);
    for (let attempt = 0; attempt < attempts && typeof reply === "string"; attempt++) {
      reply = await this.askUdp(server, ask);
    }
    if (reply === silence(timeoutMs)) return silence(timeoutMs * attempts);
    if (typeof reply === "string" || (reply.flags & flag.tc) === 0) return reply;
    return this.askTcp(server, ask);
  }

  askTcp(server: ServerAddress, ask: Ask): Promise<Reply> {
    const query = this.query(ask);
    const { timeoutMs } = this.options;
    return new Promise((resolve) => {
      const socket = connect({ host: server.address, port: server.port });
      let received = Buffer.alloc(0);
      const end = (reply: Reply) => {
        clearTimeout(timer);
        socket.destroy();
        resolve(reply);
      };
      const timer = setTimeout(() => end(silence(timeoutMs)), timeoutMs);
      socket.once("error", (error) => end(reasonOf(error)));
      socket.once("end", () => end("the connection was closed without a response"));
      socket.on("data", (chunk) => {
        received = Buffer.concat([received, chunk]);
        const length = received.length < 2 ? Number.POSITIVE_INFINITY : received.readUInt16BE(0);
        if (received.length < length + 2) return;
        end(responseTo(query, received.subarray(2, length + 2)) ?? "an answer to something else");
      });
      // Length and message in one write (RFC 7766 §8).
      socket.write(Buffer.concat([Uint8Array.of(query.length >>> 8, query.length), query]));
    });
  }

  /** One attempt; a truncated answer is an answer. */
  askUdp(server: ServerAddress, ask: Ask): Promise<Reply> {
    const query = this.query(ask);
    const { timeoutMs } = this.options;
    return new Promise((resolve) => {
      const socket = createSocket(isIPv6(server.address) ? "udp6" : "udp4");
      let open = true;
      const end = (reply: Reply) => {
        if (!open) return;
        open = false;
        clearTimeout(timer);
        socket.close();
        resolve(reply);
      };
      const timer = setTimeout(() => end(silence(timeoutMs)), timeoutMs);
      socket.on("error", (error) => end(reasonOf(error)));
      socket.on("message", (bytes, from) => {
        if (from.port !== server.port) return;
        const reply = responseTo(query, bytes);
        if (reply !== undefined) end(reply);
      });
      // Connected, so that a closed port is told at once and strangers' datagrams are not.
      socket.connect(server.port, server.address, () => {
        if (open) socket.send(query);
      });
    });
  }

  private query({ name, type, recursive }: Ask): Uint8Array {
    const id = this.options.randomId();
    return encodeQuery(id, name, type, { flags: recursive === true ? flag.rd : 0, edns: {} });
  }
}

function silence(waitedMs: number): string {
  return `no response within ${waitedMs} ms`;
}

/** The message if it answers this query, a fault if it tries to and is broken, else undefined. */
function responseTo(query: Uint8Array, bytes: Uint8Array): Reply | undefined {
  if (bytes.length < 12 || bytes[0] !== query[0] || bytes[1] !== query[1]) return undefined;
  const message = decodeMessage(bytes);
  if (typeof message === "string") return `a malformed answer: ${message}`;
  if ((message.flags & flag.qr) === 0) return undefined;
  const [question] = message.questions;
  // A server that cannot read the query may leave the question out (RFC 8906 §3.2.1).
  if (question === undefined) return message;
  const asked = query.subarray(12);
  const same =
    namesEqual(question.name, 0, asked, 0, question.name.length) &&
    question.type === ((asked[question.name.length]! << 8) | asked[question.name.length + 1]!);
  return same ? message : undefined;
}

const reasons: { readonly [code: string]: string } = {
  ECONNREFUSED: "no response: nothing listens there",
  EHOSTUNREACH: "no response: the host cannot be reached",
  ENETUNREACH: "no response: there is no route to its network",
  ECONNRESET: "no response: the connection was reset",
};

function reasonOf(error: NodeJS.ErrnoException): string {
  return reasons[error.code ?? ""] ?? `no response: ${error.code ?? error.message}`;
}
