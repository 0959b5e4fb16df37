/** `fivenines sync`: zones mirrored to DNS providers. One action a file, loaded when it runs. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../schema/quantities.js";
import { endpointOption, wordsOption } from "./options.js";
import { exitCode, type Surroundings } from "./surroundings.js";
import type {
  ApplyFlags,
  DriftFlags,
  DriveFlags,
  ImportFlags,
  PlanFlags,
  VerifyFlags,
} from "./sync-flags.js";

type Finish = (code: number) => void;

export function addSync(program: Command, around: Surroundings, finish: Finish): void {
  const command = program
    .command("sync")
    .description("mirror the zones to DNS providers, and prove that each serves them")
    .addHelpText(
      "after",
      `
What goes where is said under \`providers\` and \`sync\` in the configuration.

Examples:
  $ fivenines sync plan                              what would change, and why
  $ fivenines sync plan --out plan.json --format markdown
  $ fivenines sync apply --plan plan.json --yes      that and nothing else
  $ fivenines sync apply --yes --provider aws
  $ fivenines sync verify --all                      is every provider equal?
  $ fivenines sync drift                             did somebody change something?
  $ fivenines sync drive                             providers follow what the server answers
  $ fivenines sync import --provider aws --zone example.com --out zones/example.com.zone`,
    );
  addPlan(command, around, finish);
  addApply(command, around, finish);
  addVerify(command, around, finish);
  addDrift(command, around, finish);
  addDrive(command, around, finish);
  addImport(command, around, finish);
}

function addPlan(parent: Command, around: Surroundings, finish: Finish): void {
  withChoice(
    parent.command("plan").description("say what apply would do at each provider, and why"),
  )
    .option("--out <FILE>", "keep the plan in this file, for apply --plan")
    .addOption(formats(["text", "json", "markdown"]))
    .option("--exit-code", "exit with 2 if there are changes")
    .option(...allow)
    .addHelpText(
      "after",
      `
Exit codes: 0 planned; 2 there are changes, with --exit-code; 1 a zone or a
provider could not be read (the others were planned).

Examples:
  $ fivenines sync plan
  $ fivenines sync plan --zone example.com --provider aws --exit-code
  $ fivenines sync plan --out plan.json --format markdown > comment.md`,
    )
    .action(async (flags: PlanFlags) => {
      finish(exitCode.failure);
      const { runSyncPlan } = await import("./sync-plan.js");
      finish(await runSyncPlan(flags, around));
    });
}

function addApply(parent: Command, around: Surroundings, finish: Finish): void {
  withChoice(
    parent
      .command("apply")
      .description("bring the providers to what the zones say, one stage after the other"),
  )
    .option("--plan <FILE>", "apply this plan; refused if a provider is no longer as it was")
    .option("--replan", "make a new plan in place of one that is stale")
    .option("--yes", "do not ask")
    .addOption(
      formats(["text", "json"], "text with a bar on a terminal, elsewhere JSON, a line an event"),
    )
    .option(...allow)
    .addHelpText(
      "after",
      `
Each stage is verified at the providers' own nameservers before the next; if one
does not serve what it should, the stages done are put back. Killed at any point,
apply again goes on where it was.

Exit codes: 0 everything is as the zones say; 1 something is not, standard error
says what.

Examples:
  $ fivenines sync apply                              shows the plan and asks
  $ fivenines sync apply --yes >> sync.ndjson         JSON lines, for logs
  $ fivenines sync apply --yes --format text | less
  $ fivenines sync apply --plan plan.json --yes
  $ fivenines sync apply --yes --allow too-many-deletes`,
    )
    .action(async (flags: ApplyFlags) => {
      finish(exitCode.failure);
      const { runSyncApply } = await import("./sync-apply.js");
      finish(await runSyncApply(flags, around));
    });
}

function addVerify(parent: Command, around: Surroundings, finish: Finish): void {
  withChoice(
    parent
      .command("verify")
      .description("ask the providers' own nameservers whether they serve what the zones say"),
  )
    .option("--all", "tell digests of the whole zone for each provider, and what may differ, too")
    .addOption(formats(["text", "json"]))
    .addHelpText(
      "after",
      `
Exit codes: 0 equal; 2 not equal; 1 could not tell.

Examples:
  $ fivenines sync verify
  $ fivenines sync verify --all --format json >> verified.ndjson`,
    )
    .action(async (flags: VerifyFlags) => {
      finish(exitCode.failure);
      const { runSyncVerify } = await import("./sync-verify.js");
      finish(await runSyncVerify(flags, around));
    });
}

function addDrift(parent: Command, around: Surroundings, finish: Finish): void {
  withChoice(
    parent
      .command("drift")
      .description(
        "find what others changed at the providers, and what their nameservers hold back",
      ),
  )
    .option("--watch", "go on for ever, as a daemon")
    .option("--every <DURATION>", "pause between two looks, with --watch", durationOption)
    .option("--act", "do what `drift` in the configuration says: revert, adopt; else only report")
    .option(
      "--delegation <ADDR:PORT>",
      "look at NS and DS at the parents, too, by this recursive resolver",
      endpointOption,
    )
    .option(...metrics)
    .addOption(formats(["text", "json"]))
    .option(...allow)
    .addHelpText(
      "after",
      `
A change of the zone file that was not applied yet is no drift.

Exit codes: 0 no drift; 2 drift; 1 could not tell.

Examples:
  $ fivenines sync drift
  $ fivenines sync drift --watch --every 5m --act --metrics 127.0.0.1:9054`,
    )
    .action(async (flags: DriftFlags) => {
      finish(exitCode.failure);
      const { runSyncDrift } = await import("./sync-drift.js");
      finish(await runSyncDrift(flags, around));
    });
}

function addDrive(parent: Command, around: Surroundings, finish: Finish): void {
  withChoice(
    parent
      .command("drive")
      .description("carry what the running server answers to providers with steering: driven"),
  )
    .option("--once", "one look, then end")
    .option("--every <DURATION>", "pause between two looks (default: 1s)", durationOption)
    .option(...metrics)
    .addOption(formats(["text", "json"]))
    .option(...allow)
    .addHelpText(
      "after",
      `
Only driven RRsets whose answer changed are pushed; whatever else is pending waits
for apply. If the server cannot be asked, nothing moves.

Exit codes: 0 stopped, or with --once everything is as the server answers;
1 with --once something is not, standard error says what.

Examples:
  $ fivenines sync drive --metrics 127.0.0.1:9055
  $ fivenines sync drive --format json --zone example.com >> driven.ndjson`,
    )
    .action(async (flags: DriveFlags) => {
      finish(exitCode.failure);
      const { runSyncDrive } = await import("./sync-drive.js");
      finish(await runSyncDrive(flags, around));
    });
}

function addImport(parent: Command, around: Surroundings, finish: Finish): void {
  withChoice(parent.command("import").description("write a zone file from what a provider has"))
    .option("--out <FILE>", "a zone file, or a folder for several (default: standard output)")
    .option("--force", "overwrite files that are there")
    .addHelpText(
      "after",
      `
The zones need not be under \`sync\` yet.

Exit codes: 0 written; 1 not.

Examples:
  $ fivenines sync import --provider aws --zone example.com
  $ fivenines sync import --provider pdns --zone example.com,example.net --out zones`,
    )
    .action(async (flags: ImportFlags) => {
      finish(exitCode.failure);
      const { runSyncImport } = await import("./sync-import.js");
      finish(await runSyncImport(flags, around));
    });
}

function withChoice(command: Command): Command {
  return command
    .option("--config <FILE>", "configuration (default: ./fivenines.yaml)")
    .option("--zone <APEX>", "only this zone; may be repeated, or a list with commas", wordsOption)
    .option("--provider <NAME>", "only this provider; the same", wordsOption);
}

const allow = [
  "--allow <CODE>",
  "lift this refusal for this run; may be repeated, or a list with commas",
  wordsOption,
] as const;

const metrics = [
  "--metrics <ADDR:PORT>",
  "serve /metrics there, in the text format of Prometheus",
  endpointOption,
] as const;

function formats(names: readonly string[], usual = "text"): Option {
  return new Option("--format <FORMAT>", `how it is told (default: ${usual})`).choices(names);
}

function durationOption(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError("write a duration such as 30s, 5m or 1h.");
}
