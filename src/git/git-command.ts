/**
 * The `git` program, asked and never told: nothing here writes to a repository, waits for a lock,
 * or goes to the network. Arguments are a list, no shell reads them.
 */
import { spawnSync } from "node:child_process";

/** Git cannot say what was asked; the message is for its user. */
export class GitFault extends Error {
  override readonly name = "GitFault";
}

export interface GitPlace {
  /** Folder in which git runs. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface GitOutcome {
  readonly code: number;
  readonly output: Buffer;
  readonly complaint: string;
}

/** A zone of a million records is some 50 MB; more than this is no zone file. */
const outputBytesMax = 1024 * 1024 * 1024;
/** A file system that hangs must not hang a commit for ever. */
const waitMs = 120_000;

/** A monitor is a program that the repository's configuration names; a check needs none. */
const fixed = ["--no-pager", "-c", "core.fsmonitor=false"];

/** Throws GitFault only if git cannot be run or says too much. */
export function tryGit(place: GitPlace, words: readonly string[], input?: string): GitOutcome {
  const { error, status, signal, stdout, stderr } = spawnSync("git", [...fixed, ...words], {
    cwd: place.folder,
    env: {
      ...place.env,
      GIT_OPTIONAL_LOCKS: "0",
      GIT_NO_LAZY_FETCH: "1",
      GIT_TERMINAL_PROMPT: "0",
      GIT_LITERAL_PATHSPECS: "1",
      LC_ALL: "C",
    },
    ...(input === undefined ? {} : { input }),
    maxBuffer: outputBytesMax,
    timeout: waitMs,
    windowsHide: true,
  });
  if (error !== undefined) throw new GitFault(whyNot(error));
  if (status === null) throw new GitFault(`git was ended by ${signal ?? "a signal"}`);
  return { code: status, output: stdout, complaint: stderr.toString("utf8").trim() };
}

/** What git prints. Throws GitFault with git's own words if it fails. */
export function runGit(place: GitPlace, words: readonly string[], input?: string): Buffer {
  const { code, output, complaint } = tryGit(place, words, input);
  if (code === 0) return output;
  throw new GitFault(`git ${words[0]}: ${firstLine(complaint) || `exit code ${code}`}`);
}

export function firstLine(complaint: string): string {
  const [line = ""] = complaint.split("\n");
  return line.replace(/^fatal: /, "");
}

function whyNot(error: Error): string {
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "git is not installed, or not in PATH";
  if (code === "ENOBUFS") return `git has more than ${outputBytesMax} octets to say`;
  if (code === "ETIMEDOUT") return `git did not answer within ${waitMs / 1000} seconds`;
  return `git cannot be run: ${error.message}`;
}
