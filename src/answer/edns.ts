/**
 * EDNS(0) (RFC 6891): what a query says in its OPT record. One state object is reused for every
 * query; nothing is allocated. `edns-response.ts` writes the OPT of the response.
 *
 * Order of use: `clearEdns`, `readEdns`, `decideEdns`, then the answer is made with room for
 * `optSize`, and `writeOpt` comes last. What the response needs of the query is copied into the
 * state, because the response is written over the query.
 */
import { limits } from "../base/limits.js";
import { ednsOption } from "../dns/edns.js";
import { rcode } from "../dns/header.js";
import { metaTypes } from "../dns/rr/type-code.js";
import { type Transport, transport } from "./answerer.js";
import {
  type ClientSubnet,
  clearClientSubnet,
  makeClientSubnet,
  readClientSubnet,
} from "./client-subnet.js";
import { CookieJar, cookieBytes } from "./cookie.js";
import type { AnswerSettings } from "./settings.js";
import { readTsig, tsigBytesMax } from "./tsig.js";

export const optionHeaderBytes = 4;

export interface EdnsState {
  readonly settings: AnswerSettings;
  readonly jar: CookieJar;
  /** The query has an OPT record, so the response gets one. */
  present: boolean;
  version: number;
  dnssecOk: boolean;
  /** How the query came. */
  via: Transport;
  /** What the client takes over UDP: 512 without EDNS, never less (RFC 6891 §6.2.3). */
  payloadBytes: number;
  nsidAsked: boolean;
  keepaliveAsked: boolean;
  paddingAsked: boolean;
  /** Octets of the query's COOKIE option in `cookie`; 0 if there was none. */
  cookieLength: number;
  readonly cookie: Uint8Array;
  /** The COOKIE option of the response, if `answersCookie`. */
  readonly madeCookie: Uint8Array;
  answersCookie: boolean;
  cookieValid: boolean;
  readonly subnet: ClientSubnet;
  /** INFO-CODE of the EDE option of the response, -1 for none. */
  extendedError: number;
  /** A TSIG record to put behind the OPT; 0 octets for none. */
  tsigLength: number;
  readonly tsig: Uint8Array;
}

/** A state for queries under these settings; new settings take a new state. */
export function makeEdnsState(settings: AnswerSettings): EdnsState {
  return {
    settings,
    jar: new CookieJar(settings.cookieSecrets),
    present: false,
    version: 0,
    dnssecOk: false,
    via: transport.udp,
    payloadBytes: limits.udpPayloadPlainBytes,
    nsidAsked: false,
    keepaliveAsked: false,
    paddingAsked: false,
    cookieLength: 0,
    cookie: new Uint8Array(cookieBytes.client + cookieBytes.serverMax),
    madeCookie: new Uint8Array(cookieBytes.made),
    answersCookie: false,
    cookieValid: false,
    subnet: makeClientSubnet(),
    extendedError: -1,
    tsigLength: 0,
    tsig: new Uint8Array(tsigBytesMax),
  };
}

/** Makes the state that of a query without additional records; to be called for every query. */
export function clearEdns(state: EdnsState, via: Transport): void {
  state.via = via;
  state.present = false;
  state.version = 0;
  state.dnssecOk = false;
  state.payloadBytes = limits.udpPayloadPlainBytes;
  state.nsidAsked = false;
  state.keepaliveAsked = false;
  state.paddingAsked = false;
  state.cookieLength = 0;
  state.answersCookie = false;
  state.cookieValid = false;
  clearClientSubnet(state.subnet);
  state.extendedError = -1;
  state.tsigLength = 0;
}

/**
 * Reads the records behind the question, `bytes[at, end)`: `before` of the answer and authority
 * sections and `additional` more. `messageAt` is where the message starts. The state must be clear.
 * Returns NOERROR, or FORMERR, BADVERS, or NOTAUTH for a TSIG whose key is not known here.
 */
export function readEdns(
  state: EdnsState,
  bytes: Uint8Array,
  messageAt: number,
  at: number,
  end: number,
  before: number,
  additional: number,
): number {
  let result: number = rcode.NOERROR;
  const count = before + additional;
  for (let i = 0; i < count; i++) {
    const ownerAt = at;
    at = skipName(bytes, at, end);
    if (at < 0 || at + 10 > end) return rcode.FORMERR;
    const type = (bytes[at]! << 8) | bytes[at + 1]!;
    const rdataAt = at + 10;
    const rdataEnd = rdataAt + ((bytes[at + 8]! << 8) | bytes[at + 9]!);
    if (rdataEnd > end) return rcode.FORMERR;
    if (type === metaTypes.OPT) {
      // RFC 6891 §6.1.1: one OPT, its name is the root, and it is in the additional section.
      if (i < before || state.present || bytes[ownerAt] !== 0) return rcode.FORMERR;
      result = readOpt(state, bytes, at, rdataAt, rdataEnd);
      if (result === rcode.FORMERR) return result;
    } else if (type === metaTypes.TSIG) {
      // RFC 8945 §5.1: the last record of the additional section, or the message is malformed.
      if (i < before || i !== count - 1) return rcode.FORMERR;
      state.tsigLength = readTsig(bytes, messageAt, ownerAt, at, rdataEnd, state.tsig);
      if (state.tsigLength === 0) return rcode.FORMERR;
      if (result === rcode.NOERROR) result = rcode.NOTAUTH;
    }
    at = rdataEnd;
  }
  if (at !== end) result = rcode.FORMERR;
  // RFC 8945 §5.2.1: BADKEY goes with NOTAUTH; other errors need no key.
  if (result !== rcode.NOTAUTH) state.tsigLength = 0;
  return result;
}

/** Reads the OPT record whose TYPE is at `at`. */
function readOpt(
  state: EdnsState,
  bytes: Uint8Array,
  at: number,
  rdataAt: number,
  rdataEnd: number,
): number {
  state.present = true;
  const payload = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  state.payloadBytes = Math.max(payload, limits.udpPayloadPlainBytes);
  state.version = bytes[at + 5]!;
  state.dnssecOk = (bytes[at + 6]! & 0x80) !== 0;
  // RFC 6891 §6.1.3: options of a version that we do not know are not ours to read.
  if (state.version !== 0) return rcode.BADVERS;
  for (let i = rdataAt; i < rdataEnd; ) {
    if (i + optionHeaderBytes > rdataEnd) return rcode.FORMERR;
    const code = (bytes[i]! << 8) | bytes[i + 1]!;
    const length = (bytes[i + 2]! << 8) | bytes[i + 3]!;
    i += optionHeaderBytes;
    if (i + length > rdataEnd) return rcode.FORMERR;
    if (!readOption(state, code, bytes, i, length)) return rcode.FORMERR;
    i += length;
  }
  return rcode.NOERROR;
}

/** False if the option is malformed. Options that we do not know are ignored (RFC 6891 §6.1.2). */
function readOption(
  state: EdnsState,
  code: number,
  bytes: Uint8Array,
  at: number,
  length: number,
): boolean {
  switch (code) {
    case ednsOption.NSID:
      state.nsidAsked = true;
      return true;
    case ednsOption.COOKIE:
      return readCookie(state, bytes, at, length);
    case ednsOption.CLIENT_SUBNET:
      if (state.settings.clientSubnet) readClientSubnet(state.subnet, bytes, at, length);
      return true;
    case ednsOption.TCP_KEEPALIVE:
      // RFC 7828 §3.3.1: over UDP the option is ignored, whatever it says.
      if (state.via !== transport.tcp) return true;
      // §3.1: there is a timeout of two octets, or there is none.
      state.keepaliveAsked = true;
      return length === 0 || length === 2;
    case ednsOption.PADDING:
      // Padding over UDP would only amplify (RFC 7830 §6).
      state.paddingAsked = state.via === transport.tcp;
      return true;
    default:
      return true;
  }
}

function readCookie(state: EdnsState, bytes: Uint8Array, at: number, length: number): boolean {
  // RFC 7873 §5.2.2: eight octets of the client alone, or with 8 to 32 of a server.
  const server = length - cookieBytes.client;
  if (server !== 0 && (server < cookieBytes.serverMin || server > cookieBytes.serverMax)) {
    return false;
  }
  // RFC 7873 §5.2: of several COOKIE options only the first counts.
  if (state.cookieLength !== 0) return true;
  for (let i = 0; i < length; i++) state.cookie[i] = bytes[at + i]!;
  state.cookieLength = length;
  return true;
}

/** Offset behind the name at `at`, which may end in a compression pointer; -1 if it is broken. */
function skipName(bytes: Uint8Array, at: number, end: number): number {
  const last = Math.min(end, at + limits.nameBytesMax);
  while (at < last) {
    const length = bytes[at]!;
    if (length === 0) return at + 1;
    // Where the pointer leads does not matter: nothing here needs the name (RFC 1035 §4.1.4).
    if (length >= 0xc0) return at + 2 <= end ? at + 2 : -1;
    if (length > limits.labelBytesMax) return -1;
    at += length + 1;
  }
  return -1;
}
