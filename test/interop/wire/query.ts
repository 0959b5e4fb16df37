/** A query on the wire, from a plain description that also serves as its name in a report. */
import { classCodes } from "./codes.js";
import { encodeName } from "./name.js";

export interface Edns {
  readonly payload: number;
  readonly version?: number;
  readonly dnssecOk?: boolean;
  /** The 16 flag bits as they are; wins over `dnssecOk`. */
  readonly flags?: number;
  readonly options?: Buffer;
}

export interface Query {
  readonly id: number;
  readonly name: string;
  readonly type: number;
  readonly class?: number;
  readonly opcode?: number;
  /** Bits of the second header word besides the opcode: RD is 0x0100 and so on. */
  readonly flags?: number;
  readonly edns?: Edns;
  /** Header and OPT alone. */
  readonly withoutQuestion?: boolean;
}

export function encodeQuery(query: Query): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(query.id, 0);
  header.writeUInt16BE(((query.opcode ?? 0) << 11) | (query.flags ?? 0), 2);
  const parts: Buffer[] = [header];
  if (query.withoutQuestion !== true) {
    header.writeUInt16BE(1, 4);
    const tail = Buffer.alloc(4);
    tail.writeUInt16BE(query.type, 0);
    tail.writeUInt16BE(query.class ?? classCodes.IN, 2);
    parts.push(encodeName(query.name), tail);
  }
  if (query.edns !== undefined) {
    header.writeUInt16BE(1, 10);
    parts.push(encodeOpt(query.edns));
  }
  return Buffer.concat(parts);
}

/** RFC 6891 §6.1.2: root owner, type 41, payload in CLASS, version and flags in TTL. */
function encodeOpt(edns: Edns): Buffer {
  const options = edns.options ?? Buffer.alloc(0);
  const head = Buffer.alloc(11);
  head.writeUInt16BE(41, 1);
  head.writeUInt16BE(edns.payload, 3);
  head.writeUInt8(edns.version ?? 0, 6);
  head.writeUInt16BE(edns.flags ?? (edns.dnssecOk === true ? 0x8000 : 0), 7);
  head.writeUInt16BE(options.length, 9);
  return Buffer.concat([head, options]);
}

/** One EDNS option. */
export function encodeOption(code: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(code, 0);
  head.writeUInt16BE(data.length, 2);
  return Buffer.concat([head, data]);
}
