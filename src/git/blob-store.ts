/** Contents of a repository by their names, kept for as long as there is room. */
import { GitFault, type GitPlace, runGit } from "./git-command.js";

/** What is kept: five zones of a million records, or 200,000 small ones. */
const keptBytesMax = 256 * 1024 * 1024;
/** What one `cat-file --batch` is asked for, so that its answer fits in memory beside the rest. */
const batchBytesMax = 64 * 1024 * 1024;

export class BlobStore {
  /** In the order of last use. */
  private readonly kept = new Map<string, Uint8Array>();
  private keptBytes = 0;

  constructor(private readonly place: GitPlace) {}

  /** Throws GitFault. */
  content(oid: string): Uint8Array {
    const known = this.kept.get(oid);
    if (known !== undefined) {
      this.kept.delete(oid);
      this.kept.set(oid, known);
      return known;
    }
    const bytes = runGit(this.place, ["cat-file", "blob", oid]);
    this.keep(oid, bytes);
    return bytes;
  }

  /** Fetches many at once, as far as there is room; what is missing is told when it is asked for. */
  prefetch(wanted: Iterable<string>): void {
    const oids = [...new Set(wanted)].filter((oid) => !this.kept.has(oid));
    if (oids.length === 0) return;
    let batch: string[] = [];
    let batchBytes = 0;
    let room = keptBytesMax;
    for (const [oid, size] of this.sizes(oids)) {
      room -= size;
      if (room < 0) break;
      if (batchBytes + size > batchBytesMax) {
        this.fetch(batch);
        batch = [];
        batchBytes = 0;
      }
      batch.push(oid);
      batchBytes += size;
    }
    this.fetch(batch);
  }

  private sizes(oids: readonly string[]): [oid: string, size: number][] {
    const words = ["cat-file", "--batch-check=%(objectname) %(objectsize)"];
    const answer = runGit(this.place, words, lines(oids)).toString("latin1");
    return answer.split("\n").flatMap((line): [string, number][] => {
      const [oid = "", size = ""] = line.split(" ");
      return /^\d+$/.test(size) ? [[oid, Number(size)]] : [];
    });
  }

  /** `oid SP type SP size LF content LF`, as often as was asked. */
  private fetch(oids: readonly string[]): void {
    if (oids.length === 0) return;
    const answer = runGit(this.place, ["cat-file", "--batch"], lines(oids));
    for (let at = 0; at < answer.length; ) {
      const headEnd = answer.indexOf(0x0a, at);
      const [oid = "", type, size = ""] = answer.toString("latin1", at, headEnd).split(" ");
      at = headEnd + 1;
      if (type === "missing") continue;
      const end = at + Number(size);
      if (!(end < answer.length)) throw new GitFault("git cat-file: its answer is cut short");
      // Copied, so that one small content does not keep the whole answer in memory.
      this.keep(oid, Uint8Array.prototype.slice.call(answer, at, end));
      at = end + 1;
    }
  }

  private keep(oid: string, bytes: Uint8Array): void {
    if (bytes.length > keptBytesMax) return;
    this.kept.set(oid, bytes);
    this.keptBytes += bytes.length;
    for (const [oldest, { length }] of this.kept) {
      if (this.keptBytes <= keptBytesMax) break;
      this.kept.delete(oldest);
      this.keptBytes -= length;
    }
  }
}

const lines = (oids: readonly string[]): string => `${oids.join("\n")}\n`;
