/** The lines of a zone file that are no records: `$ORIGIN`, `$TTL`, `$INCLUDE`, `$GENERATE`. */
import { ByteWriter } from "../base/byte-writer.js";
import { limits } from "../base/limits.js";
import { escapeBytes, escapedOctet, readName } from "../dns/name-text.js";
import { type Scanner, tokenKind } from "../dns/text/scanner.js";
import { readGenerate } from "./generate.js";
import type { ReadState } from "./read-state.js";
import { readTtl } from "./record-entry.js";

/** What `$INCLUDE` asks its caller to do: read a file, with an origin of its own or the present. */
export interface IncludeRequest {
  readonly name: string;
  readonly origin: Uint8Array | undefined;
  readonly line: number;
  readonly column: number;
}

/**
 * Carries out the directive that the scanner stands on; an $INCLUDE is returned, for the reader to
 * follow. Throws TextFault.
 */
export function readDirective(state: ReadState, scanner: Scanner): IncludeRequest | undefined {
  const name = scanner.text().toUpperCase();
  const line = scanner.tokenLine;
  const directive = directives[name];
  if (directive === undefined) {
    throw scanner.fault("unknown-directive", `"${scanner.text()}" is no directive`);
  }
  const kind = scanner.next();
  if (kind !== tokenKind.word && kind !== tokenKind.quoted) {
    throw scanner.fault("bad-directive", `${name} without its argument`);
  }
  return directive(state, scanner, line);
}

type Directive = (state: ReadState, scanner: Scanner, line: number) => IncludeRequest | undefined;

const directives: { readonly [name: string]: Directive } = {
  $ORIGIN(state, scanner) {
    const origin = readOrigin(state, scanner);
    expectEnd(scanner);
    state.setOrigin(origin);
    state.ownerDoubtful = true;
    return undefined;
  },
  $TTL(state, scanner) {
    const seconds = readTtl(scanner);
    expectEnd(scanner);
    state.defaultTtl = seconds;
    return undefined;
  },
  $INCLUDE(state, scanner, line) {
    const column = scanner.tokenColumn;
    const name = readPath(scanner);
    if (scanner.next() === tokenKind.end) return { name, origin: undefined, line, column };
    const origin = readOrigin(state, scanner);
    expectEnd(scanner);
    return { name, origin, line, column };
  },
  $GENERATE(state, scanner, line) {
    readGenerate(state, scanner, line);
    return undefined;
  },
};

function readOrigin(state: ReadState, scanner: Scanner): Uint8Array {
  const { bytes, start, end } = scanner;
  if (!state.originKnown && (end === start || bytes[end - 1] !== 0x2e)) {
    const message = `origin "${scanner.text()}" is relative, and there is no other`;
    throw scanner.fault("no-origin", message, "end it with a dot");
  }
  const origin = new ByteWriter(limits.nameBytesMax + 1);
  readName(scanner, state.context.origin, origin);
  return origin.toBytes();
}

/** A path, in which escapes stand for octets as in any other token. */
export function readPath(scanner: Scanner): string {
  const { bytes, start, end } = scanner;
  const octets: number[] = [];
  for (let at = start; at < end; ) {
    const escaped = bytes[at] === 0x5c;
    const octet = escaped ? escapedOctet(bytes, at, end) : bytes[at]!;
    if (octet <= 0) throw scanner.fault("bad-include", `"${scanner.text()}" is no path`);
    octets.push(octet);
    at += escaped ? escapeBytes(bytes, at) : 1;
  }
  if (octets.length === 0) throw scanner.fault("bad-include", "the path is empty");
  return new TextDecoder().decode(Uint8Array.from(octets));
}

function expectEnd(scanner: Scanner): void {
  const kind = scanner.next();
  if (kind === tokenKind.end || kind === tokenKind.eof) return;
  throw scanner.fault(
    "trailing-data",
    `"${scanner.text()}" follows a complete directive`,
    "remove it",
  );
}
