/** Surroundings that keep what is printed, for commands that run inside the test. */
import { runProgram } from "../../../src/cli/program.js";
import type { Surroundings } from "../../../src/cli/surroundings.js";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runCommand(
  words: readonly string[],
  changes: Partial<Surroundings> = {},
): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  const code = await runProgram(words, {
    ...quietSurroundings,
    print: (text) => {
      stdout += text;
    },
    complain: (text) => {
      stderr += text;
    },
    ...changes,
  });
  return { code, stdout, stderr };
}

export const quietSurroundings: Surroundings = {
  env: {},
  workingFolder: "/nonexistent",
  program: "/nonexistent/main.js",
  isTerminal: false,
  errorIsTerminal: false,
  errorColumns: () => 80,
  readInput: () => new Uint8Array(0),
  ask: async () => undefined,
  print: () => {},
  complain: () => {},
  now: () => 0,
  onSignal: () => {},
  onFault: () => {},
  randomBytes: (count) => new Uint8Array(count),
  exit: () => {},
};
