/**
 * What people tell the checker in comments of a zone file:
 *
 *   www CNAME shop.example.net. ; fivenines: allow cname-inzone moves there on Monday
 *   ; fivenines: owned           a comment of its own line speaks of the entry that follows
 *   old A 192.0.2.1 ; expires=2026-12-31
 *
 * An annotation speaks of one entry, with all its lines.
 */
import type { CommentSink } from "../dns/text/scanner.js";

export interface Annotation {
  /** Path of the file, as given to the reader. */
  readonly file: string;
  /** Place of the semicolon, 1-based, the column in bytes. */
  readonly line: number;
  readonly column: number;
  /** Lines of the entry that it speaks of, first and last; its own line if no entry follows. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** `allow`, `owned`, `expires`, or whatever else was written there. */
  readonly verb: string;
  /** The words behind the verb. */
  readonly words: readonly string[];
}

const marked = /^[ \t]*fivenines:[ \t]*(\S*)[ \t]*([^\r]*)/;
const expiry = /(?:^|[ \t])expires=(\S+)/;

export class AnnotationCollector {
  private settled: Annotation[] = [];
  private pending: Annotation[] = [];

  /** A sink for the comments of one file. */
  sinkFor(file: string): CommentSink {
    return (text, line, column) => {
      const [verb, rest] = read(text) ?? [];
      if (verb === undefined || rest === undefined) return;
      const words = rest.split(/[ \t]+/).filter((word) => word !== "");
      this.pending.push({ file, line, column, firstLine: line, lastLine: line, verb, words });
    };
  }

  /** Says which lines the entry had that the annotations since the last call speak of. */
  settle(firstLine: number, lastLine: number): void {
    if (this.pending.length === 0) return;
    for (const annotation of this.pending) {
      this.settled.push(firstLine === 0 ? annotation : { ...annotation, firstLine, lastLine });
    }
    this.pending = [];
  }

  /** Everything that was found since the last call. */
  take(): Annotation[] {
    const taken = this.settled;
    this.settled = [];
    this.pending = [];
    return taken;
  }
}

function read(comment: string): [verb: string, rest: string] | undefined {
  const mark = marked.exec(comment);
  if (mark !== null) return [mark[1]!, mark[2]!];
  const date = expiry.exec(comment);
  return date === null ? undefined : ["expires", date[1]!];
}
