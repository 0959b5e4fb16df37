/** What a command may touch of the process it runs in; `main.ts` makes the real one. */
import type { Environment } from "../config/environment.js";

export interface Surroundings {
  readonly env: Environment;
  readonly workingFolder: string;
  /** Absolute path of the file that Node was started with. */
  readonly program: string;
  /** Standard output is a person's terminal. */
  readonly isTerminal: boolean;
  /** Standard error is one: progress may be shown and wiped away again. */
  readonly errorIsTerminal: boolean;
  /** How many characters a line of that terminal has now. */
  errorColumns(): number;
  /** Everything on standard input, up to `bytesMax` octets and one more. */
  readInput(bytesMax: number): Uint8Array;
  /** What a person answers at the terminal; undefined if nobody is there to ask. */
  ask(question: string): Promise<string | undefined>;
  /** Writes to standard output; a reader that went away is no error. */
  print(text: string): void;
  /** Writes to standard error. */
  complain(text: string): void;
  /** Unix milliseconds. */
  now(): number;
  /** Calls `listener` for each signal of that name. */
  onSignal(name: "SIGHUP" | "SIGTERM" | "SIGINT", listener: () => void): void;
  /** From now on faults that nobody caught go to `listener` and do not end the process. */
  onFault(listener: (fault: unknown) => void): void;
  /** Cryptographically random octets. */
  randomBytes(count: number): Uint8Array;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** Documented in docs/reference/commands.md. */
export const exitCode = {
  success: 0,
  /** The command was understood and did not succeed; standard error says why. */
  failure: 1,
  /** The command line is wrong. */
  usage: 2,
} as const;

/** Ends a command with a message for its user; no stack trace is shown. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly exitCode: number;

  constructor(message: string, code: number = exitCode.failure) {
    super(message);
    this.exitCode = code;
  }
}
