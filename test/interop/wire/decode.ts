/**
 * A strict reader of DNS messages: anything that a careful client could object to is an error.
 * Counts must be exact, nothing may follow the last record, compression pointers must point
 * backwards to a place where a name began, RDATA must end where RDLENGTH says.
 */
import { typeCodes } from "./codes.js";
import { formatName } from "./name.js";

export interface ResourceRecord {
  /** Lower case. */
  readonly owner: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  /** Hex; names inside are decompressed and in lower case, so equal data is an equal string. */
  readonly rdata: string;
}

export interface Opt {
  readonly payload: number;
  readonly version: number;
  readonly flags: number;
  readonly options: readonly { readonly code: number; readonly data: Buffer }[];
}

export interface Message {
  readonly id: number;
  readonly qr: boolean;
  readonly opcode: number;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly rd: boolean;
  readonly ra: boolean;
  readonly z: boolean;
  readonly ad: boolean;
  readonly cd: boolean;
  /** With the upper bits of the OPT record. */
  readonly rcode: number;
  /** In the case that it came in. */
  readonly question:
    | { readonly name: string; readonly type: number; readonly class: number }
    | undefined;
  readonly answer: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  /** Without the OPT record. */
  readonly additional: readonly ResourceRecord[];
  readonly opt: Opt | undefined;
  readonly bytes: number;
}

export class MessageError extends Error {}

/** Types whose RDATA may hold names: how many octets, names and strings, in order. */
const rdataShapes: Readonly<Record<number, string>> = {
  [typeCodes.NS]: "n",
  [typeCodes.CNAME]: "n",
  [typeCodes.SOA]: "nn",
  [typeCodes.PTR]: "n",
  [typeCodes.MX]: "2n",
  [typeCodes.RP]: "nn",
  [typeCodes.AFSDB]: "2n",
  [typeCodes.SRV]: "222n",
  [typeCodes.NAPTR]: "22sssn",
  [typeCodes.KX]: "2n",
  [typeCodes.DNAME]: "n",
  [typeCodes.LP]: "2n",
  [typeCodes.SVCB]: "2n",
  [typeCodes.HTTPS]: "2n",
};

export function decodeMessage(bytes: Buffer): Message {
  if (bytes.length < 12) throw new MessageError("shorter than a header");
  const cursor: Cursor = { bytes, at: 12, starts: new Set() };
  const flags = bytes.readUInt16BE(2);
  const questions = bytes.readUInt16BE(4);
  if (questions > 1) throw new MessageError(`${questions} questions`);
  const question =
    questions === 1
      ? { name: readName(cursor), type: readUint16(cursor), class: readUint16(cursor) }
      : undefined;
  const answer = readSection(cursor, bytes.readUInt16BE(6));
  const authority = readSection(cursor, bytes.readUInt16BE(8));
  const additional = readSection(cursor, bytes.readUInt16BE(10));
  if (cursor.at !== bytes.length) {
    throw new MessageError(`${bytes.length - cursor.at} octets after the last record`);
  }
  const opts = additional.filter((record) => record.type === typeCodes.OPT);
  if (opts.length > 1) throw new MessageError("more than one OPT record");
  for (const record of [...answer, ...authority]) {
    if (record.type === typeCodes.OPT) throw new MessageError("OPT outside the additional section");
  }
  const opt = opts[0];
  return {
    id: bytes.readUInt16BE(0),
    qr: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 15,
    aa: (flags & 0x0400) !== 0,
    tc: (flags & 0x0200) !== 0,
    rd: (flags & 0x0100) !== 0,
    ra: (flags & 0x0080) !== 0,
    z: (flags & 0x0040) !== 0,
    ad: (flags & 0x0020) !== 0,
    cd: (flags & 0x0010) !== 0,
    rcode: (flags & 15) | (opt === undefined ? 0 : (opt.ttl >>> 24) << 4),
    question,
    answer,
    authority,
    additional: additional.filter((record) => record !== opt),
    opt: opt === undefined ? undefined : readOpt(opt),
    bytes: bytes.length,
  };
}

interface Cursor {
  readonly bytes: Buffer;
  at: number;
  /** Offsets at which a label or pointer of an earlier name began: where a pointer may point. */
  readonly starts: Set<number>;
}

function readSection(cursor: Cursor, count: number): ResourceRecord[] {
  const records: ResourceRecord[] = [];
  for (let i = 0; i < count; i++) records.push(readRecord(cursor));
  return records;
}

function readRecord(cursor: Cursor): ResourceRecord {
  const owner = readName(cursor).toLowerCase();
  const type = readUint16(cursor);
  const recordClass = readUint16(cursor);
  const ttl = readUint16(cursor) * 0x1_0000 + readUint16(cursor);
  const length = readUint16(cursor);
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw new MessageError("RDATA reaches past the end");
  const rdata = readRdata(cursor, rdataShapes[type] ?? "", end);
  return { owner, type, class: recordClass, ttl, rdata };
}

function readRdata(cursor: Cursor, shape: string, end: number): string {
  let text = "";
  for (const field of shape) {
    if (field === "n") {
      text += `${readName(cursor).toLowerCase()} `;
    } else {
      const length = field === "s" ? 1 + readUint8(cursor, cursor.at) : Number(field);
      text += `${cursor.bytes.toString("hex", cursor.at, cursor.at + length)} `;
      cursor.at += length;
    }
  }
  if (cursor.at > end) throw new MessageError("RDATA is longer than RDLENGTH");
  text += cursor.bytes.toString("hex", cursor.at, end);
  cursor.at = end;
  return text.trimEnd();
}

function readName(cursor: Cursor): string {
  const labels: Buffer[] = [];
  const fresh: number[] = [];
  let at = cursor.at;
  let after = -1;
  let octets = 1;
  for (;;) {
    const length = readUint8(cursor, at);
    if (after < 0) fresh.push(at);
    if (length >= 0xc0) {
      const target = ((length & 0x3f) << 8) | readUint8(cursor, at + 1);
      if (!cursor.starts.has(target)) throw new MessageError(`pointer to ${target}, not a name`);
      if (after < 0) after = at + 2;
      at = target;
      continue;
    }
    if (length > 63) throw new MessageError(`label type ${length >> 6}`);
    at++;
    if (length === 0) break;
    if (at + length > cursor.bytes.length) throw new MessageError("name reaches past the end");
    octets += length + 1;
    if (octets > 255) throw new MessageError("name of more than 255 octets");
    labels.push(cursor.bytes.subarray(at, at + length));
    at += length;
  }
  // Only now: a name that points into itself has no earlier start there.
  for (const start of fresh) cursor.starts.add(start);
  cursor.at = after < 0 ? at : after;
  return formatName(labels);
}

function readOpt(record: ResourceRecord): Opt {
  if (record.owner !== ".") throw new MessageError("OPT is not owned by the root");
  const data = Buffer.from(record.rdata, "hex");
  const options: { code: number; data: Buffer }[] = [];
  for (let at = 0; at < data.length; ) {
    if (at + 4 > data.length) throw new MessageError("EDNS option without a length");
    const length = data.readUInt16BE(at + 2);
    if (at + 4 + length > data.length) throw new MessageError("EDNS option reaches past the end");
    options.push({ code: data.readUInt16BE(at), data: data.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return {
    payload: record.class,
    version: (record.ttl >>> 16) & 255,
    flags: record.ttl & 0xffff,
    options,
  };
}

function readUint8(cursor: Cursor, at: number): number {
  const value = cursor.bytes[at];
  if (value === undefined) throw new MessageError("message ends inside a field");
  return value;
}

function readUint16(cursor: Cursor): number {
  const value = (readUint8(cursor, cursor.at) << 8) | readUint8(cursor, cursor.at + 1);
  cursor.at += 2;
  return value;
}
