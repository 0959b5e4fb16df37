/**
 * One file laid out anew, or the reason to leave it alone: a zone must read without errors first,
 * so that nothing is taken for layout that is a mistake.
 */
import { assert } from "../base/assert.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { TextFault } from "../dns/text/scanner.js";
import { contentOf, withContent } from "../zone/file-content.js";
import { printZone } from "../zone/printer.js";
import { type ReadRequest, ZoneReader } from "../zone/reader.js";
import { apexToWire } from "../zone/zone-file-name.js";
import { ZoneFileError, type ZoneFiles } from "../zone/zone-files.js";
import { entriesOf } from "./entry-lexer.js";
import { formatText, textOf } from "./format-text.js";
import { directiveOf, headOf, isEmpty } from "./record-head.js";
import { layoutFault } from "./same-entries.js";
import { NotSortable, sortText } from "./sort-text.js";

export interface FormatFile {
  readonly path: string;
  /** Folder that $INCLUDE lines may not leave. */
  readonly root: string;
  /** Presentation form; null: whatever the first record belongs to. */
  readonly apex: string | null;
  /** It is a zone, and not text that zones include. */
  readonly isZone: boolean;
  readonly sort: boolean;
}

export type FormatOutcome =
  | { readonly kind: "formatted"; readonly before: Uint8Array; readonly after: Uint8Array }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

export class Formatter {
  private readonly reader: ZoneReader;

  constructor(private readonly files: ZoneFiles) {
    this.reader = new ZoneReader({ files });
  }

  format(request: FormatFile): FormatOutcome {
    const { path } = request;
    let before: Uint8Array;
    try {
      before = contentOf(this.files, path);
    } catch (error) {
      if (error instanceof ZoneFileError) return refuse("file-unreadable", path, error.reason);
      throw error;
    }
    const faults = request.isZone ? this.faultsOf(request) : strangeEntries(path, before);
    if (faults.length > 0) return { kind: "refused", diagnostics: faults };
    const formatted = formatText(before);
    if (formatted instanceof TextFault)
      return { kind: "refused", diagnostics: [told(path, formatted)] };
    if (!request.sort) return { kind: "formatted", before, after: formatted };
    const sorted = this.sorted(request, formatted);
    return sorted instanceof NotSortable
      ? refuse("not-sortable", path, `cannot be sorted: ${sorted.reason}`, sorted.line)
      : { kind: "formatted", before, after: sorted };
  }

  private sorted(request: FormatFile, text: Uint8Array): Uint8Array | NotSortable {
    if (!request.isZone) return new NotSortable("only zones can be, not what they include", 1);
    const { zone } = this.reader.read(readRequestOf(request));
    assert(zone !== null, "only zones without errors are laid out");
    const unsorted = printZone(zone, { canonical: true });
    const sorted = sortText(text, zone.apex.slice());
    if (sorted instanceof NotSortable) return sorted;
    const laidOut = formatText(sorted);
    assert(!(laidOut instanceof TextFault), "sorting keeps entries whole");
    const again = new ZoneReader({ files: withContent(this.files, request.path, laidOut) });
    const { zone: after } = again.read(readRequestOf(request));
    const isSame = after !== null && printZone(after, { canonical: true }) === unsorted;
    assert(isSame, "sorting must not change what a zone says");
    return laidOut;
  }

  private faultsOf(request: FormatFile): Diagnostic[] {
    const { diagnostics } = this.reader.read(readRequestOf(request));
    return diagnostics.filter(({ severity }) => severity === "error");
  }
}

function readRequestOf({ path, root, apex }: FormatFile): ReadRequest {
  return { path, root, ...(apex === null ? {} : { apex: apexToWire(apex) }) };
}

/** Included text has no apex to be read with; it is enough that every entry is one. */
function strangeEntries(path: string, bytes: Uint8Array): Diagnostic[] {
  const fault = layoutFault(bytes);
  if (fault !== undefined) return [told(path, fault)];
  for (const entry of entriesOf(textOf(bytes))) {
    if (isEmpty(entry) || directiveOf(entry) !== undefined || headOf(entry) !== undefined) continue;
    const message = "this is no record and no directive";
    return [
      { code: "not-a-record", severity: "error", message, file: path, line: entry.firstLine },
    ];
  }
  return [];
}

function told(file: string, { code, message, line, column, hint }: TextFault): Diagnostic {
  const place = { file, line, column };
  return { code, severity: "error", message, ...place, ...(hint === undefined ? {} : { hint }) };
}

function refuse(code: string, file: string, message: string, line?: number): FormatOutcome {
  const place = line === undefined ? { file } : { file, line };
  return { kind: "refused", diagnostics: [{ code, severity: "error", message, ...place }] };
}
