/**
 * The text of zone files once more, for what is said of it: columns and the line to show. Only
 * files with something wrong in them are read again.
 */
import { contentOf } from "../zone/file-content.js";
import { locatePart, type RecordPart, type TextPlace } from "../zone/locate.js";
import { ZoneFileError, type ZoneFiles } from "../zone/zone-files.js";

/** Of an entry, enough to find its parts in. */
const entryBytesMax = 512 * 1024;
const filesKept = 8;

interface SourceText {
  readonly bytes: Uint8Array;
  /** Offset of each line that was asked for or passed by; line n starts at `lineStarts[n - 1]`. */
  readonly lineStarts: number[];
}

export class SourceTexts {
  private readonly texts = new Map<string, SourceText | undefined>();

  constructor(private readonly files: ZoneFiles) {}

  locate(file: string, line: number, part: RecordPart): TextPlace | undefined {
    const text = this.open(file);
    const start = text === undefined ? -1 : startOfLine(text, line);
    if (text === undefined || start === -1) return undefined;
    return locatePart(text.bytes.subarray(start, start + entryBytesMax), line, part);
  }

  /** A line without its end, or undefined if the file has none of that number. */
  line(file: string, line: number): Uint8Array | undefined {
    const text = this.open(file);
    const start = text === undefined ? -1 : startOfLine(text, line);
    if (text === undefined || start === -1) return undefined;
    const end = text.bytes.indexOf(0x0a, start);
    return text.bytes.subarray(start, end === -1 ? text.bytes.length : end);
  }

  private open(file: string): SourceText | undefined {
    if (this.texts.has(file)) return this.texts.get(file);
    if (this.texts.size >= filesKept) {
      for (const oldest of this.texts.keys()) {
        this.texts.delete(oldest);
        break;
      }
    }
    const bytes = readWhole(this.files, file);
    const text = bytes === undefined ? undefined : { bytes, lineStarts: [0] };
    this.texts.set(file, text);
    return text;
  }
}

function startOfLine(text: SourceText, line: number): number {
  const { bytes, lineStarts } = text;
  while (lineStarts.length < line) {
    const end = bytes.indexOf(0x0a, lineStarts.at(-1));
    if (end === -1) return -1;
    lineStarts.push(end + 1);
  }
  return lineStarts[line - 1] ?? -1;
}

/** Undefined for files that cannot be read, or not as a whole: they are told of by line alone. */
function readWhole(files: ZoneFiles, path: string): Uint8Array | undefined {
  try {
    return contentOf(files, path);
  } catch (error) {
    if (error instanceof ZoneFileError) return undefined;
    throw error;
  }
}
