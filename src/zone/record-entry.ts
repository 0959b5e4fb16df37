/**
 * One record of a zone file: `[owner] [ttl] [class] type rdata`, TTL and class in either order
 * (RFC 1035 §5.1).
 */
import { limits } from "../base/limits.js";
import { classCodeOf, className, dnsClass } from "../dns/class.js";
import { nameToText } from "../dns/name-text.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import { isMetaType, typeCodeOf, typeName } from "../dns/rr/type-code.js";
import { durationOf } from "../dns/text/decimal.js";
import { type Scanner, type TokenKind, tokenKind } from "../dns/text/scanner.js";
import { inheritOwner, readOwner } from "./owner-field.js";
import { noOwner, type ReadState, unset } from "./read-state.js";

const SOA = 6;

/** Reads the record whose first token the scanner stands on. Throws TextFault. */
export function readRecord(state: ReadState, scanner: Scanner): void {
  const line = scanner.tokenLine;
  if (scanner.blankStart) inheritOwner(state, scanner);
  else {
    readOwner(state, scanner);
    scanner.next();
  }
  readRest(state, scanner, line);
}

/**
 * Some editors put a byte order mark at the start of a file, unseen, where it would be part of a
 * name. It is told, and reading goes on behind it. False if nothing else is there.
 */
export function passByteOrderMark(state: ReadState, scanner: Scanner): boolean {
  const { bytes, start } = scanner;
  if (bytes[start] !== 0xef || bytes[start + 1] !== 0xbb || bytes[start + 2] !== 0xbf) return true;
  state.tell("byte-order-mark", "the file starts with a byte order mark", scanner.tokenLine);
  scanner.start += 3;
  return scanner.start < scanner.end;
}

/** Reads `[ttl] [class] type rdata` for the present owner; the record counts as of `line`. */
export function readRest(state: ReadState, scanner: Scanner, line: number): void {
  const ttl = readTtlAndClass(scanner);
  const code = readType(scanner);
  const column = scanner.tokenColumn;
  const { records, owner } = state;
  const from = records.rdata.length;
  recordTypeOf(code).parse(scanner, state.context, records.rdata);
  if (ttl !== unset) state.lastTtl = ttl;
  if (code === SOA) noteSoa(state, line, column);
  const effective = ttl !== unset ? ttl : inheritedTtl(state, scanner, code, line, column);
  if (owner < 0) {
    records.rdata.length = from;
    return;
  }
  records.append(owner, code, effective, from, line, state.fileIndex);
  if (records.rdata.length + state.owners.names.length > state.bytesMax) state.stop(line);
}

/** Seconds, or `unset`; leaves the scanner on the token after both. Throws TextFault. */
export function readTtlAndClass(scanner: Scanner): number {
  let ttl: number = unset;
  let classSeen = false;
  let kind: TokenKind = scanner.kind;
  while (kind === tokenKind.word) {
    const { bytes, start, end } = scanner;
    const digit = bytes[start]! - 0x30;
    if (digit >= 0 && digit <= 9 && ttl === unset) ttl = readTtl(scanner);
    else {
      const code = classSeen ? -1 : classCodeOf(bytes, start, end);
      if (code === -1) break;
      if (code !== dnsClass.IN) {
        throw scanner.fault("class-not-in", `class ${className(code)} in a zone of class IN`);
      }
      classSeen = true;
    }
    kind = scanner.next();
  }
  return ttl;
}

/** The present token as a TTL. Throws TextFault. */
export function readTtl(scanner: Scanner): number {
  const seconds = durationOf(scanner.bytes, scanner.start, scanner.end);
  if (scanner.kind === tokenKind.word && seconds >= 0 && seconds <= limits.ttlSecondsMax) {
    return seconds;
  }
  const reason = seconds === -1 ? "is no time" : `is more than ${limits.ttlSecondsMax} seconds`;
  throw scanner.fault("bad-ttl", `TTL "${scanner.text()}" ${reason}`);
}

/**
 * Types that were read, by their text of up to four bytes, case kept: the look-up of nearly all. An
 * empty place holds a text that belongs into another.
 */
const recentText = Int32Array.from({ length: 256 }, (_, place) => place ^ 1);
const recentType = new Uint16Array(256);

/** The present token as a TYPE that a zone may hold. Throws TextFault. */
export function readType(scanner: Scanner): number {
  const { bytes, start, end, kind } = scanner;
  if (end - start > 4 || kind !== tokenKind.word) return lookUpType(scanner);
  let text = 0;
  for (let i = start; i < end; i++) text = (text << 8) | bytes[i]!;
  const place = (text ^ (text >>> 8)) & 255;
  if (recentText[place] === text) return recentType[place]!;
  const type = lookUpType(scanner);
  recentText[place] = text;
  recentType[place] = type;
  return type;
}

function lookUpType(scanner: Scanner): number {
  if (scanner.kind === tokenKind.end || scanner.kind === tokenKind.eof) {
    throw scanner.fault("missing-type", "the entry ends before its type");
  }
  const { bytes, start, end } = scanner;
  const code = scanner.kind === tokenKind.word ? typeCodeOf(bytes, start, end) : -1;
  if (code === -1) {
    const text = scanner.text();
    const hint = `move "${text}" to the start of the line if it is the owner: behind a blank there is none`;
    throw scanner.fault(
      "unknown-type",
      `"${text}" is no record type`,
      scanner.blankStart ? hint : undefined,
    );
  }
  // Also the codes that RFC 6895 §3.1 keeps for such types to come.
  if (code === 0 || (code >= 128 && code <= 255) || isMetaType(code)) {
    throw scanner.fault("meta-type", `type ${typeName(code)} is of no record in a zone`);
  }
  return code;
}

/** $TTL, else the last explicit TTL, else the SOA's minimum (RFC 2308 §4, RFC 1035 §5.1). */
function inheritedTtl(
  state: ReadState,
  scanner: Scanner,
  code: number,
  line: number,
  column: number,
): number {
  if (state.defaultTtl !== unset) return state.defaultTtl;
  if (state.lastTtl !== unset) return state.lastTtl;
  if (state.soaMinimum === unset) {
    throw scanner.faultAt("no-ttl", "no TTL, and none to inherit", line, column);
  }
  if (code === SOA) {
    const message = `no TTL: the SOA's minimum, ${state.soaMinimum}, is taken`;
    state.tell("ttl-from-soa", message, line, column);
  }
  return state.soaMinimum;
}

/** Remembers serial and minimum of the SOA whose RDATA was just read. */
function noteSoa(state: ReadState, line: number, column: number): void {
  const { rdata } = state.records;
  const { owner, apex } = state;
  if (owner !== 0 && owner !== noOwner.broken && apex !== undefined) {
    const { bytes } = state.owners.names;
    const name = owner < 0 ? "" : ` of ${nameToText(bytes, state.owners.nameStart[owner])}`;
    const message = `the SOA${name} is not at the apex, ${nameToText(apex)}`;
    state.tell("soa-not-at-apex", message, line, column);
  }
  const view = new DataView(rdata.bytes.buffer, rdata.bytes.byteOffset, rdata.length);
  if (state.soaMinimum === unset) {
    state.soaMinimum = Math.min(view.getUint32(rdata.length - 4), limits.ttlSecondsMax);
  }
  if (owner === 0 && !state.soaSeen) {
    state.soaSeen = true;
    state.serial = view.getUint32(rdata.length - 20);
  }
}
