#!/usr/bin/env node
/** The program: makes the real surroundings and runs the command line in them. */
import { randomFillSync } from "node:crypto";
import { readSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runProgram } from "./cli/program.js";
import { CommandFailure, exitCode, type Surroundings } from "./cli/surroundings.js";

/** A server goes on without its log: the disk that is full may be emptied again. */
const output: { lost?: NodeJS.ErrnoException; isLog: boolean } = { isLog: false };

// A reader that went away (`fivenines status | head -1`) ends the output, not the program.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") output.lost = error;
});
// There is nobody left to tell.
process.stderr.on("error", () => {});
process.on("exit", () => {
  if (output.lost === undefined || output.isLog) return;
  process.stderr.write(`fivenines: cannot write the output: ${output.lost.message}\n`);
  process.exitCode = exitCode.usage;
});

const pause = new Int32Array(new SharedArrayBuffer(4));

const surroundings: Surroundings = {
  env: process.env,
  workingFolder: process.cwd(),
  program: fileURLToPath(import.meta.url),
  isTerminal: process.stdout.isTTY === true,
  errorIsTerminal: process.stderr.isTTY === true,
  errorColumns: () => process.stderr.columns || 80,
  readInput,
  ask,
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  now: Date.now,
  onSignal: (name, listener) => void process.on(name, listener),
  onFault: (listener) => {
    output.isLog = true;
    process.on("uncaughtException", listener);
    process.on("unhandledRejection", listener);
  },
  randomBytes: (count) => randomFillSync(new Uint8Array(count)),
  exit: (code) => process.exit(code),
};

/** A handle that somebody forgot to close must not keep a program that has ended. */
const lingerMs = 500;

process.exitCode = await runProgram(process.argv.slice(2), surroundings);
setTimeout(() => process.exit(), lingerMs).unref();

/** The question goes to standard error, so that output may go elsewhere. */
async function ask(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return undefined;
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // An end of input is no answer, and no consent.
    const ended = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    return await Promise.race([lines.question(question), ended]);
  } finally {
    lines.close();
  }
}

/** Waits for all of standard input, however slowly it comes. */
function readInput(bytesMax: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let length = 0; length <= bytesMax; ) {
    const chunk = new Uint8Array(64 * 1024);
    const count = readChunk(chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    length += count;
  }
  return Buffer.concat(chunks);
}

function readChunk(chunk: Uint8Array): number {
  for (;;) {
    try {
      return readSync(0, chunk);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EOF") return 0;
      // Nothing there yet, on an input that somebody made non-blocking.
      if (code !== "EAGAIN") {
        const reason = error instanceof Error ? error.message : String(error);
        throw new CommandFailure(`cannot read standard input: ${reason}`, exitCode.usage);
      }
      Atomics.wait(pause, 0, 0, 10);
    }
  }
}
