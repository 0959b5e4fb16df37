/**
 * EDNS(0) (RFC 6891): what a query says in its OPT record, and the OPT of the response. One state
 * object is reused for every query; nothing is allocated.
 *
 * Order of use: `readEdns`, `decideEdns`, then the answer is made with room for `optSize`, and
 * `writeOpt` comes last. What the response needs of the query is copied into the state, because
 * the response is written over the query.
 */
import { limits } from "../base/limits.js";
import { type Transport, transport } from "./answerer.js";
import { CookieJar, cookieBytes } from "./cookie.js";
import { rcode } from "./rcode.js";
import type { AnswerSettings } from "./settings.js";
import { readTsig, tsigBytesMax } from "./tsig.js";

/** INFO-CODEs of extended errors (RFC 8914 §4) that this server uses. */
export const extendedError = { prohibited: 18, notAuthoritative: 20, notSupported: 21 } as const;

const typeOpt = 41;
const typeTsig = 250;
/** Option codes of the IANA registry. */
const option = { nsid: 3, cookie: 10, tcpKeepalive: 11, padding: 12, extendedError: 15 } as const;
const optFixedBytes = 11;
const optionHeaderBytes = 4;
/** RFC 8467 §4.1: servers pad responses to a multiple of 468 octets. */
const paddingBlockBytes = 468;

export interface EdnsState {
  readonly settings: AnswerSettings;
  readonly jar: CookieJar;
  /** The query has an OPT record, so the response gets one. */
  present: boolean;
  version: number;
  dnssecOk: boolean;
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
    payloadBytes: limits.udpPayloadPlainBytes,
    nsidAsked: false,
    keepaliveAsked: false,
    paddingAsked: false,
    cookieLength: 0,
    cookie: new Uint8Array(cookieBytes.client + cookieBytes.serverMax),
    madeCookie: new Uint8Array(cookieBytes.made),
    answersCookie: false,
    cookieValid: false,
    extendedError: -1,
    tsigLength: 0,
    tsig: new Uint8Array(tsigBytesMax),
  };
}

/** Makes the state that of a query without additional records; to be called for every query. */
export function clearEdns(state: EdnsState): void {
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
  let result: number = rcode.noError;
  const count = before + additional;
  for (let i = 0; i < count; i++) {
    const ownerAt = at;
    at = skipName(bytes, at, end);
    if (at < 0 || at + 10 > end) return rcode.formErr;
    const type = (bytes[at]! << 8) | bytes[at + 1]!;
    const rdataAt = at + 10;
    const rdataEnd = rdataAt + ((bytes[at + 8]! << 8) | bytes[at + 9]!);
    if (rdataEnd > end) return rcode.formErr;
    if (type === typeOpt) {
      // RFC 6891 §6.1.1: one OPT, its name is the root, and it is in the additional section.
      if (i < before || state.present || bytes[ownerAt] !== 0) return rcode.formErr;
      result = readOpt(state, bytes, at, rdataAt, rdataEnd);
      if (result === rcode.formErr) return result;
    } else if (type === typeTsig) {
      // RFC 8945 §5.1: the last record of the additional section, or the message is malformed.
      if (i < before || i !== count - 1) return rcode.formErr;
      state.tsigLength = readTsig(bytes, messageAt, ownerAt, at, rdataEnd, state.tsig);
      if (state.tsigLength === 0) return rcode.formErr;
      if (result === rcode.noError) result = rcode.notAuth;
    }
    at = rdataEnd;
  }
  return at === end ? result : rcode.formErr;
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
  if (state.version !== 0) return rcode.badVers;
  for (let i = rdataAt; i < rdataEnd; ) {
    if (i + optionHeaderBytes > rdataEnd) return rcode.formErr;
    const code = (bytes[i]! << 8) | bytes[i + 1]!;
    const length = (bytes[i + 2]! << 8) | bytes[i + 3]!;
    i += optionHeaderBytes;
    if (i + length > rdataEnd) return rcode.formErr;
    if (!readOption(state, code, bytes, i, length)) return rcode.formErr;
    i += length;
  }
  return rcode.noError;
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
    case option.nsid:
      state.nsidAsked = true;
      return true;
    case option.cookie:
      return readCookie(state, bytes, at, length);
    case option.tcpKeepalive:
      // RFC 7828 §3.1: there is a timeout of two octets, or there is none.
      state.keepaliveAsked = true;
      return length === 0 || length === 2;
    case option.padding:
      state.paddingAsked = true;
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

/** Decides which options the response carries. `unixSeconds` is the time of day. */
export function decideEdns(
  state: EdnsState,
  via: Transport,
  client: Uint8Array,
  clientOffset: number,
  clientLength: 4 | 16,
  unixSeconds: number,
): void {
  if (via !== transport.tcp) {
    // RFC 7828 §3.2.1: meaningless over UDP. Padding there would only amplify (RFC 7830 §6).
    state.keepaliveAsked = false;
    state.paddingAsked = false;
  }
  if (state.cookieLength !== 0 && state.jar.open) {
    state.cookieValid = state.jar.exchange(
      state.cookie,
      state.cookieLength,
      client,
      clientOffset,
      clientLength,
      unixSeconds,
      state.madeCookie,
    );
    state.answersCookie = true;
  }
}

/** Octets that `writeOpt` will take, padding aside (it only uses what is left). */
export function optSize(state: EdnsState): number {
  if (!state.present) return state.tsigLength;
  let size = optFixedBytes + state.tsigLength;
  const { nsid } = state.settings;
  if (state.nsidAsked && nsid !== null) size += optionHeaderBytes + nsid.length;
  if (state.answersCookie) size += optionHeaderBytes + cookieBytes.made;
  if (state.keepaliveAsked) size += optionHeaderBytes + 2;
  if (state.extendedError >= 0) size += optionHeaderBytes + 2;
  return size;
}

/**
 * Writes the OPT record (and a TSIG) at `at`, behind the message that starts at `messageAt`, counts
 * it in ARCOUNT, and returns the new end. `responseCode` is the whole RCODE: its upper bits are in
 * the OPT (RFC 6891 §6.1.3). Nothing is written past `limit`: what does not fit is left out.
 */
export function writeOpt(
  state: EdnsState,
  bytes: Uint8Array,
  messageAt: number,
  at: number,
  limit: number,
  responseCode: number,
): number {
  dropWhatDoesNotFit(state, limit - at);
  let records = 0;
  if (state.present) {
    records++;
    const { settings } = state;
    const udpPayload = settings.udpPayloadBytesMax;
    bytes[at] = 0;
    bytes[at + 1] = 0;
    bytes[at + 2] = typeOpt;
    bytes[at + 3] = udpPayload >>> 8;
    bytes[at + 4] = udpPayload;
    bytes[at + 5] = responseCode >>> 4;
    bytes[at + 6] = 0;
    // RFC 3225 §3: DO is copied; the other flags are zero (RFC 6891 §6.1.4).
    bytes[at + 7] = state.dnssecOk ? 0x80 : 0;
    bytes[at + 8] = 0;
    const lengthAt = at + 9;
    at += optFixedBytes;
    if (state.nsidAsked && settings.nsid !== null) {
      at = writeOption(bytes, at, option.nsid, settings.nsid, settings.nsid.length);
    }
    if (state.answersCookie) {
      at = writeOption(bytes, at, option.cookie, state.madeCookie, cookieBytes.made);
    }
    if (state.keepaliveAsked) {
      at = writeOption16(bytes, at, option.tcpKeepalive, settings.tcpKeepaliveDeciseconds);
    }
    if (state.extendedError >= 0) {
      at = writeOption16(bytes, at, option.extendedError, state.extendedError);
    }
    if (state.paddingAsked) at = writePadding(state, bytes, messageAt, at, limit);
    const length = at - lengthAt - 2;
    bytes[lengthAt] = length >>> 8;
    bytes[lengthAt + 1] = length;
  }
  if (state.tsigLength !== 0) {
    records++;
    bytes.set(state.tsig.subarray(0, state.tsigLength), at);
    at += state.tsigLength;
  }
  const additionals = ((bytes[messageAt + 10]! << 8) | bytes[messageAt + 11]!) + records;
  bytes[messageAt + 10] = additionals >>> 8;
  bytes[messageAt + 11] = additionals;
  return at;
}

/**
 * A long key name or NSID behind a long query name may be more than 512 octets. The rest always
 * fits: a question of 271 octets, OPT, cookie and keepalive.
 */
function dropWhatDoesNotFit(state: EdnsState, room: number): void {
  if (optSize(state) > room) state.nsidAsked = false;
  if (optSize(state) > room) state.tsigLength = 0;
  if (optSize(state) > room) state.extendedError = -1;
}

function writeOption(
  bytes: Uint8Array,
  at: number,
  code: number,
  data: Uint8Array,
  length: number,
): number {
  bytes[at] = 0;
  bytes[at + 1] = code;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
  for (let i = 0; i < length; i++) bytes[at + 4 + i] = data[i]!;
  return at + optionHeaderBytes + length;
}

function writeOption16(bytes: Uint8Array, at: number, code: number, value: number): number {
  bytes[at] = 0;
  bytes[at + 1] = code;
  bytes[at + 2] = 0;
  bytes[at + 3] = 2;
  bytes[at + 4] = value >>> 8;
  bytes[at + 5] = value;
  return at + optionHeaderBytes + 2;
}

/** Fills the message up to the next block, or as far as `limit` allows (RFC 8467 §4.1). */
function writePadding(
  state: EdnsState,
  bytes: Uint8Array,
  messageAt: number,
  at: number,
  limit: number,
): number {
  const bare = at + optionHeaderBytes + state.tsigLength;
  const used = bare - messageAt;
  const wanted = Math.ceil(used / paddingBlockBytes) * paddingBlockBytes - used;
  const length = Math.min(wanted, limit - bare);
  if (length < 0) return at;
  bytes[at] = 0;
  bytes[at + 1] = option.padding;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
  bytes.fill(0, at + 4, at + 4 + length);
  return at + optionHeaderBytes + length;
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
