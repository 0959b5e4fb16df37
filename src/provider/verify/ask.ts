/** One question to one nameserver over one transport, answered as the witness reads it. */
import { flag } from "../../dns/header.js";
import { encodeQuery } from "../../dns/message.js";
import { type Exchange, exchangeUdp } from "../../resolver/dns-exchange.js";
import { tcpLines } from "../../resolver/tcp-lines.js";
import { type Dial, dialTcp } from "../../transfer/message-stream.js";
import type { Nameserver } from "../contract/provider.js";
import { type Question, type ServedAnswer, servedAnswer } from "./served-answer.js";
import { decodeWitness, type WitnessMessage } from "./witness-message.js";

export type Transport = "udp" | "tcp";

/** What asking needs of the world. */
export interface AskPort {
  readonly udp: Exchange;
  readonly tcp: Exchange;
  /** For transfers of whole zones. */
  readonly dial: Dial;
  /** For each attempt. */
  readonly timeoutMs: number;
  /** A random number below 2^16. */
  readonly randomId: () => number;
}

export function realAskPort(timeoutMs: number, randomId: () => number): AskPort {
  return { udp: exchangeUdp, tcp: tcpLines(), dial: dialTcp, timeoutMs, randomId };
}

/** Attempts over UDP, where datagrams get lost. */
const udpAttempts = 2;

export async function askNameserver(
  port: AskPort,
  nameserver: Nameserver,
  transport: Transport,
  question: Question,
  apex: Uint8Array,
): Promise<ServedAnswer> {
  const attempts = transport === "udp" ? udpAttempts : 1;
  let answer: ServedAnswer = { kind: "none", reason: "not asked", isSilent: true };
  for (let attempt = 0; attempt < attempts; attempt++) {
    answer = await askOnce(port, nameserver, transport, question, apex);
    if (answer.kind !== "none" || !answer.isSilent) break;
  }
  if (answer.kind === "truncated" && transport === "tcp") {
    return { kind: "broken", reason: "a truncated answer over TCP" };
  }
  return answer;
}

async function askOnce(
  { udp, tcp, timeoutMs, randomId }: AskPort,
  nameserver: Nameserver,
  transport: Transport,
  question: Question,
  apex: Uint8Array,
): Promise<ServedAnswer> {
  const query = encodeQuery(randomId(), question.owner, question.type, { edns: {} });
  const exchange = transport === "udp" ? udp : tcp;
  const message = await exchange(nameserver, query, timeoutMs, (bytes) =>
    responseTo(query, question, bytes),
  );
  if (typeof message === "string") return { kind: "none", reason: message, isSilent: true };
  if ("fault" in message) return { kind: "broken", reason: `a malformed answer: ${message.fault}` };
  return servedAnswer(message, question, apex);
}

/** Undefined for what is no response to this query: a stranger's, or a late one to another. */
function responseTo(
  query: Uint8Array,
  question: Question,
  bytes: Uint8Array,
): WitnessMessage | { readonly fault: string } | undefined {
  if (bytes.length < 3 || bytes[0] !== query[0] || bytes[1] !== query[1]) return undefined;
  if (((bytes[2]! << 8) & flag.qr) === 0) return undefined;
  const message = decodeWitness(bytes);
  if (typeof message === "string") return { fault: message };
  const { question: echoed, rcode } = message;
  // A server that cannot read the query may leave the question out (RFC 8906 §3.2.1).
  if (echoed === undefined) return rcode === 0 ? { fault: "it has no question" } : message;
  const isSame =
    echoed.type === question.type && Buffer.compare(echoed.owner, question.owner) === 0;
  return isSame ? message : undefined;
}
