/**
 * Which files a zone file includes, found without reading its records: whoever changes an included
 * file changes the zone. A file that is not there counts as well, for it may have been removed.
 */
import { dirname, isAbsolute, join } from "node:path";
import { limits } from "../base/limits.js";
import { sourceOf } from "../dns/text/byte-source.js";
import { Scanner, TextFault, tokenKind } from "../dns/text/scanner.js";
import { readPath } from "./directives.js";
import { contentOf } from "./file-content.js";
import { resolveInclude } from "./include.js";
import { ZoneFileError, type ZoneFiles } from "./zone-files.js";

/** An $INCLUDE line is a path and a name. */
const directiveBytesMax = 16 * 1024;

/** Paths that the zone of a file depends on besides it, as named and without symbolic links. */
export function includedPaths(files: ZoneFiles, path: string, root: string): Set<string> {
  const found = new Set<string>();
  // Files that include each other end here.
  const followed = new Set<string>();
  const waiting = [path];
  for (let includer = waiting.pop(); includer !== undefined; includer = waiting.pop()) {
    for (const named of includesOf(textOf(files, includer))) {
      const resolved = resolveInclude(files, named, includer, root);
      for (const candidate of candidates(named, includer, root)) {
        found.add(candidate);
        if (typeof resolved !== "string" && candidate === resolved.path) break;
      }
      if (typeof resolved === "string" || followed.has(resolved.realPath)) continue;
      if (followed.size >= limits.includesPerZoneMax) return found;
      followed.add(resolved.realPath);
      found.add(resolved.realPath);
      waiting.push(resolved.path);
    }
  }
  return found;
}

/** In the order in which the reader looks. */
function candidates(named: string, includer: string, root: string): string[] {
  return isAbsolute(named) ? [named] : [join(dirname(includer), named), join(root, named)];
}

const DOLLAR = 0x24;
const directive = "$include";

/** What the $INCLUDE lines of a text name. */
function* includesOf(text: Buffer): Generator<string> {
  for (let at = text.indexOf(DOLLAR); at !== -1; at = text.indexOf(DOLLAR, at + 1)) {
    if (at > 0 && text[at - 1] !== 0x0a) continue;
    if (text.toString("latin1", at, at + directive.length).toLowerCase() !== directive) continue;
    const named = argumentOf(text.subarray(at, at + directiveBytesMax));
    if (named !== undefined) yield named;
  }
}

function argumentOf(line: Uint8Array): string | undefined {
  const scanner = new Scanner(sourceOf(line), new Uint8Array(line.length + 64));
  try {
    scanner.nextEntry();
    const kind = scanner.next();
    return kind === tokenKind.word || kind === tokenKind.quoted ? readPath(scanner) : undefined;
  } catch (fault) {
    // The reader tells what is wrong with it.
    if (fault instanceof TextFault) return undefined;
    throw fault;
  }
}

function textOf(files: ZoneFiles, path: string): Buffer {
  try {
    const bytes = contentOf(files, path);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    if (error instanceof ZoneFileError) return Buffer.alloc(0);
    throw error;
  }
}
