/** `fivenines check`: says what is wrong with zone files before anybody serves them. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { ruleSets } from "../../validators/rule.js";
import { reportFormats } from "../check/report.js";
import type { CheckFlags } from "./check-command.js";
import { portOption, wordsOption, workersOption } from "./options.js";
import { exitCode, type Surroundings } from "./surroundings.js";

export function addCheck(
  program: Command,
  around: Surroundings,
  finish: (code: number) => void,
): void {
  program
    .command("check")
    .description("tell what is wrong with zone files, and what will hurt")
    .argument("[PATH...]", "zone files and folders; - is standard input (default: ./zones)")
    .option("--config <FILE>", "configuration (default: ./fivenines.yaml if it is there)")
    .addOption(
      new Option("--format <FORMAT>", "how findings are told (default: text)").choices(
        reportFormats,
      ),
    )
    .option("--output <FILE>", "write the report to a file")
    .addOption(
      new Option(
        "--fail-on <SEVERITY>",
        "least severe finding that makes it exit with 1 (default: error)",
      ).choices(["error", "warning", "notice", "never"]),
    )
    .option(
      "--rule <ID>",
      "run only this rule; may be repeated, or a list with commas",
      wordsOption,
    )
    .option("--skip <ID>", "do not run this rule; may be repeated", wordsOption)
    .addOption(
      new Option(
        "--set <SET>",
        "run only rules of this set; may be repeated, or a list with commas",
      )
        .choices(ruleSets)
        .argParser(ruleSetOption),
    )
    .option("--staged", "check what is staged in git, and compare it with HEAD")
    .option("--revision <REV>", "check what a git revision holds, as a hook of a server does")
    .option("--against <REV>", "check zones that differ from a git revision, and compare")
    .option("--served <URL>", "compare with what a server serves: its admin endpoint, or a folder")
    .option(
      "--live [RESOLVER]",
      "also ask the live DNS: parent, nameservers, serials (default: the system's resolver)",
    )
    .option(
      "--live-port <PORT>",
      "port of the nameservers that --live asks (default: 53)",
      portOption,
    )
    .option("--apex <NAME>", "apex of the one file, or of standard input")
    .option("--fix", "show how to mend what can be mended mechanically, and ask")
    .option("--yes", "with --fix: do not ask")
    .option("--threads <N>", "threads for many zones (default: one for each core)", workersOption)
    .option("--quiet", "only findings that make it fail, and no summary")
    .addOption(
      new Option("--color <WHEN>", "auto is on a terminal (default: auto)").choices([
        "auto",
        "always",
        "never",
      ]),
    )
    .option("--list-rules", "print all rules and stop")
    .option("--explain <ID>", "print what a rule is about and stop")
    .addHelpText(
      "after",
      `
Exit codes: 0 nothing at or above --fail-on, 1 there is, 2 it could not run.

Examples:
  $ fivenines check                                   all zones of ./zones
  $ fivenines check zones/example.com.zone --fail-on warning
  $ fivenines check --staged                          what the next commit would change
  $ fivenines check --against origin/main --format sarif --output check.sarif
  $ fivenines check zones/example.com.zone --live     and is it delegated, and do they agree?
  $ fivenines check --explain cname-loop
  $ dig @192.0.2.1 example.com AXFR | fivenines check - --apex example.com`,
    )
    .action(async (paths: readonly string[], flags: CheckFlags) => {
      // Until it has run, it could not: whatever ends it before is no finding.
      finish(exitCode.usage);
      const { runCheckCommand } = await import("./check-command.js");
      finish(await runCheckCommand(paths, flags, around));
    });
}

function ruleSetOption(text: string, before: readonly string[] | undefined): string[] {
  const words = wordsOption(text, before);
  const unknown = words.find((word) => !ruleSets.some((set) => set === word));
  if (unknown === undefined) return words;
  throw new InvalidArgumentError(`write one of ${ruleSets.join(", ")}.`);
}
