/** `fivenines fmt`: lays out zone files, and changes nothing that they say. */
import type { Command } from "commander";
import type { FmtFlags } from "./fmt-command.js";
import { exitCode, type Surroundings } from "./surroundings.js";

export function addFmt(
  program: Command,
  around: Surroundings,
  finish: (code: number) => void,
): void {
  program
    .command("fmt")
    .description("lay out zone files: columns in line, comments and blank lines kept")
    .argument(
      "[PATH...]",
      "zone files, included files, folders; - is standard input (default: ./zones)",
    )
    .option("--config <FILE>", "configuration (default: ./fivenines.yaml if it is there)")
    .option("--check", "change nothing; exit with 1 if a file would be changed")
    .option("--diff", "change nothing; show what would be changed")
    .option("--sort", "sort records by owner and type as well, where their order means nothing")
    .addHelpText(
      "after",
      `
A file that does not read without errors is left as it is, and told.

Exit codes: 0 done, 1 a file was left as it is or, with --check, would be changed; 2 could not run.

Examples:
  $ fivenines fmt                               all zones of ./zones
  $ fivenines fmt --check zones                 for continuous integration
  $ fivenines fmt --diff zones/example.com.zone
  $ fivenines fmt - < draft.zone > example.com.zone`,
    )
    .action(async (paths: readonly string[], flags: FmtFlags) => {
      finish(exitCode.usage);
      const { runFmtCommand } = await import("./fmt-command.js");
      finish(await runFmtCommand(paths, flags, around));
    });
}
