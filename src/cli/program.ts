/**
 * The command line: one file a command. A command's file holds its flags and help; what it does is
 * loaded when it runs, so that each command starts as fast as it can.
 */
import { Command, CommanderError } from "commander";
import { addCheck } from "./check.js";
import { addCompletion } from "./completion.js";
import { addConfig } from "./config.js";
import { addDiff } from "./diff.js";
import { addFmt } from "./fmt.js";
import { addHealthcheck } from "./healthcheck.js";
import { addHook } from "./hook.js";
import { addReference } from "./reference.js";
import { addReload } from "./reload.js";
import { addServe } from "./serve.js";
import { addStatus } from "./status.js";
import { addSteer } from "./steer.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";
import { addSync } from "./sync.js";
import { addVersion, version } from "./version.js";

/** Runs a command line (without the program's own name) and returns its exit code. */
export async function runProgram(words: readonly string[], around: Surroundings): Promise<number> {
  const result = { code: exitCode.success as number };
  const program = makeProgram(around, (code) => {
    result.code = code;
  });
  if (words.length === 0) {
    program.outputHelp();
    return exitCode.success;
  }
  try {
    await program.parseAsync(words, { from: "user" });
    return result.code;
  } catch (error) {
    // commander has printed its own message.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCode.success;
      // There, 2 says that something is not equal, and cron must not take a typing error for it.
      return words[0] === "sync" ? exitCode.failure : exitCode.usage;
    }
    if (error instanceof CommandFailure) {
      around.complain(`fivenines: ${error.message}\n`);
      return Math.max(error.exitCode, result.code);
    }
    around.complain(`fivenines: ${unexpected(error, around)}\n`);
    return Math.max(exitCode.failure, result.code);
  }
}

/** A fault of ours: its stack is for whoever asks for it, not for the user. */
function unexpected(error: unknown, { env }: Surroundings): string {
  if (!(error instanceof Error)) return String(error);
  if (env.FIVENINES_DEBUG) return error.stack ?? error.message;
  return `unexpected fault: ${error.message} (FIVENINES_DEBUG=1 shows where)`;
}

export function makeProgram(around: Surroundings, finish: (code: number) => void): Command {
  const program = new Command("fivenines")
    .description("Authoritative DNS that does not go down.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .configureOutput({
      writeOut: (text) => around.print(text),
      writeErr: (text) => around.complain(text),
      outputError: (text, write) => write(text.replace(/^error: /, "fivenines: ")),
    })
    .showHelpAfterError("(add --help for flags and examples)")
    .exitOverride()
    .addHelpText(
      "after",
      `
Examples:
  $ fivenines serve                         serve ./zones on 127.0.0.1:5300 and [::1]:5300
  $ fivenines serve --zones /etc/zones --listen 0.0.0.0:53 --listen [::]:53
  $ fivenines check                         what is wrong with the zone files of ./zones
  $ fivenines steer explain www.example.com why a steered name is answered as it is
  $ fivenines status                        how a running server fares
  $ fivenines reload                        take over changed zone files now

Exit codes: 0 success, 1 failure (standard error says why), 2 wrong command line.`,
    );
  for (const add of [
    addServe,
    addCheck,
    addDiff,
    addFmt,
    addHook,
    addReload,
    addStatus,
    addSteer,
    addSync,
    addHealthcheck,
    addConfig,
    addCompletion,
    addVersion,
    addReference,
  ]) {
    add(program, around, finish);
  }
  return program;
}
