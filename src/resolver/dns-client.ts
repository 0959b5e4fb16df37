/**
 * Asks one server one question, as a resolver would: UDP with EDNS, again over UDP if nothing comes,
 * TCP when the answer was truncated. Answers are decoded with every bound checked and must repeat
 * the ID and the question; anything else on the socket is ignored.
 */
import { flag } from "../dns/header.js";
import { decodeMessage, encodeQuery, type Message } from "../dns/message.js";
import { namesEqual } from "../dns/name.js";
import { exchangeTcp, exchangeUdp, type ServerAddress, silence } from "./dns-exchange.js";

export type { ServerAddress } from "./dns-exchange.js";

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
    return exchangeTcp(server, query, this.options.timeoutMs, (bytes) => responseTo(query, bytes));
  }

  /** One attempt; a truncated answer is an answer. */
  askUdp(server: ServerAddress, ask: Ask): Promise<Reply> {
    const query = this.query(ask);
    return exchangeUdp(server, query, this.options.timeoutMs, (bytes) => responseTo(query, bytes));
  }

  private query({ name, type, recursive }: Ask): Uint8Array {
    const id = this.options.randomId();
    return encodeQuery(id, name, type, { flags: recursive === true ? flag.rd : 0, edns: {} });
  }
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
