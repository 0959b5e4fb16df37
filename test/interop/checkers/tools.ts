/**
 * The zone checkers that people use today, each as a function from a zone file to what it complains
 * of. All of them run with every check they have that needs no network, warnings included.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { programPath } from "../peers/launch.js";

export interface CheckRequest {
  readonly path: string;
  /** Without the final dot. */
  readonly apex: string;
  /** Unix seconds: signatures are judged as of then. */
  readonly now: number;
}

export interface Tool {
  readonly name: string;
  readonly program: string;
  /** Arguments for a zone; `folder` is the tool's own. */
  readonly args: (request: CheckRequest, folder: string) => readonly string[];
  /** Lines of output that are no complaint. */
  readonly fine: RegExp;
  /** Its exit code counts complaints that are none; all others it prints. */
  readonly printsAll?: boolean;
  /** The zone itself goes to the standard output. */
  readonly printsZone?: boolean;
}

const warnAll = ["-k", "-m", "-M", "-S", "-n", "-W", "-r", "-T"].flatMap((flag) => [flag, "warn"]);

export const tools: readonly Tool[] = [
  {
    name: "named-checkzone",
    program: "named-checkzone",
    args: ({ path, apex }) => ["-i", "local", ...warnAll, apex, path],
    fine: /^(zone \S+: loaded serial \d+.*|OK)$/,
  },
  {
    name: "kzonecheck",
    program: "kzonecheck",
    args: ({ path, apex, now }) => ["-t", String(now), "-o", apex, path],
    fine: /^$/,
  },
  {
    name: "nsd-checkzone",
    program: "nsd-checkzone",
    args: ({ path, apex }) => [apex, path],
    fine: /^zone \S+ is ok$/,
  },
  {
    name: "pdnsutil check-zone",
    program: "pdnsutil",
    args: ({ path, apex }, folder) => {
      const zone = `zone "${apex}" { type master; file "${path}"; };`;
      const options = `options { directory "${dirname(path)}"; };`;
      writeFileSync(`${folder}/zones.conf`, `${options}\n${zone}\n`);
      writeFileSync(`${folder}/pdns.conf`, `launch=bind\nbind-config=${folder}/zones.conf\n`);
      return [`--config-dir=${folder}`, "check-zone", apex];
    },
    // A column of its own database, which no zone file can set, is missed at every delegation, and
    // final dots are held against its own way to write names.
    fine: /auth=0, run pdnsutil rectify-zone|content are not equal|^Checked \d+ records of |Done parsing domains, 0 rejected/,
    printsAll: true,
  },
  {
    name: "ldns-read-zone",
    program: "ldns-read-zone",
    args: ({ path }) => [path],
    fine: /^$/,
    printsZone: true,
  },
  {
    name: "validns",
    program: "validns",
    args: ({ path, apex, now }) => ["-p", "all", "-t", String(now), "-z", apex, path],
    fine: /^$/,
  },
];

export function isInstalled({ program }: Tool): boolean {
  return programPath(program) !== undefined;
}

/** What a tool says against a zone; undefined if it has nothing to say. */
export function complaint(tool: Tool, request: CheckRequest): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "fivenines-checker-"));
  const program = programPath(tool.program) ?? tool.program;
  const options = { cwd: dirname(request.path), timeout: 20_000, maxBuffer: 16 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(program, tool.args(request, folder), options, (error, stdout, stderr) => {
      rmSync(folder, { recursive: true, force: true });
      const output = tool.printsZone === true ? stderr : `${stdout}\n${stderr}`;
      const lines = output.split("\n").filter((line) => line !== "" && !tool.fine.test(line));
      if (lines.length > 0) resolve(lines.join("\n"));
      else
        resolve(
          error === null || tool.printsAll === true
            ? undefined
            : `ended with ${error.code ?? error.signal}`,
        );
    });
  });
}
