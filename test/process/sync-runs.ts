/** `fivenines sync` as people start it: the bundled program, in a folder of its own. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";

const program = resolve("dist/program/main.js");

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Nobody is at a terminal. `onOutput` hears the output so far whenever there is more. */
export function runSync(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  onOutput?: (so: { readonly out: string; readonly stop: () => void }) => void,
): Promise<Run> {
  const child = spawn(process.execPath, [program, "sync", ...words], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString("utf8");
    onOutput?.({ out, stop: () => child.kill("SIGTERM") });
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString("utf8");
  });
  return new Promise((done) => {
    child.on("close", (code) => done({ code, out, err }));
  });
}
