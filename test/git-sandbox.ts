/** Real git in a temporary folder, with nothing of the machine's configuration. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export interface GitSandbox {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs git, and returns what it prints. Throws if it fails. */
  git(...words: string[]): string;
  /** The same for what may fail; what both streams say together. */
  tryGit(...words: string[]): { readonly code: number | null; readonly output: string };
  write(path: string, text: string | Uint8Array): void;
  /** Writes, stages and commits, whatever hooks say. */
  commit(files: { readonly [path: string]: string }, message?: string): void;
  /** The hash of the last commit. */
  tip(): string;
}

export function makeSandbox(folder = temporaryFolder(), ...initWords: string[]): GitSandbox {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of Object.keys(env)) if (name.startsWith("GIT_")) delete env[name];
  Object.assign(env, {
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.com",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.com",
    GIT_ALLOW_PROTOCOL: "file",
    GIT_LITERAL_PATHSPECS: "1",
  });
  const run = (program: string, words: readonly string[]) =>
    execFileSync(program, words, { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
  const git = (...words: string[]) => run("git", words);
  const tryGit = (...words: string[]) => {
    const run = spawnSync("git", words, { cwd: folder, env, encoding: "utf8" });
    return { code: run.status, output: `${run.stdout}${run.stderr}` };
  };
  const write = (path: string, text: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  git("init", "-q", "-b", "main", ...initWords);
  return {
    folder,
    env,
    git,
    tryGit,
    write,
    commit(files, message = "change") {
      for (const [path, text] of Object.entries(files)) write(path, text);
      const both = 'message=$1; shift; git add -- "$@" && git commit -q --no-verify -m "$message"';
      run("sh", ["-c", both, "sh", message, ...Object.keys(files)]);
    },
    tip: () => git("rev-parse", "HEAD").trim(),
  };
}

export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "fivenines-git-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
