/**
 * Reads a zone through `named-compilezone`, which prints one record a line with absolute names: the
 * questions are made from what another program read, not from what ours believes to be there.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programPath } from "../peers/launch.js";
import { typeCode } from "../wire/codes.js";

export interface ZoneRecord {
  /** Absolute, as text with escapes. */
  readonly owner: string;
  readonly type: number;
  /** Presentation form. */
  readonly rdata: string;
}

export const compiler = "named-compilezone";

export function readZoneRecords(zonesFolder: string, apex: string): ZoneRecord[] {
  const folder = mkdtempSync(join(tmpdir(), "fivenines-compilezone-"));
  try {
    const out = join(folder, "zone");
    const args = [
      "-q",
      "-s",
      "full",
      "-k",
      "ignore",
      "-i",
      "none",
      "-o",
      out,
      apex,
      `${apex}.zone`,
    ];
    execFileSync(programPath(compiler) ?? compiler, args, { cwd: zonesFolder });
    const lines = readFileSync(out, "utf8").split("\n");
    return lines.filter((line) => line !== "" && !line.startsWith(";")).map(parseLine);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parseLine(line: string): ZoneRecord {
  const match = /^(\S+)\s+(\d+)\s+IN\s+(\S+)\s*(.*)$/.exec(line);
  if (match === null) throw new Error(`cannot read what ${compiler} printed: ${line}`);
  return { owner: match[1]!, type: typeCode(match[3]!), rdata: match[4]! };
}
