/**
 * A zone as it is served now, as master file text. A big one is made piece by piece while the
 * client takes it, so that neither memory nor the main thread is held up; few clients may at once.
 */
import { Readable } from "node:stream";

/** The zone's lines; null if it is not served. */
export type ZoneLines = (apex: string) => Iterable<string> | null;

/** What is made and sent at once: about a millisecond of the main thread. */
const pieceChars = 64 * 1024;
/** Texts under way; each may hold a copy of its zone's image. */
const textsMax = 2;
/** A client that takes nothing for so long is gone. */
export const idleMsMax = 20_000;

export class ZoneTexts {
  private underWay = 0;

  constructor(private readonly linesOf: ZoneLines) {}

  get isBusy(): boolean {
    return this.underWay >= textsMax;
  }

  /** The text as a stream; null if the zone is not served. */
  open(apex: string): Readable | null {
    const lines = this.linesOf(apex);
    if (lines === null) return null;
    this.underWay++;
    const stream = Readable.from(pieces(lines), { objectMode: false });
    stream.once("close", () => {
      this.underWay--;
    });
    return stream;
  }
}

function* pieces(lines: Iterable<string>): Generator<string> {
  let piece = "";
  for (const line of lines) {
    piece += line;
    if (piece.length < pieceChars) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}
