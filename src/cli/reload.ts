/** `fivenines reload`: asks a running server to take over changed zone files now. */
import type { Command } from "commander";
import type { ZoneView } from "../admin/zone-view.js";
import { counted } from "../base/counted.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { formatDiagnostic } from "../base/diagnostic.js";
import type { Endpoint } from "../config/endpoint.js";
import type { ReloadSummary } from "../control/zone-events.js";
import { askAdmin } from "./admin-client.js";
import { loadSettings } from "./load-settings.js";
import { endpointOption } from "./options.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";

/** Reading 100,000 zones takes seconds; a disk that hangs must not hang the command for ever. */
const reloadTimeoutMs = 120_000;

interface ReloadFlags {
  readonly admin?: Endpoint;
  readonly config?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

interface ReloadAnswer extends ReloadSummary {
  readonly brokenZones: readonly ZoneView[];
}

export function addReload(
  program: Command,
  around: Surroundings,
  finish: (code: number) => void,
): void {
  program
    .command("reload")
    .description("take over changed zone files now; exits with 1 if a zone is broken")
    .option("--admin <ADDR:PORT>", "admin endpoint of the server", endpointOption)
    .option("--config <FILE>", "configuration of the server (default: ./fivenines.yaml)")
    .option("--force", "act even if most zone files are gone")
    .option("--json", "print the summary as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ fivenines reload
  $ fivenines reload --force          more than half of the zones were removed on purpose
  $ kill -HUP PID                     the same, without waiting for the outcome`,
    )
    .action(async (flags: ReloadFlags) => {
      const { settings } = await loadSettings(flags, flags.config, around);
      const path = `/reload${flags.force === true ? "?force=true" : ""}`;
      const { status, body } = await askAdmin(settings.admin, "POST", path, reloadTimeoutMs);
      if (status !== 200 && status !== 409) {
        throw new CommandFailure(`the reload failed: ${JSON.stringify(body)}`);
      }
      const answer = body as ReloadAnswer;
      around.print(
        flags.json === true ? `${JSON.stringify(answer, null, 2)}\n` : formatReload(answer),
      );
      const well = answer.refused === null && answer.broken === 0;
      finish(well ? exitCode.success : exitCode.failure);
    });
}

/** The summary for people: one line, then what is wrong. */
export function formatReload(answer: ReloadAnswer): string {
  if (answer.refused !== null) {
    return `refused, nothing has changed: ${formatDiagnostic(answer.refused)}\n`;
  }
  const served = `${counted(answer.zones, "zone")}, ${counted(answer.records, "record")} in service`;
  const lines = [
    `${served}; ${answer.loaded} loaded, ` +
      `${answer.removed} removed, ${answer.broken} broken (${Math.round(answer.durationMs)} ms)`,
  ];
  if (answer.removalPending > 0) {
    const [zones, are] = [
      counted(answer.removalPending, "zone"),
      answer.removalPending === 1 ? "is" : "are",
    ];
    lines.push(`${zones} without a file ${are} served a little longer`);
  }
  for (const zone of answer.brokenZones) {
    const { serving } = zone;
    const kept =
      serving === null ? "not served" : `serial ${serving.serial} is served as it was before`;
    lines.push(`${zone.apex} is broken; ${kept}:`, ...problems(zone.diagnostics));
  }
  lines.push(...problems(answer.folderDiagnostics));
  return `${lines.join("\n")}\n`;
}

function problems(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((diagnostic) => `  ${formatDiagnostic(diagnostic)}`);
}
