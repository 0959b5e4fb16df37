/**
 * The witness: responses of providers' nameservers, decoded by dns2 and not by the codec that this
 * program answers with, so that one mistake cannot be made on both sides. dns2 reads header, names
 * and framing. RDATA is taken as it stands in the message, for dns2's own fields lose octets (TXT
 * and CAA that are not UTF-8), with its names expanded by dns2 where they may be compressed.
 */
import { Packet } from "dns2";
import { lowerCase } from "../../dns/name.js";
import { WitnessReader } from "./witness-reader.js";

export interface WitnessRecord {
  /** Wire form, lower case. */
  readonly owner: Uint8Array;
  readonly type: number;
  readonly class: number;
  readonly ttlSeconds: number;
  /** Wire form, names expanded, case kept. Perhaps malformed. */
  readonly rdata: Uint8Array;
}

export interface WitnessMessage {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly isAuthoritative: boolean;
  readonly isTruncated: boolean;
  /** With the upper bits of EDNS. */
  readonly rcode: number;
  /** Undefined if the server left it out. */
  readonly question: Pick<WitnessRecord, "owner" | "type" | "class"> | undefined;
  readonly answers: readonly WitnessRecord[];
  readonly authorities: readonly WitnessRecord[];
  readonly additionals: readonly WitnessRecord[];
}

const OPT = 41;
const headerBytes = 12;

/** A string says what is malformed. */
export function decodeWitness(bytes: Uint8Array): WitnessMessage | string {
  if (bytes.length < headerBytes) return `${bytes.length} octets are less than a header`;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const reader = new WitnessReader(buffer);
  try {
    return messageOf(reader, buffer.length);
  } catch (error) {
    // What dns2 throws is about octets of the message; its texts are made for programmers.
    return reader.at > buffer.length || error instanceof RangeError
      ? "it is cut short"
      : (error as Error).message.replace("Name decode: ", "");
  }
}

function messageOf(reader: WitnessReader, length: number): WitnessMessage | string {
  const header = Packet.Header.parse(reader);
  if (header.qdcount > 1) return `${header.qdcount} questions`;
  const question = header.qdcount === 1 ? questionOf(reader) : undefined;
  const answers = sectionOf(reader, header.ancount);
  const authorities = sectionOf(reader, header.nscount);
  const additionals = sectionOf(reader, header.arcount);
  if (reader.at !== length) return `${length - reader.at} octets follow the message`;
  const opt = additionals.find(({ type }) => type === OPT);
  const upper = opt === undefined ? 0 : opt.ttlSeconds >>> 24;
  return {
    id: header.id,
    isResponse: header.qr === 1,
    opcode: header.opcode,
    isAuthoritative: header.aa === 1,
    isTruncated: header.tc === 1,
    rcode: (upper << 4) | header.rcode,
    question,
    answers,
    authorities,
    additionals: additionals.filter(({ type }) => type !== OPT),
  };
}

function questionOf(reader: WitnessReader) {
  const owner = ownerOf(reader);
  return { owner, type: reader.read(16), class: reader.read(16) };
}

function sectionOf(reader: WitnessReader, count: number): WitnessRecord[] {
  const records: WitnessRecord[] = [];
  for (let i = 0; i < count; i++) {
    const owner = ownerOf(reader);
    const type = reader.read(16);
    const code = reader.read(16);
    const ttlSeconds = reader.read(32);
    const rdata = rdataOf(reader, type, reader.read(16));
    records.push({ owner, type, class: code, ttlSeconds, rdata });
  }
  return records;
}

function ownerOf(reader: WitnessReader): Uint8Array {
  const name = reader.name();
  lowerCase(name, 0, name.length);
  return name;
}

/** A number is so many octets; a string is an octet of length and as many. */
type Part = number | "name" | "string";

/**
 * Types in whose RDATA names may be compressed, or have to be understood where they are (RFC 3597
 * §4). Everything else is octets.
 */
const layouts: ReadonlyMap<number, readonly Part[]> = new Map([
  [2, ["name"]], // NS
  [3, ["name"]], // MD
  [4, ["name"]], // MF
  [5, ["name"]], // CNAME
  [6, ["name", "name", 20]], // SOA
  [7, ["name"]], // MB
  [8, ["name"]], // MG
  [9, ["name"]], // MR
  [12, ["name"]], // PTR
  [14, ["name", "name"]], // MINFO
  [15, [2, "name"]], // MX
  [17, ["name", "name"]], // RP
  [18, [2, "name"]], // AFSDB
  [21, [2, "name"]], // RT
  [26, [2, "name", "name"]], // PX
  [33, [6, "name"]], // SRV
  [35, [4, "string", "string", "string", "name"]], // NAPTR
  [36, [2, "name"]], // KX
  [39, ["name"]], // DNAME
]);

function rdataOf(reader: WitnessReader, type: number, length: number): Uint8Array {
  const layout = layouts.get(type);
  if (layout === undefined || length === 0) return reader.take(length);
  const end = reader.at + length;
  const parts = layout.map((part) => {
    if (part === "name") return reader.name();
    if (typeof part === "number") return reader.take(part);
    const text = reader.take(reader.read(8));
    return Uint8Array.of(text.length, ...text);
  });
  if (reader.at !== end) throw new Error("RDATA that is not as long as it says");
  return Buffer.concat(parts);
}
