/** `fivenines diff`: says which answers differ between two versions of zones, not which lines. */
import { type Command, Option } from "commander";
import type { DiffFlags } from "./diff-command.js";
import { wordsOption } from "./options.js";
import { exitCode, type Surroundings } from "./surroundings.js";

export function addDiff(
  program: Command,
  around: Surroundings,
  finish: (code: number) => void,
): void {
  program
    .command("diff")
    .description("tell which answers differ between two versions of zones, not which lines")
    .argument(
      "[OLD]",
      "file, folder, git revision, REV:PATH, or URL of an admin endpoint (default: HEAD)",
    )
    .argument("[NEW]", "the same (default: ./zones)")
    .option("--config <FILE>", "configuration (default: ./fivenines.yaml if it is there)")
    .addOption(
      new Option(
        "--format <FORMAT>",
        "markdown is for a pull request's comment (default: text)",
      ).choices(["text", "json", "markdown"]),
    )
    .option("--zone <APEX>", "only this zone; may be repeated, or a list with commas", wordsOption)
    .option("--staged", "the new version is what is staged in git")
    .option("--exit-code", "exit with 1 if anything is different, as git diff does")
    .addOption(
      new Option("--color <WHEN>", "auto is on a terminal (default: auto)").choices([
        "auto",
        "always",
        "never",
      ]),
    )
    .addHelpText(
      "after",
      `
A revision stands for its files at the path of the other version, or in ./zones;
REV:PATH counts from the top of the repository, :PATH is what is staged; a URL is
what that server serves now of the zones that the other version has.

Each zone is compared alone. What changes with a name, such as aliases that lead
to it, is counted there. RRSIG, NSEC and NSEC3 records are only counted.

Exit codes: 0 compared; 1 there are differences, with --exit-code; 2 a version
could not be read (the others were compared).

Examples:
  $ fivenines diff                                   HEAD and ./zones
  $ fivenines diff HEAD~3
  $ fivenines diff --staged --exit-code
  $ fivenines diff main:zones HEAD:zones --zone example.com
  $ fivenines diff http://127.0.0.1:5380 zones       what a reload would change
  $ fivenines diff old/example.com.zone zones/example.com.zone
  $ fivenines diff origin/main --format markdown | gh pr comment --body-file -`,
    )
    .action(async (before: string | undefined, after: string | undefined, flags: DiffFlags) => {
      finish(exitCode.usage);
      const { runDiffCommand } = await import("./diff-command.js");
      finish(await runDiffCommand(before, after, flags, around));
    });
}
