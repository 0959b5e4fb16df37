/** `fivenines sync` as people start it: the bundled program, in a folder of its own. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";

const program = resolve("dist/program/main.js");

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly ended: Promise<Run>;
  /** On standard error so far. */
  err(): string;
  stop(): void;
}

export function runSync(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  return startSync(folder, words, env).ended;
}

/** Nobody is at a terminal. */
export function startSync(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, [program, "sync", ...words], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString("utf8");
  });
  const ended = new Promise<Run>((done) => {
    child.on("close", (code) => done({ code, out, err }));
  });
  return { ended, err: () => err, stop: () => void child.kill("SIGTERM") };
}
