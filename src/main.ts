#!/usr/bin/env node
/** The program: makes the real surroundings and runs the command line in them. */
import { randomFillSync } from "node:crypto";
import { runProgram } from "./cli/program.js";
import type { Surroundings } from "./cli/surroundings.js";

// A reader that went away (`fivenines status | head -1`) ends the output, not the program.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const surroundings: Surroundings = {
  env: process.env,
  workingFolder: process.cwd(),
  isTerminal: process.stdout.isTTY === true,
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  now: Date.now,
  onSignal: (name, listener) => void process.on(name, listener),
  onFault: (listener) => {
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
