/**
 * Makes MaxMind databases for tests, by the description of the format (version 2.0), with nothing of
 * the code that reads them: `openGeoDatabase`, `mmdb-lib` and Debian's `mmdblookup` have to agree.
 */
import { prefixFromText } from "../src/base/ip.js";

/** A number in a type other than uint32: readers insist on them in the metadata. */
class Unsigned {
  constructor(
    readonly type: 5 | 9,
    readonly value: number,
  ) {}
}

export type MmdbValue =
  | Unsigned
  | string
  | number
  | boolean
  | readonly MmdbValue[]
  | { readonly [key: string]: MmdbValue };

export interface MmdbOptions {
  readonly recordBits?: 24 | 28 | 32;
  readonly ipVersion?: 4 | 6;
  /** Prefixes under which the IPv4 tree is seen again, as MaxMind's databases have it. */
  readonly aliases?: readonly string[];
  readonly type?: string;
  readonly builtAt?: number;
  /** Write a string that was written before as a pointer to it. */
  readonly pointers?: boolean;
}

/** Longer networks win over shorter ones, in whatever order they come. */
export function writeMmdb(
  networks: readonly (readonly [network: string, data: MmdbValue])[],
  options: MmdbOptions = {},
): Uint8Array {
  const { recordBits = 24, ipVersion = 6, aliases = [], pointers = true } = options;
  const tree = new Tree();
  const data = new Encoder(pointers);
  const records = new Map<MmdbValue, number>();
  const parsed = networks.map(([text, value]) => {
    const prefix = prefixFromText(text);
    if (prefix === undefined) throw new Error(`${text} is no network`);
    return { prefix, value };
  });
  parsed.sort((a, b) => treeBits(a.prefix, ipVersion) - treeBits(b.prefix, ipVersion));
  for (const { prefix, value } of parsed) {
    let record = records.get(value);
    if (record === undefined) {
      record = data.length;
      data.add(value);
      records.set(value, record);
    }
    tree.insert(treeAddress(prefix.address, ipVersion), treeBits(prefix, ipVersion), -2 - record);
  }
  if (aliases.length > 0) {
    const ipv4 = tree.walk(new Uint8Array(12), 96);
    for (const alias of aliases) {
      const { address, bits } = prefixFromText(alias)!;
      tree.insert(address, bits, ipv4);
    }
  }
  return file(tree, data.bytes(), { ...options, recordBits, ipVersion });
}

/** The end of a database: marker and metadata, which may say what is not so. */
export function mmdbEnd(metadata: { readonly [key: string]: MmdbValue }): Uint8Array {
  const encoder = new Encoder(false);
  encoder.add(metadata);
  return Buffer.concat([Buffer.from("abcdef4d61784d696e642e636f6d", "hex"), encoder.bytes()]);
}

export function mmdbMetadata(
  nodeCount: number,
  { recordBits = 24, ipVersion = 6, type = "Test-City", builtAt = 1_790_000_000 }: MmdbOptions,
): { readonly [key: string]: MmdbValue } {
  return {
    binary_format_major_version: new Unsigned(5, 2),
    binary_format_minor_version: new Unsigned(5, 0),
    build_epoch: new Unsigned(9, builtAt),
    database_type: type,
    description: { en: "For tests" },
    ip_version: new Unsigned(5, ipVersion),
    languages: ["en"],
    node_count: nodeCount,
    record_size: new Unsigned(5, recordBits),
  };
}

function file(tree: Tree, data: Uint8Array, options: MmdbOptions): Uint8Array {
  const { recordBits = 24 } = options;
  const nodes = Buffer.alloc((tree.count * recordBits) / 4);
  const value = (reference: number) =>
    reference >= 0 ? reference : reference === -1 ? tree.count : tree.count + 16 - 2 - reference;
  for (let node = 0; node < tree.count; node++) {
    writeNode(nodes, node, value(tree.child(node, 0)), value(tree.child(node, 1)), recordBits);
  }
  const end = mmdbEnd(mmdbMetadata(tree.count, options));
  return Buffer.concat([nodes, Buffer.alloc(16), data, end]);
}

export function writeNode(
  out: Buffer,
  node: number,
  left: number,
  right: number,
  recordBits: number,
): void {
  const at = (node * recordBits) / 4;
  if (Math.max(left, right) >= 2 ** recordBits) throw new Error("records are too small");
  if (recordBits === 24) {
    out.writeUIntBE(left, at, 3);
    out.writeUIntBE(right, at + 3, 3);
  } else if (recordBits === 28) {
    out.writeUIntBE(left & 0xff_ffff, at, 3);
    out[at + 3] = ((left >>> 24) << 4) | (right >>> 24);
    out.writeUIntBE(right & 0xff_ffff, at + 4, 3);
  } else {
    out.writeUInt32BE(left, at);
    out.writeUInt32BE(right, at + 4);
  }
}

function treeBits({ address, bits }: { address: Uint8Array; bits: number }, version: 4 | 6) {
  return version === 6 && address.length === 4 ? bits + 96 : bits;
}

function treeAddress(address: Uint8Array, version: 4 | 6): Uint8Array {
  return version === 6 && address.length === 4
    ? Uint8Array.from([...new Uint8Array(12), ...address])
    : address;
}

/** References: a node, -1 for nothing, -2 - offset for data. Node 0 is the root. */
class Tree {
  private nodes = new Int32Array(2048).fill(-1);
  count = 1;

  child(node: number, bit: number): number {
    return this.nodes[node * 2 + bit]!;
  }

  insert(address: Uint8Array, bits: number, reference: number): void {
    let node = 0;
    for (let depth = 0; ; depth++) {
      const at = node * 2 + bitOf(address, depth);
      if (depth === bits - 1) {
        this.nodes[at] = reference;
        return;
      }
      let next = this.nodes[at]!;
      if (next < 0) {
        if ((this.count + 1) * 2 > this.nodes.length) this.grow();
        this.nodes.fill(next, this.count * 2, this.count * 2 + 2);
        next = this.count++;
        this.nodes[at] = next;
      }
      node = next;
    }
  }

  walk(address: Uint8Array, bits: number): number {
    let reference = 0;
    for (let depth = 0; depth < bits && reference >= 0; depth++) {
      reference = this.child(reference, bitOf(address, depth));
    }
    return reference;
  }

  private grow(): void {
    const grown = new Int32Array(this.nodes.length * 2);
    grown.set(this.nodes);
    this.nodes = grown;
  }
}

function bitOf(address: Uint8Array, depth: number): number {
  return (address[depth >>> 3]! >>> (7 - (depth & 7))) & 1;
}

class Encoder {
  private out = Buffer.alloc(1 << 16);
  private readonly strings = new Map<string, number>();
  length = 0;

  constructor(private readonly pointers: boolean) {}

  bytes(): Uint8Array {
    return this.out.subarray(0, this.length);
  }

  add(value: MmdbValue): void {
    if (typeof value === "string") this.addString(value);
    else if (typeof value === "boolean") this.header(14, value ? 1 : 0);
    else if (typeof value === "number") this.addNumber(value);
    else if (value instanceof Unsigned) this.addUnsigned(value);
    else if (Array.isArray(value)) {
      this.header(11, value.length);
      for (const member of value) this.add(member);
    } else {
      const entries = Object.entries(value);
      this.header(7, entries.length);
      for (const [key, member] of entries) {
        this.add(key);
        this.add(member);
      }
    }
  }

  private addString(value: string): void {
    const known = this.strings.get(value);
    if (this.pointers && known !== undefined) {
      this.addPointer(known);
      return;
    }
    const text = Buffer.from(value, "utf8");
    this.strings.set(value, this.length);
    this.header(2, text.length);
    this.octets(...text);
  }

  private addPointer(to: number): void {
    if (to < 2048) this.octets(0x20 | (to >>> 8), to);
    else if (to < 2048 + 2 ** 19) {
      const rest = to - 2048;
      this.octets(0x28 | (rest >>> 16), rest >>> 8, rest);
    } else if (to < 526_336 + 2 ** 27) {
      const rest = to - 526_336;
      this.octets(0x30 | (rest >>> 24), rest >>> 16, rest >>> 8, rest);
    } else this.octets(0x38, to >>> 24, to >>> 16, to >>> 8, to);
  }

  private addNumber(value: number): void {
    if (!Number.isInteger(value)) {
      this.header(3, 8);
      const double = Buffer.alloc(8);
      double.writeDoubleBE(value);
      this.octets(...double);
      return;
    }
    this.addUnsigned({ type: 6, value });
  }

  private addUnsigned({ type, value }: { readonly type: number; readonly value: number }): void {
    const octets: number[] = [];
    for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
    this.header(type, octets.length);
    this.octets(...octets);
  }

  private header(type: number, size: number): void {
    const extra =
      size < 29
        ? []
        : size < 285
          ? [size - 29]
          : size < 65_821
            ? [(size - 285) >>> 8, size - 285]
            : [(size - 65_821) >>> 16, (size - 65_821) >>> 8, size - 65_821];
    const low = size < 29 ? size : 28 + extra.length;
    if (type < 8) this.octets((type << 5) | low, ...extra);
    else this.octets(low, type - 7, ...extra);
  }

  private octets(...octets: number[]): void {
    if (this.length + octets.length > this.out.length) {
      this.out = Buffer.concat([this.out, Buffer.alloc(this.out.length + octets.length)]);
    }
    for (const octet of octets) this.out[this.length++] = octet;
  }
}
