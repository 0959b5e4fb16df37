/**
 * `dns`: one question, by UDP or TCP. Only what repeats its ID and its question is an answer to it;
 * everything else that comes by UDP may be a stranger's and is passed over.
 */
import { createSocket } from "node:dgram";
import { flag, rcodeName } from "../dns/header.js";
import { decodeMessage, encodeQuery, type Message } from "../dns/message.js";
import { namesEqual } from "../dns/name.js";
import { lowerNameFromText } from "../dns/name-text.js";
import { typeCodeFromText } from "../dns/rr/registry.js";
import type { Check } from "../steering/config.js";
import {
  type Aim,
  type CheckOutcome,
  type EndCheck,
  failed,
  nothingToStop,
  passed,
  type StopCheck,
  unknown,
} from "./check.js";
import type { CheckEnvironment } from "./check-environment.js";
import { hasOneOf } from "./dns-data.js";
import { outcomeOfError } from "./socket-fault.js";
import { openStream } from "./stream.js";

type DnsCheck = Extract<Check, { type: "dns" }>;

/** A question under way. */
interface Question {
  readonly check: DnsCheck;
  readonly aim: Aim;
  readonly query: Uint8Array;
  readonly name: Uint8Array;
  readonly type: number;
  readonly end: EndCheck;
}

export function startDns(aim: Aim, end: EndCheck, environment: CheckEnvironment): StopCheck {
  const { check } = aim.monitor;
  if (check.type !== "dns") return nothingToStop;
  const name = lowerNameFromText(check.qname);
  const type = typeCodeFromText(check.qtype);
  if (name === undefined || type === -1) {
    end(unknown(`cannot be asked: ${check.qname} ${check.qtype}`));
    return nothingToStop;
  }
  // Recursion desired: the target may be a resolver. Nameservers pay no heed to it.
  const query = encodeQuery(environment.randomId(), name, type, { flags: flag.rd, edns: {} });
  const question: Question = { check, aim, query, name, type, end };
  return check.transport === "udp" ? askUdp(question) : askTcp(question);
}

function askUdp(question: Question): StopCheck {
  const { aim, check, end, query } = question;
  const socket = createSocket(aim.family === 6 ? "udp6" : "udp4");
  let open = true;
  let stopTcp = nothingToStop;
  const close = () => {
    if (open) socket.close();
    open = false;
  };
  socket.on("error", (error) => end(outcomeOfError(error)));
  socket.on("message", (bytes) => {
    const answer = answerTo(question, bytes);
    if (answer === undefined || !open) return;
    const outcome = judgeAnswer(question, answer);
    const isCut = typeof answer === "object" && (answer.flags & flag.tc) !== 0;
    if (outcome.reason === "answer" && isCut) {
      // What is looked for may stand in the part that did not fit.
      close();
      stopTcp = askTcp(question);
    } else end(outcome);
  });
  // Connected, so that a closed port is told and a stranger's datagram is not.
  socket.connect(aim.port ?? check.port, aim.address, () => {
    if (open) socket.send(query);
  });
  return () => {
    close();
    stopTcp();
  };
}

/** Over TCP there is one answer, and it is the server's. */
function askTcp(question: Question): StopCheck {
  const { aim, check, end, query } = question;
  let received = Buffer.alloc(0);
  const stream = openStream(aim, check.port, end, ({ socket }) => {
    socket.on("data", (chunk: Buffer) => {
      // At most 64 KiB and a chunk: the first two octets say how many are read.
      received = Buffer.concat([received, chunk]);
      if (received.length < 2) return;
      const length = received.readUInt16BE(0);
      if (received.length < length + 2) return;
      const answer = answerTo(question, received.subarray(2, length + 2));
      end(answer === undefined ? failed("malformed") : judgeAnswer(question, answer));
    });
    // Length and message in one write (RFC 7766 §8).
    socket.write(Buffer.concat([Uint8Array.of(query.length >>> 8, query.length), query]));
  });
  return () => stream.destroy();
}

/** Undefined if it answers another question; what is wrong with it if it tries to answer this one. */
function answerTo(question: Question, bytes: Uint8Array): Message | string | undefined {
  const { query, name, type } = question;
  if (bytes.length < 12 || bytes[0] !== query[0] || bytes[1] !== query[1]) return undefined;
  const message = decodeMessage(bytes);
  if (typeof message === "string") return message;
  if ((message.flags & flag.qr) === 0 || message.opcode !== 0) return undefined;
  const [asked] = message.questions;
  // A server that cannot read the query may leave the question out (RFC 8906 §3.2.1).
  if (asked === undefined) return message.rcode === 0 ? undefined : message;
  return asked.type === type && namesEqual(asked.name, 0, name, 0, name.length)
    ? message
    : undefined;
}

function judgeAnswer({ check, type }: Question, answer: Message | string): CheckOutcome {
  if (typeof answer === "string") return failed("malformed");
  const name = rcodeName(answer.rcode);
  if (!check.rcodes.includes(name)) return failed(`rcode ${name}`);
  if (check.answers.length === 0 || hasOneOf(answer, type, check.answers)) return passed;
  return failed("answer");
}
