/** `fivenines healthcheck`: for containers and scripts; the exit code is the answer. */
import type { Command } from "commander";
import type { Endpoint } from "../config/endpoint.js";
import { askAdmin } from "./admin-client.js";
import { loadSettings } from "./load-settings.js";
import { endpointOption } from "./options.js";
import { exitCode, type Surroundings } from "./surroundings.js";

const healthTimeoutMs = 4000;

interface HealthFlags {
  readonly admin?: Endpoint;
  readonly config?: string;
}

export function addHealthcheck(
  program: Command,
  around: Surroundings,
  finish: (code: number) => void,
): void {
  program
    .command("healthcheck")
    .description("ask a running server whether it answers; exits with 0 or 1")
    .option("--admin <ADDR:PORT>", "admin endpoint of the server", endpointOption)
    .option("--config <FILE>", "configuration of the server (default: ./fivenines.yaml)")
    .addHelpText("after", "\nExample:\n  HEALTHCHECK CMD fivenines healthcheck")
    .action(async (flags: HealthFlags) => {
      const { settings } = await loadSettings(flags, flags.config, around);
      const { status, body } = await askAdmin(settings.admin, "GET", "/healthz", healthTimeoutMs);
      if (status !== 200) around.complain(`fivenines: not healthy: ${JSON.stringify(body)}\n`);
      finish(status === 200 ? exitCode.success : exitCode.failure);
    });
}
