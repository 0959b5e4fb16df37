/**
 * The TSIG record (RFC 8945 §4.2) in a message: always the last of the additional section.
 *
 *   key name │ TYPE 250 │ CLASS ANY │ TTL 0 │ RDLENGTH │ algorithm name │
 *   time signed 6 │ fudge 2 │ MAC size 2, MAC │ original id 2 │ error 2 │ other length 2, other
 */
import { ByteWriter } from "../base/byte-writer.js";
import { dnsClass } from "../dns/class.js";
import { headerAt, headerBytes } from "../dns/header.js";
import { expandName, skipName } from "../dns/message-name.js";
import { lowerCase, nameEnd } from "../dns/name.js";
import { metaTypes } from "../dns/rr/registry.js";

export interface TsigRecord {
  /** Offset of the record; what stands before it is what was signed. */
  readonly at: number;
  /** Wire form, lower case. */
  readonly keyName: Uint8Array;
  readonly algorithmName: Uint8Array;
  /** Seconds since 1970, 48 bits. */
  readonly timeSigned: number;
  readonly fudgeSeconds: number;
  readonly mac: Uint8Array;
  readonly originalId: number;
  readonly error: number;
  readonly other: Uint8Array;
}

/** The TSIG record of a message, undefined if it has none; a string says what is malformed. */
export function findTsig(message: Uint8Array): TsigRecord | undefined | string {
  if (message.length < headerBytes) return "a message shorter than its header";
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  let at = headerBytes;
  for (let i = view.getUint16(headerAt.questions); i > 0; i--) {
    at = skipName(message, at, message.length);
    if (at < 0 || at + 4 > message.length) return "a malformed question";
    at += 4;
  }
  const additionals = view.getUint16(headerAt.additionals);
  const before = view.getUint16(headerAt.answers) + view.getUint16(headerAt.authorities);
  for (let left = before + additionals; left > 0; left--) {
    const typeAt = skipName(message, at, message.length);
    if (typeAt < 0 || typeAt + 10 > message.length) return "a malformed record";
    const end = typeAt + 10 + view.getUint16(typeAt + 8);
    if (end > message.length) return "a record that is cut short";
    if (view.getUint16(typeAt) === metaTypes.TSIG) {
      if (left > 1 || additionals === 0) return "a TSIG record that is not the last";
      return readTsig(message, view, at, typeAt, end);
    }
    at = end;
  }
  return undefined;
}

function readTsig(
  message: Uint8Array,
  view: DataView,
  at: number,
  typeAt: number,
  end: number,
): TsigRecord | string {
  const keyName = lowerName(message, at, typeAt);
  const algorithmStart = typeAt + 10;
  // RFC 8945 §4.2: the algorithm is never compressed.
  const timeAt = nameEnd(message, algorithmStart, end);
  if (keyName === undefined || timeAt < 0 || timeAt + 16 > end) return "a malformed TSIG record";
  if (view.getUint16(typeAt + 2) !== dnsClass.ANY || view.getUint32(typeAt + 4) !== 0) {
    return "a TSIG record of another class than ANY, or with a TTL";
  }
  const macEnd = timeAt + 10 + view.getUint16(timeAt + 8);
  if (macEnd + 6 > end) return "a TSIG record whose MAC does not fit";
  if (macEnd + 6 + view.getUint16(macEnd + 4) !== end) return "a TSIG record of the wrong length";
  const algorithmName = new Uint8Array(message.subarray(algorithmStart, timeAt));
  lowerCase(algorithmName, 0, algorithmName.length);
  return {
    at,
    keyName,
    algorithmName,
    timeSigned: view.getUint16(timeAt) * 2 ** 32 + view.getUint32(timeAt + 2),
    fudgeSeconds: view.getUint16(timeAt + 6),
    mac: message.slice(timeAt + 10, macEnd),
    originalId: view.getUint16(macEnd),
    error: view.getUint16(macEnd + 2),
    other: message.slice(macEnd + 6, end),
  };
}

function lowerName(message: Uint8Array, at: number, end: number): Uint8Array | undefined {
  const out = new ByteWriter();
  if (expandName(message, at, end, out) < 0) return undefined;
  lowerCase(out.bytes, 0, out.length);
  return out.toBytes();
}

/** Appends time signed and fudge, the "TSIG timers" (RFC 8945 §4.3.3). */
export function writeTimers(out: ByteWriter, record: Pick<TsigRecord, Timers>): void {
  out.u16(Math.floor(record.timeSigned / 2 ** 32));
  out.u32(record.timeSigned % 2 ** 32);
  out.u16(record.fudgeSeconds);
}
type Timers = "timeSigned" | "fudgeSeconds";

/** Appends the fields that a first signature covers, the "TSIG variables" (RFC 8945 §4.3.3). */
export function writeVariables(
  out: ByteWriter,
  record: Pick<TsigRecord, Timers | "keyName" | "algorithmName" | "error" | "other">,
): void {
  out.copy(record.keyName);
  out.u16(dnsClass.ANY);
  out.u32(0);
  out.copy(record.algorithmName);
  writeTimers(out, record);
  out.u16(record.error);
  out.u16(record.other.length);
  out.copy(record.other);
}

/** The message with the record appended and counted. */
export function withTsig(message: Uint8Array, record: Omit<TsigRecord, "at">): Uint8Array {
  const out = new ByteWriter(message.length + 256);
  out.copy(message);
  out.copy(record.keyName);
  out.u16(metaTypes.TSIG);
  out.u16(dnsClass.ANY);
  out.u32(0);
  out.u16(record.algorithmName.length + 16 + record.mac.length + record.other.length);
  out.copy(record.algorithmName);
  writeTimers(out, record);
  out.u16(record.mac.length);
  out.copy(record.mac);
  out.u16(record.originalId);
  out.u16(record.error);
  out.u16(record.other.length);
  out.copy(record.other);
  const bytes = out.toBytes();
  addToCount(bytes, headerAt.additionals, 1);
  return bytes;
}

/** The message as it was signed: without the record, under its original ID (RFC 8945 §4.3.2). */
export function withoutTsig(message: Uint8Array, record: TsigRecord): Uint8Array {
  const bytes = new Uint8Array(message.subarray(0, record.at));
  addToCount(bytes, headerAt.additionals, -1);
  bytes[headerAt.id] = record.originalId >>> 8;
  bytes[headerAt.id + 1] = record.originalId;
  return bytes;
}

function addToCount(bytes: Uint8Array, at: number, change: number): void {
  const count = ((bytes[at]! << 8) | bytes[at + 1]!) + change;
  bytes[at] = count >>> 8;
  bytes[at + 1] = count;
}
