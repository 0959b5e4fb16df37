/**
 * `$GENERATE start-stop[/step] owner [ttl] [class] type rdata`: BIND's way to write many records
 * that differ by a number. Each is made as text and read like any other record.
 */
import { ByteWriter } from "../base/byte-writer.js";
import { limits } from "../base/limits.js";
import { typeName } from "../dns/rr/type-code.js";
import { type ByteSource, Scanner, TextFault, tokenKind } from "../dns/text/scanner.js";
import { expandTemplate, parseTemplate, type Template } from "./generate-template.js";
import { readOwner } from "./owner-field.js";
import type { ReadState } from "./read-state.js";
import { readRest, readTtlAndClass, readType } from "./record-entry.js";

interface Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** Reads the directive, the scanner on its first argument. Throws TextFault. */
export function readGenerate(state: ReadState, scanner: Scanner, line: number): void {
  const column = scanner.tokenColumn;
  const range = readRange(scanner);
  scanner.next();
  const owner = readTemplate(scanner, tokenBytes(scanner));
  scanner.next();
  const ttl = readTtlAndClass(scanner);
  const type = readType(scanner);
  const rdata = readTemplate(scanner, restOfEntry(scanner));
  const head = encode(` ${ttl < 0 ? "" : ttl} ${typeName(type)} `);

  const { owner: ownerBefore } = state;
  state.generatedAt = { line, column };
  try {
    const text = new TextSource();
    const made = new Scanner(text, new Uint8Array(1024));
    for (let n = range.start; n <= range.stop && !state.stopped; n += range.step) {
      text.restart();
      const inRange =
        expandTemplate(owner, n, text.out) &&
        append(text.out, head) &&
        expandTemplate(rdata, n, text.out);
      if (!inRange) {
        throw new TextFault("bad-generate", `${n} plus offset leaves 32 bits`, line, column);
      }
      made.reset(text);
      readMade(state, made, n);
    }
  } finally {
    state.generatedAt = undefined;
    // As in BIND, the next blank owner is that of the last entry that was written out.
    state.owner = ownerBefore;
    state.ownerDoubtful = true;
  }
}

/** Reads one record from its generated text; faults get the place of the directive. */
function readMade(state: ReadState, made: Scanner, number: number): void {
  const { line, column } = state.generatedAt ?? { line: 1, column: 1 };
  try {
    made.nextEntry();
    readOwner(state, made);
    made.next();
    readRest(state, made, line);
  } catch (fault) {
    if (!(fault instanceof TextFault)) throw fault;
    const message = `record for ${number}: ${fault.message}`;
    throw new TextFault(fault.code, message, line, column, fault.hint);
  }
}

function readRange(scanner: Scanner): Range {
  const match = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(scanner.text());
  if (match === null) {
    throw scanner.fault("bad-generate", `"${scanner.text()}" is no range start-stop[/step]`);
  }
  const range = { start: Number(match[1]), stop: Number(match[2]), step: Number(match[3] ?? 1) };
  if (range.stop > 0x7fff_ffff || range.step > 0x7fff_ffff || range.step < 1) {
    throw scanner.fault("bad-generate", `"${scanner.text()}" is out of range`);
  }
  if (range.stop < range.start) {
    throw scanner.fault("bad-generate", `"${scanner.text()}" ends before it starts`);
  }
  if ((range.stop - range.start) / range.step >= limits.generateRecordsMax) {
    const message = `"${scanner.text()}" makes more than ${limits.generateRecordsMax} records`;
    throw scanner.fault("bad-generate", message, "use several lines");
  }
  return range;
}

function readTemplate(scanner: Scanner, text: Uint8Array): Template {
  const template = parseTemplate(text);
  if (typeof template !== "string") return template;
  throw scanner.fault("bad-generate", template);
}

function tokenBytes(scanner: Scanner): Uint8Array {
  if (scanner.kind === tokenKind.word) return scanner.bytes.slice(scanner.start, scanner.end);
  throw scanner.fault("bad-generate", "an owner was expected");
}

/**
 * What follows the type. One quoted string is taken without its quotes, as BIND does; otherwise
 * the tokens are taken as they stand.
 */
function restOfEntry(scanner: Scanner): Uint8Array {
  const out = new ByteWriter(256);
  let tokens = 0;
  let quoted = false;
  for (let kind = scanner.next(); kind !== tokenKind.end; kind = scanner.next()) {
    if (kind === tokenKind.eof) break;
    if (tokens === 1 && quoted) requote(out);
    if (tokens > 0 && !scanner.glued) out.u8(0x20);
    quoted = kind === tokenKind.quoted;
    if (quoted && tokens > 0) out.u8(0x22);
    out.copy(scanner.bytes, scanner.start, scanner.end);
    if (quoted && tokens > 0) out.u8(0x22);
    tokens++;
  }
  if (tokens === 0) throw scanner.fault("bad-generate", "the directive ends before its RDATA");
  return out.toBytes();
}

/** The first token was a quoted string after all only one of several: it gets its quotes back. */
function requote(out: ByteWriter): void {
  const inner = out.toBytes();
  out.length = 0;
  out.u8(0x22);
  out.copy(inner);
  out.u8(0x22);
}

function append(out: ByteWriter, bytes: Uint8Array): true {
  out.copy(bytes);
  return true;
}

function encode(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** The generated text as a source. */
class TextSource implements ByteSource {
  readonly out = new ByteWriter(256);
  private readBytes = 0;

  restart(): void {
    this.out.length = this.readBytes = 0;
  }

  read(into: Uint8Array, at: number): number {
    const count = Math.min(this.out.length - this.readBytes, into.length - at);
    into.set(this.out.bytes.subarray(this.readBytes, this.readBytes + count), at);
    this.readBytes += count;
    return count;
  }
}
