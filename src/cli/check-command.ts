/** What `fivenines check` does: settings, zones, rules, report. */
import { closeSync, openSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { rules } from "../../validators/registry.js";
import type { Rule, RuleSet } from "../../validators/rule.js";
import type { CheckRun } from "../check/check-run.js";
import { type FailOn, Tally } from "../check/check-summary.js";
import { makeReport, type ReportFormat } from "../check/report.js";
import { chooseRules, unknownRules } from "../check/rule-choice.js";
import { SourceTexts } from "../check/source-texts.js";
import type { ZoneVerdict } from "../check/zone-checker.js";
import { resolveCheckSettings } from "../config/check-settings.js";
import { suggest } from "../schema/suggestion.js";
import type { FixFlags } from "./check-fix.js";
import type { LiveFlags } from "./check-live.js";
import { verdictsOf } from "./check-threads.js";
import { type CheckWhat, whatToCheck } from "./check-what.js";
import { type ColorWhen, isColored } from "./color.js";
import { loadSettings } from "./load-settings.js";
import { Progress } from "./progress.js";
import { pathFrom } from "./shown-path.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";
import { version } from "./version.js";

export interface CheckFlags extends CheckWhat, FixFlags, LiveFlags {
  readonly config?: string;
  readonly format?: ReportFormat;
  readonly output?: string;
  readonly failOn?: FailOn;
  readonly rule?: readonly string[];
  readonly skip?: readonly string[];
  readonly set?: readonly RuleSet[];
  readonly threads?: number;
  readonly quiet?: boolean;
  readonly color?: ColorWhen;
  readonly listRules?: boolean;
  readonly explain?: string;
  /** Of a commit that touches no zone nothing is told, not even that. */
  readonly silentIfNone?: boolean;
}

/** Returns the exit code. */
export async function runCheckCommand(
  paths: readonly string[],
  flags: CheckFlags,
  around: Surroundings,
): Promise<number> {
  if (flags.listRules === true || flags.explain !== undefined) return tellRules(flags, around);
  if (flags.yes === true && flags.fix === undefined) {
    throw new CommandFailure("--yes is for --fix: it mends without asking", exitCode.usage);
  }
  const startedAt = around.now();
  const loaded = await loadSettings({}, flags.config, around, rules);
  for (const warning of loaded.warnings) around.complain(`${warning}\n`);
  const { check, probes, steering } = loaded.config;
  const host = { probesAllow: probes?.allow, geoDatabase: steering?.geoDatabase };
  const settings = resolveCheckSettings(check, host);
  const failOn = flags.failOn ?? settings.failOn;
  const { refused, missed, ...what } = await whatToCheck(paths, flags, loaded, around);
  if (flags.silentIfNone === true && refused.length === 0 && isNothing(what)) {
    return exitCode.success;
  }
  const skipped = (flags.skip ?? []).map((id) => [id, "off"] as const);
  const asks = flags.live !== undefined || flags.livePort !== undefined;
  const live = asks && (await (await import("./check-live.js")).liveFactsOf(what, flags, around));
  const run: CheckRun = {
    ...what,
    ...(live === false ? {} : { live }),
    rules: rulesToRun(flags),
    options: settings.options,
    weights: { ...settings.weights, ...Object.fromEntries(skipped) },
    now: Math.floor(around.now() / 1000),
  };
  const fixed = flags.fix === true ? await fixes(run, paths, flags, around) : "none";
  // What was found before no longer holds.
  if (fixed === "written") return runCheckCommand(paths, { ...flags, fix: false }, around);
  const texts = new SourceTexts(run.files);
  const report = await makeReport(flags.format ?? "text", {
    shown: (path) => pathFrom(path, around.workingFolder),
    line: (file, line) => texts.line(file, line),
    rules: run.rules,
    failOn,
    color: flags.output === undefined && isColored(flags.color ?? "auto", around),
    quiet: flags.quiet === true,
    version,
  });
  const tally = new Tally(failOn);
  const output = new ReportOutput(flags.output, around);
  const progress = new Progress("checked", run.targets.length, around);
  try {
    output.write(report.begin());
    const tell = (verdict: ZoneVerdict): void => {
      tally.add(verdict);
      const text = report.zone(verdict);
      if (text === "") return;
      progress.clear();
      output.write(text);
    };
    for (const verdict of refused) tell(verdict);
    for await (const verdict of verdictsOf(run, flags.threads)) {
      tell(verdict);
      progress.advance();
    }
    progress.clear();
    const summary = tally.summary(around.now() - startedAt);
    output.write(report.end(summary));
    // A comparison that was asked for and not made is not passed.
    if (missed !== undefined && missed.zones > 0) return exitCode.usage;
    return summary.failed || fixed === "shown" ? exitCode.failure : exitCode.success;
  } finally {
    output.close();
  }
}

const isNothing = ({ targets, removed = [] }: Pick<CheckRun, "targets" | "removed">): boolean =>
  targets.length === 0 && removed.length === 0;

async function fixes(
  run: CheckRun,
  paths: readonly string[],
  flags: CheckFlags,
  around: Surroundings,
) {
  if (paths.includes("-") || flags.revision !== undefined) {
    throw new CommandFailure("--fix changes files, and there is none", exitCode.usage);
  }
  return (await import("./check-fix.js")).offerFixes(run, flags, around);
}

function tellRules(flags: CheckFlags, around: Surroundings): Promise<number> {
  return import("../check/rule-text.js").then(({ explainRule, listRules, rulesAsJson }) => {
    if (flags.explain === undefined) {
      around.print(flags.format === "json" ? rulesAsJson(rules) : listRules(rules));
    } else around.print(explainRule(mustKnow(flags.explain)));
    return exitCode.success;
  });
}

function mustKnow(id: string): Rule {
  const rule = rules.find((one) => one.id === id);
  if (rule !== undefined) return rule;
  const meant = suggest(
    id,
    rules.map((one) => one.id),
  );
  const hint =
    meant === undefined ? "fivenines check --list-rules shows them" : `did you mean ${meant}?`;
  throw new CommandFailure(`no rule is called ${id} (${hint})`, exitCode.usage);
}

function rulesToRun({ rule = [], skip = [], set = [] }: CheckFlags): Rule[] {
  const wishes = { only: rule, skip, sets: set };
  for (const id of unknownRules(rules, wishes)) mustKnow(id);
  return chooseRules(rules, wishes);
}

/** Standard output, or a file. */
class ReportOutput {
  private readonly descriptor: number | undefined;

  constructor(
    file: string | undefined,
    private readonly around: Surroundings,
  ) {
    if (file === undefined) return;
    this.descriptor = trying(() => openSync(resolve(around.workingFolder, file), "w"));
  }

  write(text: string): void {
    const { descriptor } = this;
    if (descriptor === undefined) this.around.print(text);
    else trying(() => writeFileSync(descriptor, text));
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
  }
}

function trying<T>(toWrite: () => T): T {
  try {
    return toWrite();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`cannot write the report: ${reason}`, exitCode.usage);
  }
}
