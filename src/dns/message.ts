/**
 * Messages as objects, for tools, tests and whatever is not the hot path: decoded with every bound
 * checked, whoever sent them. Queries are made here too.
 */
import { ByteWriter } from "../base/byte-writer.js";
import { dnsClass } from "./class.js";
import { doFlag, type ednsOption, ednsVersion, optAt, optBytes } from "./edns.js";
import { flag, headerAt, headerBytes, opcodeMask, opcodeShift, rcodeMask } from "./header.js";
import { expandName } from "./message-name.js";
import { rootName } from "./name.js";
import { metaTypes, recordTypeOf } from "./rr/registry.js";

export interface Question {
  /** Wire form, case kept. */
  readonly name: Uint8Array;
  readonly type: number;
  readonly class: number;
}

export interface ResourceRecord {
  /** Owner in wire form, case kept. */
  readonly name: Uint8Array;
  readonly type: number;
  readonly class: number;
  readonly ttlSeconds: number;
  /** Wire form, names expanded. */
  readonly rdata: Uint8Array;
}

export interface EdnsOption {
  readonly code: number;
  readonly data: Uint8Array;
}

/** The OPT record (RFC 6891 §6.1). */
export interface Edns {
  readonly payloadBytes: number;
  readonly version: number;
  readonly dnssecOk: boolean;
  /** Flags besides DO; all must be zero. */
  readonly otherFlags: number;
  readonly options: readonly EdnsOption[];
}

export interface Message {
  readonly id: number;
  /** The two flag octets as they are; see `flag` of header.ts. */
  readonly flags: number;
  readonly opcode: number;
  /** With the upper bits of EDNS. */
  readonly rcode: number;
  readonly questions: readonly Question[];
  readonly answers: readonly ResourceRecord[];
  readonly authorities: readonly ResourceRecord[];
  /** Without OPT. */
  readonly additionals: readonly ResourceRecord[];
  readonly edns: Edns | undefined;
}

/** A record whose RDATA is not what its type says. */
export type MalformedRecord = Pick<ResourceRecord, "name" | "type">;

/**
 * Decodes a whole message; a string says what is malformed. With `setAside`, records whose RDATA is
 * malformed are given to it and left out, and the others are read on.
 */
export function decodeMessage(
  bytes: Uint8Array,
  setAside?: (record: MalformedRecord) => void,
): Message | string {
  if (bytes.length < headerBytes) return `${bytes.length} octets are less than a header`;
  return new Decoder(bytes, setAside).message();
}

class Decoder {
  private readonly view: DataView;
  private readonly out = new ByteWriter();
  private at = headerBytes;
  private fault = "";
  private edns: Edns | undefined;
  private extendedRcode = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly setAside: ((record: MalformedRecord) => void) | undefined,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  message(): Message | string {
    const { view } = this;
    const flags = view.getUint16(headerAt.flags);
    const questions: Question[] = [];
    for (let i = view.getUint16(headerAt.questions); i > 0 && this.fault === ""; i--) {
      const question = this.question();
      if (question !== undefined) questions.push(question);
    }
    const answers = this.section(headerAt.answers, "answer");
    const authorities = this.section(headerAt.authorities, "authority");
    const additionals = this.section(headerAt.additionals, "additional");
    if (this.fault !== "") return this.fault;
    if (this.at !== this.bytes.length) {
      return `${this.bytes.length - this.at} octets follow the message`;
    }
    return {
      id: view.getUint16(headerAt.id),
      flags,
      opcode: (flags & opcodeMask) >>> opcodeShift,
      rcode: (this.extendedRcode << 4) | (flags & rcodeMask),
      questions,
      answers,
      authorities,
      additionals,
      edns: this.edns,
    };
  }

  private question(): Question | undefined {
    const name = this.name("question");
    if (name === undefined || !this.has(4, "question")) return undefined;
    const type = this.view.getUint16(this.at);
    const code = this.view.getUint16(this.at + 2);
    this.at += 4;
    return { name, type, class: code };
  }

  private section(countAt: number, label: string): ResourceRecord[] {
    const records: ResourceRecord[] = [];
    for (let i = this.view.getUint16(countAt); i > 0 && this.fault === ""; i--) {
      const record = this.record(label);
      if (record !== undefined) records.push(record);
    }
    return records;
  }

  /** The next record; undefined for OPT, which goes to `edns`, what is set aside, and a fault. */
  private record(label: string): ResourceRecord | undefined {
    const name = this.name(label);
    if (name === undefined || !this.has(10, label)) return undefined;
    const { view, at } = this;
    const type = view.getUint16(at);
    const start = at + 10;
    const end = start + view.getUint16(at + 8);
    this.at = start;
    if (!this.has(end - start, label)) return undefined;
    this.at = end;
    if (type === metaTypes.OPT) {
      this.opt(name, start, end, label);
      return undefined;
    }
    this.out.length = 0;
    // An empty RDATA is right in updates only, yet it has no names that could be wrong.
    if (end > start && !recordTypeOf(type).expand(this.bytes, start, end, this.out)) {
      if (this.setAside !== undefined) this.setAside({ name, type });
      else this.fault = `malformed ${recordTypeOf(type).mnemonic} RDATA in the ${label} section`;
      return undefined;
    }
    return {
      name,
      type,
      class: view.getUint16(at + 2),
      ttlSeconds: view.getUint32(at + 4),
      rdata: this.out.toBytes(),
    };
  }

  private opt(name: Uint8Array, start: number, end: number, label: string): void {
    if (this.edns !== undefined || label !== "additional" || name.length !== 1) {
      this.fault = "an OPT record that is not alone, not of the root or not additional";
      return;
    }
    const { view } = this;
    const at = start - optBytes;
    const options: EdnsOption[] = [];
    while (start < end) {
      const next = start + 4 <= end ? start + 4 + view.getUint16(start + 2) : end + 1;
      if (next > end) {
        this.fault = "an EDNS option that does not fit into its OPT record";
        return;
      }
      options.push({ code: view.getUint16(start), data: this.bytes.slice(start + 4, next) });
      start = next;
    }
    const flags = view.getUint16(at + optAt.flags);
    this.extendedRcode = view.getUint8(at + optAt.extendedRcode);
    this.edns = {
      payloadBytes: view.getUint16(at + optAt.payload),
      version: view.getUint8(at + optAt.version),
      dnssecOk: (flags & doFlag) !== 0,
      otherFlags: flags & ~doFlag,
      options,
    };
  }

  private name(label: string): Uint8Array | undefined {
    if (this.fault !== "") return undefined;
    this.out.length = 0;
    const next = expandName(this.bytes, this.at, this.bytes.length, this.out);
    if (next === -1) {
      this.fault = `malformed name in the ${label} section`;
      return undefined;
    }
    this.at = next;
    return this.out.toBytes();
  }

  private has(count: number, label: string): boolean {
    if (this.at + count > this.bytes.length) this.fault = `the ${label} section is cut short`;
    return this.fault === "";
  }
}

/** What a query may say besides its question. */
export interface QueryOptions {
  readonly class?: number;
  readonly opcode?: number;
  /** Flag bits to set, as `flag.rd`. */
  readonly flags?: number;
  /** Leave out for a query without EDNS. */
  readonly edns?: {
    readonly payloadBytes?: number;
    readonly version?: number;
    readonly dnssecOk?: boolean;
    readonly otherFlags?: number;
    readonly options?: readonly EdnsOption[];
  };
}

/** The bytes of a query for `name` (wire form). */
export function encodeQuery(
  id: number,
  name: Uint8Array,
  type: number,
  options: QueryOptions = {},
): Uint8Array {
  const { edns } = options;
  const out = new ByteWriter();
  out.u16(id);
  out.u16(((options.opcode ?? 0) << opcodeShift) | ((options.flags ?? 0) & ~flag.qr));
  out.u16(1);
  out.u32(0);
  out.u16(edns === undefined ? 0 : 1);
  out.copy(name);
  out.u16(type);
  out.u16(options.class ?? dnsClass.IN);
  if (edns !== undefined) {
    out.copy(rootName);
    out.u16(metaTypes.OPT);
    out.u16(edns.payloadBytes ?? 1232);
    out.u8(0);
    out.u8(edns.version ?? ednsVersion);
    out.u16((edns.dnssecOk === true ? doFlag : 0) | (edns.otherFlags ?? 0));
    const list = edns.options ?? [];
    out.u16(list.reduce((sum, { data }) => sum + 4 + data.length, 0));
    for (const { code, data } of list) {
      out.u16(code);
      out.u16(data.length);
      out.copy(data);
    }
  }
  return out.toBytes();
}

/** Data of the first option with this code, if the message has one. */
export function optionOf(
  message: Message,
  code: (typeof ednsOption)[keyof typeof ednsOption],
): Uint8Array | undefined {
  return message.edns?.options.find((option) => option.code === code)?.data;
}
