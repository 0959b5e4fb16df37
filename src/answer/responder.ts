/**
 * The life of a query: everything that is decided about a message, in the order it is decided.
 *
 *   gate ─▶ question ─▶ EDNS ─▶ class ─▶ zone ─▶ prepared answer, or slow path ─▶ OPT ─▶ out
 *
 * One responder belongs to one worker. The response is written over the query.
 */

import { assert } from "../base/assert.js";
import { Random } from "../base/random.js";
import { dnsClass } from "../dns/class.js";
import { extendedError } from "../dns/edns.js";
import { rcode } from "../dns/header.js";
import { NameKey } from "../image/name-key.js";
import type { ImageHandle, ImageMessage } from "../image/store.js";
import { ImageView } from "../image/view.js";
import { type Answerer, type FrameMemory, type Transport, transport } from "./answerer.js";
import { answerChaos, chaosRcode } from "./chaos.js";
import { chooseClient } from "./client-subnet.js";
import { counter, counterOfType, counterRow, dropReasons } from "./counters.js";
import { clearEdns, type EdnsState, makeEdnsState, readEdns } from "./edns.js";
import { decideEdns, optSize, optSizeIfSteered, writeOpt } from "./edns-response.js";
import { FastPath, notMine } from "./fast-path.js";
import { ImageZones } from "./image-records.js";
import type { SlowAnswerer } from "./records.js";
import type { AnswerSettings } from "./settings.js";
import { SlowPath } from "./slow-path.js";
import { SteeredChoice } from "./steered-choice.js";

export interface ResponderOptions {
  readonly image: ImageHandle;
  /** Row of this worker in the counters and in the image's epochs. */
  readonly row: number;
  readonly counters: SharedArrayBuffer;
  readonly settings: AnswerSettings;
  /** Four words for the generator that steered answers are drawn with; another for each worker. */
  readonly seed: Uint32Array;
  /** Handles mail that waits for this thread, by calling `receive`. See ImageView. */
  readonly drainMail?: () => void;
  /** Collects this thread's garbage. See ImageView. */
  readonly releaseMemory?: () => void;
}

/** New settings, as posted to the workers. */
export interface SettingsMessage {
  readonly kind: "answer-settings";
  readonly settings: AnswerSettings;
}

const headerBytes = 12;
const opcodeQuery = 0;

export function createResponder(options: ResponderOptions): Answerer {
  return new Responder(options);
}

class Responder implements Answerer {
  private readonly key = new NameKey();
  private readonly view: ImageView;
  private readonly choice: SteeredChoice;
  private readonly fast: FastPath;
  private readonly slow: SlowAnswerer;
  private readonly counters: Float64Array;
  private edns: EdnsState;
  private settings: AnswerSettings;
  private unixSeconds = 0;

  constructor(options: ResponderOptions) {
    this.view = new ImageView(options.image, options.row, options.drainMail, options.releaseMemory);
    this.counters = counterRow(options.counters, options.row);
    this.settings = options.settings;
    this.edns = makeEdnsState(options.settings);
    const random = new Random(options.seed);
    this.choice = new SteeredChoice(this.view, options.row, random, this.edns.subnet);
    this.fast = new FastPath(this.view, this.key, this.choice);
    this.slow = new SlowPath(new ImageZones(this.view, this.choice));
  }

  beginBatch(unixSeconds: number): void {
    this.unixSeconds = unixSeconds;
    this.view.settle();
  }

  receive(message: unknown): void {
    const known = message as ImageMessage | SettingsMessage;
    if (known.kind === "answer-settings") {
      this.settings = known.settings;
      this.edns = makeEdnsState(known.settings);
      this.choice.subnet = this.edns.subnet;
    } else this.view.receive(known);
  }

  answer(
    memory: FrameMemory,
    offset: number,
    length: number,
    capacity: number,
    via: Transport,
    client: Uint8Array,
    clientOffset: number,
    clientLength: 4 | 16,
  ): number {
    const { bytes } = memory;
    if (length < headerBytes) return this.drop("short");
    // A reply to a response could be answered in turn, for ever.
    if ((bytes[offset + 2]! & 0x80) !== 0) return this.drop("response");
    const { edns } = this;
    clearEdns(edns, via);
    const opcode = (bytes[offset + 2]! >>> 3) & 15;
    const end = offset + length;
    const questions = readU16(bytes, offset + 4);
    const before = readU16(bytes, offset + 6) + readU16(bytes, offset + 8);
    const additional = readU16(bytes, offset + 10);
    let questionEnd = offset + headerBytes;
    let fault: number = rcode.NOERROR;
    let qtype = 0;
    if (questions === 1) {
      const nameLength = this.key.read(bytes, questionEnd, end);
      if (nameLength === 0 || questionEnd + nameLength + 4 > end) fault = rcode.FORMERR;
      else {
        questionEnd += nameLength + 4;
        qtype = readU16(bytes, questionEnd - 4);
      }
    } else if (questions !== 0) fault = rcode.FORMERR;
    if (fault === rcode.NOERROR) {
      if (before + additional !== 0) {
        fault = readEdns(edns, bytes, offset, questionEnd, end, before, additional);
        decideEdns(edns, client, clientOffset, clientLength, this.unixSeconds);
      } else if (questionEnd !== end) fault = rcode.FORMERR;
    }
    const limit = this.limitOf(via, capacity);
    // RFC 8945 §5.2: a signature is looked at before what is asked for.
    if (opcode !== opcodeQuery) fault = fault === rcode.NOTAUTH ? fault : rcode.NOTIMP;
    else if (fault === rcode.NOERROR) {
      // RFC 7873 §5.4: no question but a cookie asks for a cookie.
      if (questions === 0) fault = edns.cookieLength === 0 ? rcode.FORMERR : rcode.NOERROR;
      else {
        chooseClient(edns.subnet, client, clientOffset, clientLength);
        return this.question(memory, offset, questionEnd, qtype, limit);
      }
    }
    if (questions === 0 || fault === rcode.FORMERR) questionEnd = offset + headerBytes;
    return this.bare(bytes, offset, questionEnd, qtype, fault, limit);
  }

  /** A well-formed query with one question. */
  private question(
    memory: FrameMemory,
    offset: number,
    questionEnd: number,
    qtype: number,
    limit: number,
  ): number {
    const { bytes } = memory;
    const { edns } = this;
    const qclass = readU16(bytes, questionEnd - 2);
    const refusal = refusalOf(qtype);
    if (refusal !== rcode.NOERROR) {
      // Zone transfers: there is a reason to tell (RFC 8914 §4.22).
      if (refusal === rcode.REFUSED) edns.extendedError = extendedError.NOT_SUPPORTED;
      return this.bare(bytes, offset, questionEnd, qtype, refusal, limit);
    }
    if (qclass === dnsClass.CH) return this.chaos(bytes, offset, questionEnd, qtype, limit);
    const isServed = qclass === dnsClass.IN || qclass === dnsClass.ANY;
    if (!isServed || !this.view.findZone(this.key)) {
      edns.extendedError = extendedError.NOT_AUTHORITATIVE;
      return this.bare(bytes, offset, questionEnd, qtype, rcode.REFUSED, limit);
    }
    if (this.view.zone.isSteered) {
      // RFC 7871 §7.2.1: an answer that may depend on the client says how; other zones know no option.
      if (edns.subnet.malformed) {
        return this.bare(bytes, offset, offset + headerBytes, qtype, rcode.FORMERR, limit);
      }
      edns.subnet.answered = edns.subnet.present;
    }
    // RFC 1035 §3.2.5: class ANY is met by class IN, in the general resolver's words.
    if (qclass === dnsClass.ANY) return this.slowly(bytes, offset, questionEnd, qtype, limit);
    const { fast } = this;
    const length = fast.answer(memory, offset, qtype, limit - optSize(edns));
    if (length === notMine) return this.slowly(bytes, offset, questionEnd, qtype, limit);
    const { response } = fast;
    bytes[offset + 2] = 0x80 | response.flags | (bytes[offset + 2]! & 1);
    bytes[offset + 3] = response.rcode;
    bytes[offset + 6] = response.answers >>> 8;
    bytes[offset + 7] = response.answers;
    bytes[offset + 8] = response.authorities >>> 8;
    bytes[offset + 9] = response.authorities;
    bytes[offset + 10] = response.additionals >>> 8;
    bytes[offset + 11] = response.additionals;
    return this.finish(bytes, offset, offset + length, qtype, response.rcode, limit);
  }

  private slowly(
    bytes: Uint8Array,
    offset: number,
    questionEnd: number,
    qtype: number,
    limit: number,
  ): number {
    const { edns, slow } = this;
    this.counters[counter.slow]!++;
    const end = slow.answer(bytes, offset, questionEnd, offset + limit - optSizeIfSteered(edns));
    edns.extendedError = slow.extendedError;
    return this.finish(bytes, offset, end, qtype, slow.rcode, limit);
  }

  private chaos(
    bytes: Uint8Array,
    offset: number,
    questionEnd: number,
    qtype: number,
    limit: number,
  ): number {
    const stop = offset + limit - optSize(this.edns);
    const end = answerChaos(this.settings, bytes, offset, questionEnd, stop);
    const code = chaosRcode(questionEnd, end);
    if (code !== rcode.NOERROR) return this.bare(bytes, offset, questionEnd, qtype, code, limit);
    writeCounts(bytes, offset, 1, 1);
    bytes[offset + 2] = 0x84 | (bytes[offset + 2]! & 1);
    bytes[offset + 3] = 0;
    return this.finish(bytes, offset, end, qtype, code, limit);
  }

  /** A response without records of a zone: the question, if it could be read, and an RCODE. */
  private bare(
    bytes: Uint8Array,
    offset: number,
    questionEnd: number,
    qtype: number,
    code: number,
    limit: number,
  ): number {
    writeCounts(bytes, offset, questionEnd - offset > headerBytes ? 1 : 0, 0);
    // QR, and of the query its opcode and RD.
    bytes[offset + 2] = 0x80 | (bytes[offset + 2]! & 0x79);
    bytes[offset + 3] = code & 15;
    return this.finish(bytes, offset, questionEnd, qtype, code, limit);
  }

  /** Appends OPT, counts, and returns the response's length. */
  private finish(
    bytes: Uint8Array,
    offset: number,
    end: number,
    qtype: number,
    code: number,
    limit: number,
  ): number {
    const { edns, counters } = this;
    counters[counter.type + counterOfType(qtype)]!++;
    counters[counter.rcode + code]!++;
    if ((bytes[offset + 2]! & 2) !== 0) counters[counter.truncated]!++;
    if (edns.cookieValid) counters[counter.cookieValid]!++;
    let length = end - offset;
    if (edns.present || edns.tsigLength !== 0) {
      // An extended error that came up after the room was measured may have to stay behind.
      if (end + optSize(edns) > offset + limit) edns.extendedError = -1;
      length = writeOpt(edns, bytes, offset, end, offset + limit, code) - offset;
    }
    assert(length <= limit, "a response is never longer than its client takes");
    return length;
  }

  /** Octets that the response may have, OPT included. */
  private limitOf(via: Transport, capacity: number): number {
    if (via === transport.tcp) return Math.min(capacity, 65_535);
    const { edns } = this;
    // RFC 6891 §6.2.5: what the client takes, and our own cap.
    return Math.min(
      capacity,
      edns.present ? edns.payloadBytes : 512,
      this.settings.udpPayloadBytesMax,
    );
  }

  private drop(reason: (typeof dropReasons)[number]): number {
    this.counters[counter.drop + dropReasons.indexOf(reason)]!++;
    return 0;
  }
}

/** QTYPEs that are no data of a zone: the RCODE they get, or NOERROR for ordinary ones. */
function refusalOf(qtype: number): number {
  if (qtype < 249) return qtype === 41 ? rcode.FORMERR : rcode.NOERROR;
  switch (qtype) {
    case 250: // TSIG
      return rcode.FORMERR;
    case 251: // IXFR
    case 252: // AXFR
      return rcode.REFUSED;
    case 249: // TKEY
    case 253: // MAILB
    case 254: // MAILA
      return rcode.NOTIMP;
    default:
      return rcode.NOERROR;
  }
}

function readU16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

/** QDCOUNT and ANCOUNT; the others are 0. */
function writeCounts(bytes: Uint8Array, offset: number, questions: number, answers: number): void {
  bytes[offset + 4] = 0;
  bytes[offset + 5] = questions;
  bytes[offset + 6] = 0;
  bytes[offset + 7] = answers;
  bytes.fill(0, offset + 8, offset + headerBytes);
}
