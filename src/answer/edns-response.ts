/**
 * EDNS(0) (RFC 6891): the OPT record of a response, with what the query asked for: NSID (RFC 5001),
 * cookie (RFC 7873), TCP keepalive (RFC 7828), extended error (RFC 8914), padding (RFC 7830), client
 * subnet (RFC 7871).
 */

import { ednsOption, optBytes } from "../dns/edns.js";
import { metaTypes } from "../dns/rr/type-code.js";
import { clientSubnetSize, writeClientSubnet } from "./client-subnet.js";
import { cookieBytes } from "./cookie.js";
import { type EdnsState, optionHeaderBytes } from "./edns.js";

/** RFC 8467 §4.1: servers pad responses to a multiple of 468 octets. */
const paddingBlockBytes = 468;

/** Decides which options the response carries. `unixSeconds` is the time of day. */
export function decideEdns(
  state: EdnsState,
  client: Uint8Array,
  clientOffset: number,
  clientLength: 4 | 16,
  unixSeconds: number,
): void {
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
  let size = optBytes + state.tsigLength;
  const { nsid } = state.settings;
  if (state.nsidAsked && nsid !== null) size += optionHeaderBytes + nsid.length;
  if (state.answersCookie) size += optionHeaderBytes + cookieBytes.made;
  if (state.keepaliveAsked) size += optionHeaderBytes + 2;
  if (state.subnet.answered) size += optionHeaderBytes + clientSubnetSize(state.subnet);
  if (state.extendedError >= 0) size += optionHeaderBytes + 2;
  return size;
}

/** As `optSize`, if an answer from a steered zone should come up, at the end of a chain of aliases. */
export function optSizeIfSteered(state: EdnsState): number {
  const { subnet } = state;
  const isLate = subnet.present && !subnet.answered;
  return optSize(state) + (isLate ? optionHeaderBytes + clientSubnetSize(subnet) : 0);
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
    bytes[at + 2] = metaTypes.OPT;
    bytes[at + 3] = udpPayload >>> 8;
    bytes[at + 4] = udpPayload;
    bytes[at + 5] = responseCode >>> 4;
    bytes[at + 6] = 0;
    // RFC 3225 §3: DO is copied; the other flags are zero (RFC 6891 §6.1.4).
    bytes[at + 7] = state.dnssecOk ? 0x80 : 0;
    bytes[at + 8] = 0;
    const lengthAt = at + 9;
    at += optBytes;
    if (state.nsidAsked && settings.nsid !== null) {
      at = writeOption(bytes, at, ednsOption.NSID, settings.nsid, settings.nsid.length);
    }
    if (state.answersCookie) {
      at = writeOption(bytes, at, ednsOption.COOKIE, state.madeCookie, cookieBytes.made);
    }
    if (state.keepaliveAsked) {
      at = writeOption16(bytes, at, ednsOption.TCP_KEEPALIVE, settings.tcpKeepaliveDeciseconds);
    }
    if (state.subnet.answered) {
      writeOptionHeader(bytes, at, ednsOption.CLIENT_SUBNET, clientSubnetSize(state.subnet));
      at = writeClientSubnet(state.subnet, bytes, at + optionHeaderBytes);
    }
    if (state.extendedError >= 0) {
      at = writeOption16(bytes, at, ednsOption.EDE, state.extendedError);
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
 * fits: a question of 271 octets, OPT, cookie, keepalive and client subnet.
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
  writeOptionHeader(bytes, at, code, length);
  for (let i = 0; i < length; i++) bytes[at + 4 + i] = data[i]!;
  return at + optionHeaderBytes + length;
}

function writeOptionHeader(bytes: Uint8Array, at: number, code: number, length: number): void {
  bytes[at] = 0;
  bytes[at + 1] = code;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
}

function writeOption16(bytes: Uint8Array, at: number, code: number, value: number): number {
  writeOptionHeader(bytes, at, code, 2);
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
  writeOptionHeader(bytes, at, ednsOption.PADDING, length);
  bytes.fill(0, at + 4, at + 4 + length);
  return at + optionHeaderBytes + length;
}
