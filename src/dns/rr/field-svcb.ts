/**
 * SvcParams (RFC 9460 §2.1, §2.2), to the end of the RDATA, perhaps none. In any order in text, by
 * ascending key on the wire:
 *
 *   | key (2) | length (2) | value |
 */
import { ByteWriter } from "../../base/byte-writer.js";
import { limits } from "../../base/limits.js";
import { type Scanner, type TextFault, tokenKind } from "../text/scanner.js";
import { atEnd, type Field, fieldFault } from "./field.js";
import { appendTextOctets, printQuoted } from "./field-text.js";
import { svcKeyCode, svcKeyName, svcKeyNamed, svcKeyOf, svcParam } from "./svcb-keys.js";

const label = "SvcParams";

export const svcParams: Field = {
  label,

  parse(scanner, _context, out) {
    const params = new Map<number, Uint8Array>();
    const value = new ByteWriter();
    let octets = 0;
    while (!atEnd(scanner)) {
      readParam(scanner, params, value);
      octets += value.length;
      if (octets > limits.rdataBytesMax) {
        throw scanner.fault("rdata-too-long", "RDATA of more than 65535 octets");
      }
    }
    const codes = [...params.keys()].sort((a, b) => a - b);
    for (const code of codes) {
      const octets = params.get(code)!;
      out.u16(code);
      out.u16(octets.length);
      out.copy(octets);
    }
  },

  skip(rdata, at, end) {
    let last = -1;
    while (at < end) {
      if (at + 4 > end) return -1;
      const code = u16At(rdata, at);
      const next = at + 4 + u16At(rdata, at + 2);
      // Ascending order, each key once (RFC 9460 §2.2).
      if (code <= last || next > end) return -1;
      const row = svcKeyOf(code);
      if (row !== undefined && !row.check(rdata, at + 4, next)) return -1;
      last = code;
      at = next;
    }
    return at;
  },

  print(rdata, at, next) {
    const params: string[] = [];
    while (at < next) {
      const code = u16At(rdata, at);
      const end = at + 4 + u16At(rdata, at + 2);
      const row = svcKeyOf(code);
      const octets = end === at + 4 ? "" : `=${printQuoted(rdata, at + 4, end)}`;
      params.push(svcKeyName(code) + (row === undefined ? octets : row.print(rdata, at + 4, end)));
      at = end;
    }
    return params.join(" ");
  },
};

/** What the parameters of well-formed SVCB RDATA must agree on; `at` is the first parameter. */
export function svcParamsRule(rdata: Uint8Array, at: number, end: number): string | undefined {
  const present = new Set<number>();
  let mandatoryAt = -1;
  let mandatoryEnd = -1;
  while (at < end) {
    const code = u16At(rdata, at);
    const next = at + 4 + u16At(rdata, at + 2);
    present.add(code);
    if (code === svcParam.mandatory) [mandatoryAt, mandatoryEnd] = [at + 4, next];
    at = next;
  }
  for (let i = mandatoryAt; i < mandatoryEnd; i += 2) {
    const code = u16At(rdata, i);
    // RFC 9460 §8.
    if (!present.has(code)) return `mandatory names ${svcKeyName(code)}, which is not there`;
  }
  // RFC 9460 §7.1.1.
  if (present.has(svcParam.noDefaultAlpn) && !present.has(svcParam.alpn)) {
    return "no-default-alpn without alpn leaves no protocol";
  }
  return undefined;
}

/** Reads `key`, `key=value` or `key="value"` and goes to the token behind it. */
function readParam(scanner: Scanner, params: Map<number, Uint8Array>, value: ByteWriter): void {
  const equals = scanner.bytes.subarray(scanner.start, scanner.end).indexOf(0x3d);
  const nameEnd = equals === -1 ? scanner.end : scanner.start + equals;
  const name = String.fromCharCode(
    ...scanner.bytes.subarray(scanner.start, Math.min(nameEnd, scanner.start + 64)),
  );
  const code = scanner.kind === tokenKind.word ? svcKeyCode(name) : -1;
  if (code === -1) {
    throw fieldFault(scanner, "service parameter", "a key such as alpn or key65000, or key=value");
  }
  if (params.has(code)) {
    throw scanner.fault("duplicate-key", `${name} is given twice`, "keep one (RFC 9460 §2.2)");
  }
  const row = svcKeyNamed(name);
  const { tokenLine, tokenColumn } = scanner;
  const bad = (message: string, expected: string): TextFault =>
    scanner.faultAt("bad-field", message, tokenLine, tokenColumn, `expected ${expected}`);
  value.length = 0;
  if (equals === -1) {
    if (row !== undefined && row.mayBeBare !== true) {
      throw bad(`${name} has no value`, row.expected);
    }
    scanner.next();
  } else {
    const decoded = readValue(scanner, nameEnd + 1, name);
    const ok = row === undefined ? value.copy(decoded) : row.encode(decoded, value);
    if (ok === false) throw bad(`bad value of ${name}`, row?.expected ?? "octets");
    if (value.length > 0xffff) throw bad(`bad value of ${name}`, "at most 65535 octets");
    scanner.next();
    if (scanner.glued && scanner.kind === tokenKind.quoted) {
      throw scanner.fault("bad-field", `text follows the value of ${name}`, "put a blank between");
    }
  }
  const octets = value.toBytes();
  // By number, the value of a known key is octets: hold them against what is known of it.
  const known = svcKeyOf(code);
  if (known !== undefined && !known.check(octets, 0, octets.length)) {
    throw bad(`these octets are no value of ${known.name}`, known.expected);
  }
  params.set(code, octets);
}

/** The octets of the value that starts at `valueAt` of the present word, or is the quoted next. */
function readValue(scanner: Scanner, valueAt: number, name: string): Uint8Array {
  const decoded = new ByteWriter();
  if (valueAt === scanner.end) {
    const { tokenLine, tokenColumn } = scanner;
    scanner.next();
    // `key=` alone is the key with an empty value.
    if (scanner.kind !== tokenKind.quoted || !scanner.glued) {
      const row = svcKeyNamed(name);
      if (row !== undefined) {
        throw scanner.faultAt(
          "bad-field",
          `${name}= has no value`,
          tokenLine,
          tokenColumn,
          `expected ${row.expected}`,
        );
      }
      scanner.pushBack();
      return decoded.toBytes();
    }
  } else scanner.start = valueAt;
  appendTextOctets(scanner, `value of ${name}`, decoded);
  return decoded.toBytes();
}

function u16At(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
