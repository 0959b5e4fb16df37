/** Reads RDATA and whole records from strings, for tests. */
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { classCodeOf } from "../../../src/dns/class.js";
import { appendName, nameFault, nameFromText } from "../../../src/dns/name-text.js";
import { recordTypeOf, typeCodeOf } from "../../../src/dns/rr/registry.js";
import { durationOf } from "../../../src/dns/text/decimal.js";
import { type ByteSource, Scanner, TextFault, tokenKind } from "../../../src/dns/text/scanner.js";

export function sourceOf(text: string | Uint8Array): ByteSource {
  const bytes = typeof text === "string" ? Buffer.from(text, "utf8") : text;
  let from = 0;
  return {
    read(into, at) {
      const count = Math.min(bytes.length - from, into.length - at);
      into.set(bytes.subarray(from, from + count), at);
      from += count;
      return count;
    },
  };
}

export function wireName(text: string): Uint8Array {
  const name = nameFromText(text);
  if (name === undefined) throw new Error(`no name: ${text}`);
  return name;
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** Wire form of `text` as RDATA of the type, or its fault. */
export function parseRdata(
  type: number,
  text: string,
  origin = "example.com.",
  out = new ByteWriter(),
): Uint8Array | TextFault {
  const scanner = new Scanner(sourceOf(`TYPE${type} ${text}\n`));
  scanner.nextEntry();
  try {
    recordTypeOf(type).parse(scanner, { origin: wireName(origin) }, out);
    if (scanner.kind !== tokenKind.end) throw new Error("the scanner is not on the entry's end");
  } catch (fault) {
    if (fault instanceof TextFault) return fault;
    throw fault;
  }
  return out.toBytes();
}

export interface ReadRecord {
  readonly line: number;
  readonly type: number;
  /** Undefined if the type was not found. */
  readonly rdata: Uint8Array | undefined;
  readonly fault: TextFault | undefined;
}

/** Every record of a text, refused ones included. Of the directives $ORIGIN alone is obeyed. */
export function readRecords(text: string | Uint8Array, origin: string): ReadRecord[] {
  const scanner = new Scanner(sourceOf(text));
  const context = { origin: wireName(origin) };
  const records: ReadRecord[] = [];
  for (;;) {
    let line = 0;
    let type = -1;
    const out = new ByteWriter();
    try {
      if (scanner.nextEntry() === tokenKind.eof) return records;
      line = scanner.tokenLine;
      if (scanner.bytes[scanner.start] === 0x24) {
        context.origin = readOrigin(scanner, context.origin);
        continue;
      }
      type = readToType(scanner, context.origin);
      recordTypeOf(type).parse(scanner, context, out);
      records.push({ line, type, rdata: out.toBytes(), fault: undefined });
    } catch (fault) {
      if (!(fault instanceof TextFault)) throw fault;
      records.push({ line: line || fault.line, type, rdata: undefined, fault });
      scanner.skipEntry();
    }
  }
}

function readOrigin(scanner: Scanner, origin: Uint8Array): Uint8Array {
  const out = new ByteWriter();
  const isOrigin = scanner.text() === "$ORIGIN";
  if (isOrigin && scanner.next() === tokenKind.word) {
    appendName(scanner.bytes, scanner.start, scanner.end, origin, out);
  }
  scanner.skipEntry();
  return out.length > 0 ? out.toBytes() : origin;
}

/** Reads owner, TTL and class, and returns the type. */
function readToType(scanner: Scanner, origin: Uint8Array): number {
  if (!scanner.blankStart) {
    const fault = appendName(scanner.bytes, scanner.start, scanner.end, origin, new ByteWriter());
    if (fault !== nameFault.none) throw scanner.fault("bad-owner", "bad owner");
    scanner.next();
  }
  for (let i = 0; i < 3; i++) {
    const type = typeCodeOf(scanner.bytes, scanner.start, scanner.end);
    if (type !== -1) return type;
    const isClass = classCodeOf(scanner.bytes, scanner.start, scanner.end) !== -1;
    if (!isClass && durationOf(scanner.bytes, scanner.start, scanner.end) < 0) break;
    scanner.next();
  }
  throw scanner.fault("unknown-type", "no type");
}
