/** A journal as text: a line an entry, each with a checksum, so that a torn one is known as such. */
import { createHash } from "node:crypto";
import { entryFromJson, entryToJson, type JournalEntry } from "./entries.js";

/** The first line, and the format's version. */
const head = "fivenines-journal 1\n";

const checksumDigits = 16;

export function journalLine(entry: JournalEntry): string {
  const json = entryToJson(entry);
  return `${checksum(json)} ${json}\n`;
}

export function journalText(entries: readonly JournalEntry[]): string {
  return head + entries.map(journalLine).join("");
}

export interface JournalReading {
  readonly entries: readonly JournalEntry[];
  /** What could not be read, for an operator; null if all could. A torn last line is no fault. */
  readonly fault: string | null;
}

export function readJournalText(text: string): JournalReading {
  if (!text.startsWith(head)) {
    // Torn while the very first line was written: nothing was sent yet.
    const fault = head.startsWith(text) ? null : "it does not begin as a journal of this version";
    return { entries: [], fault };
  }
  const entries: JournalEntry[] = [];
  const lines = text.slice(head.length).split("\n");
  // What follows the last line feed is empty, or was being written when the run was killed.
  lines.pop();
  for (const [i, line] of lines.entries()) {
    const json = line.slice(checksumDigits + 1);
    const entry = line.startsWith(`${checksum(json)} `) ? entryFromJson(json) : null;
    // Of what follows a broken line it is not known what it follows.
    if (entry === null) return { entries, fault: `line ${i + 2} is broken` };
    entries.push(entry);
  }
  return { entries, fault: null };
}

function checksum(json: string): string {
  return createHash("sha256").update(json).digest("hex").slice(0, checksumDigits);
}
