/**
 * From the text of a steering file to what it says: YAML, then the schema. Everything that is wrong
 * is told at once, each with its line and column. Whoever edits the zone writes it, so whatever the
 * text is, this ends soon.
 */
import { type Document, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { Diagnostic } from "../base/diagnostic.js";
import { type Finding, findingsOf } from "../schema/schema-issues.js";
import type { SchemaPath } from "../schema/schema-walk.js";
import { offsetOf } from "../schema/yaml-places.js";
import { type SteeringFaultCode, schemaCodes, steeringFaults } from "./steering-faults.js";
import { type SteeringDocument, steeringSchema } from "./steering-schema.js";

/** Ten thousand targets, each on a line of its own, are a quarter of this. */
export const steeringBytesMax = 4 * 1024 * 1024;
/** Deeper is no steering: eight levels of pools are 34. YAML is read by recursion. */
const depthMax = 64;
const aliasesMax = 100;

export interface SteeringText {
  /** Null if the file by itself is wrong. */
  readonly document: SteeringDocument | null;
  readonly findings: readonly Finding[];
  /** Faults that have no path, since the text is no YAML. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where the thing stands that a path leads to. */
  place(path: SchemaPath, atKey?: boolean): { readonly line: number; readonly column: number };
}

export function readSteeringText(text: string, file: string): SteeringText {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, columnInBytes(text, offset, col)) };
  };
  const refuse = (message: string, offset = 0, hint?: string): SteeringText => ({
    ...nothing,
    diagnostics: [syntaxFault(message, file, at(offset), hint)],
    place: () => at(0),
  });
  if (text.length > steeringBytesMax) return refuse(`is larger than ${steeringBytesMax} octets`);
  const deep = tooDeep(text);
  if (deep !== undefined) return refuse(`more than ${depthMax} levels deep`, deep);
  let parsed: Document.Parsed;
  let document: unknown;
  try {
    // The library compares each key with each other one; `twins` does it in one walk.
    const options = { prettyErrors: false, logLevel: "silent", uniqueKeys: false } as const;
    parsed = parseDocument(text, { ...options, lineCounter: lines });
    if (parsed.errors.length === 0) document = parsed.toJS({ maxAliasCount: aliasesMax }) ?? {};
  } catch (error) {
    // Aliases of aliases of aliases, or nesting that no counting of brackets has seen.
    if (error instanceof RangeError) return refuse("is too deep");
    const reason = reasonOf(error);
    const offset = aliasAt(text, reason);
    return refuse(reason, offset, quoteHint(text, offset));
  }
  const place = (path: SchemaPath, atKey = false) => at(offsetOf(parsed.contents, path, atKey));
  if (parsed.errors.length > 0) {
    const shown = parsed.errors.slice(0, faultsShown);
    const diagnostics = shown.map(({ message, pos }) =>
      syntaxFault(message, file, at(pos[0]), quoteHint(text, pos[0])),
    );
    return { ...nothing, diagnostics, place };
  }
  const twice = twins(parsed);
  if (twice.length > 0) {
    const hint = "keep one of them";
    const diagnostics = twice.map(({ key, offset }) =>
      syntaxFault(`${shown(key)} stands here twice`, file, at(offset), hint),
    );
    return { ...nothing, diagnostics, place };
  }
  const checked = steeringSchema.safeParse(document);
  if (checked.success) return { document: checked.data, findings: [], diagnostics: [], place };
  const held = { schema: steeringSchema, document, codes: schemaCodes };
  return { ...nothing, findings: findingsOf(checked.error.issues.slice(0, 100), held), place };
}

const nothing = { document: null, findings: [], diagnostics: [] } as const;
const faultsShown = 20;

/** Text of a stranger as a message shows it. */
export function shown(text: string): string {
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}

const shownMax = 200;

function syntaxFault(
  message: string,
  file: string,
  place: { line: number; column: number },
  hint: string = steeringFaults["steering-syntax"],
): Diagnostic {
  const code: SteeringFaultCode = "steering-syntax";
  return { code, severity: "error", message: shown(message), file, ...place, hint };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Keys that a mapping has twice. */
function twins(parsed: Document): { key: string; offset: number }[] {
  const found: { key: string; offset: number }[] = [];
  visit(parsed, {
    Map(_, { items }) {
      const known = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (known.has(name)) found.push({ key: name, offset: key.range?.[0] ?? 0 });
        known.add(name);
      }
      return found.length < faultsShown ? undefined : visit.BREAK;
    },
  });
  return found.slice(0, faultsShown);
}

/** Where an alias stands that the library complains of: `*.apps` outside of quotes is one. */
function aliasAt(text: string, reason: string): number {
  const name = /alias.*: (\S+)$/.exec(reason)?.[1];
  return name === undefined ? 0 : Math.max(0, text.indexOf(`*${name}`));
}

/** Offset at which a text nests too deep, by brackets or by indentation; undefined if nowhere. */
function tooDeep(text: string): number | undefined {
  let brackets = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) brackets++;
    else if (code === 0x5d || code === 0x7d) brackets = Math.max(0, brackets - 1);
    // `- - - -` and `? ? ? ?` nest on one line.
    else if (code === 0x0a && isDeepLine(text, i + 1)) return i + 1;
    if (brackets > depthMax) return i;
  }
  return isDeepLine(text, 0) ? 0 : undefined;
}

/** A line that begins with more than so many blanks, dashes or question marks. */
function isDeepLine(text: string, start: number): boolean {
  let at = start;
  let marks = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x2d || code === 0x3f || code === 0x3a) marks++;
    else if (code !== 0x20 && code !== 0x09) break;
  }
  return marks > depthMax || at - start > depthMax * 8;
}

/** YAML keeps some characters for itself; people meet two of them in names. */
function quoteHint(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const line = text.slice(start, end === -1 ? undefined : end);
  const name = /name:\s*([@*][^\s,}]*)/.exec(line)?.[1];
  return name === undefined ? undefined : `write it in quotes: name: "${name}"`;
}

/** The counter tells characters; a diagnostic tells octets. */
function columnInBytes(text: string, offset: number, column: number): number {
  if (column <= 1) return column;
  return Buffer.byteLength(text.slice(offset - column + 1, offset)) + 1;
}
