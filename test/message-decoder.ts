/**
 * A strict decoder of responses for tests, written beside RFC 1035 §4 and sharing nothing with the
 * code under test but the table of type names. Anything odd throws: a pointer that does not point
 * back, a count that lies, octets behind the last record.
 */
import { typeName } from "../src/dns/rr/type-code.js";

export interface DecodedRecord {
  /** Case kept, absolute. */
  readonly owner: string;
  readonly type: string;
  readonly class: number;
  readonly ttl: number;
  /** RDATA in hexadecimal, names of the types of RFC 1035 uncompressed. */
  readonly rdata: string;
}

export interface DecodedMessage {
  readonly id: number;
  readonly flags: {
    readonly [name in "qr" | "aa" | "tc" | "rd" | "ra" | "z" | "ad" | "cd"]: boolean;
  };
  readonly opcode: number;
  /** All of it, the upper bits of OPT included. */
  readonly rcode: number;
  readonly question: {
    readonly name: string;
    readonly type: number;
    readonly class: number;
  } | null;
  readonly answer: readonly DecodedRecord[];
  readonly authority: readonly DecodedRecord[];
  /** Without OPT and TSIG. */
  readonly additional: readonly DecodedRecord[];
  readonly opt: DecodedOpt | null;
  readonly tsig: DecodedRecord | null;
  readonly length: number;
}

export interface DecodedOpt {
  readonly payload: number;
  readonly version: number;
  readonly flags: number;
  /** Code to data in hexadecimal. */
  readonly options: ReadonlyMap<number, string>;
}

export function decodeMessage(bytes: Uint8Array): DecodedMessage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint16(2);
  const counts = [4, 6, 8, 10].map((at) => view.getUint16(at));
  let at = 12;
  let question: DecodedMessage["question"] = null;
  if (counts[0]! > 1) throw new Error("more than one question in a response");
  if (counts[0] === 1) {
    const name = readName(bytes, at);
    at = name.end + 4;
    question = { name: name.text, type: view.getUint16(at - 4), class: view.getUint16(at - 2) };
  }
  const sections = counts.slice(1).map((count) =>
    Array.from({ length: count }, () => {
      const record = readRecord(bytes, view, at);
      at = record.end;
      return record;
    }),
  );
  if (at !== bytes.length) throw new Error(`${bytes.length - at} octets behind the message`);
  const [answer, authority, all] = sections as [ReadRecord[], ReadRecord[], ReadRecord[]];
  const opts = all.filter((record) => record.type === "OPT");
  if (opts.length > 1) throw new Error("two OPT records");
  const opt = opts[0] === undefined ? null : readOpt(opts[0]);
  const tsig = all.find((record) => record.type === "TSIG") ?? null;
  if (tsig !== null && tsig !== all[all.length - 1]) throw new Error("TSIG is not last");
  const bit = (mask: number): boolean => (flags & mask) !== 0;
  return {
    id: view.getUint16(0),
    flags: {
      qr: bit(0x8000),
      aa: bit(0x0400),
      tc: bit(0x0200),
      rd: bit(0x0100),
      ra: bit(0x0080),
      z: bit(0x0040),
      ad: bit(0x0020),
      cd: bit(0x0010),
    },
    opcode: (flags >>> 11) & 15,
    rcode: (flags & 15) | ((opts[0] === undefined ? 0 : opts[0].ttl >>> 24) << 4),
    question,
    answer,
    authority,
    additional: all.filter((record) => record.type !== "OPT" && record.type !== "TSIG"),
    opt,
    tsig,
    length: bytes.length,
  };
}

interface ReadRecord extends DecodedRecord {
  readonly end: number;
}

function readRecord(bytes: Uint8Array, view: DataView, at: number): ReadRecord {
  const owner = readName(bytes, at);
  const fixed = owner.end;
  const code = view.getUint16(fixed);
  const length = view.getUint16(fixed + 8);
  const start = fixed + 10;
  const end = start + length;
  if (end > bytes.length) throw new Error("RDATA runs over the end");
  return {
    owner: owner.text,
    type: typeName(code),
    class: view.getUint16(fixed + 2),
    ttl: view.getUint32(fixed + 4),
    rdata: readRdata(bytes, start, end, code),
    end,
  };
}

/** TYPE → octets before the names, how many names: the types that may be compressed. */
const namesOf: Readonly<Record<number, readonly [number, number]>> = {
  2: [0, 1],
  3: [0, 1],
  4: [0, 1],
  5: [0, 1],
  6: [0, 2],
  7: [0, 1],
  8: [0, 1],
  9: [0, 1],
  12: [0, 1],
  14: [0, 2],
  15: [2, 1],
};

function readRdata(bytes: Uint8Array, start: number, end: number, code: number): string {
  const [before, names] = namesOf[code] ?? [0, 0];
  let text = hex(bytes.subarray(start, start + before));
  let at = start + before;
  for (let i = 0; i < names; i++) {
    const name = readName(bytes, at);
    text += hex(name.wire);
    at = name.end;
  }
  if (at > end) throw new Error("a name runs over the end of its RDATA");
  return text + hex(bytes.subarray(at, end));
}

function readOpt(record: DecodedRecord): DecodedOpt {
  if (record.owner !== ".") throw new Error("the owner of OPT is not the root");
  const rdata = Buffer.from(record.rdata, "hex");
  const options = new Map<number, string>();
  for (let at = 0; at < rdata.length; ) {
    const length = rdata.readUInt16BE(at + 2);
    if (at + 4 + length > rdata.length) throw new Error("an option runs over the end of OPT");
    options.set(rdata.readUInt16BE(at), hex(rdata.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  const { class: payload, ttl } = record;
  return { payload, version: (ttl >>> 16) & 0xff, flags: ttl & 0xffff, options };
}

function readName(
  bytes: Uint8Array,
  start: number,
): { text: string; wire: Uint8Array; end: number } {
  let text = "";
  const wire: number[] = [];
  let end = -1;
  let at = start;
  for (;;) {
    const length = bytes[at];
    if (length === undefined) throw new Error("a name runs over the end");
    if (length >= 0xc0) {
      const target = ((length & 0x3f) << 8) | bytes[at + 1]!;
      if (target >= at || target < 12) throw new Error("a pointer does not point back");
      if (end === -1) end = at + 2;
      at = target;
      continue;
    }
    if (length > 63) throw new Error("a label of no known kind");
    wire.push(...bytes.subarray(at, at + length + 1));
    if (wire.length > 255) throw new Error("a name of more than 255 octets");
    at += length + 1;
    if (length === 0) break;
    for (const octet of bytes.subarray(at - length, at)) {
      const plain = /[\w*-]/.test(String.fromCharCode(octet)) && octet < 0x80;
      text += plain ? String.fromCharCode(octet) : `\\${String(octet).padStart(3, "0")}`;
    }
    text += ".";
  }
  return {
    text: text === "" ? "." : text,
    wire: Uint8Array.from(wire),
    end: end === -1 ? at : end,
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
