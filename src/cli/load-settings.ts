/** Settings of a command: defaults, configuration file, environment, flags. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Rule } from "../../validators/rule.js";
import { formatDiagnostic } from "../base/diagnostic.js";
import type { Config } from "../config/schema.js";
import { type Flags, resolveSettings, type Settings } from "../config/settings.js";
import { CommandFailure, type Surroundings } from "./surroundings.js";

export const defaultConfigFile = "fivenines.yaml";

export interface LoadedSettings {
  readonly settings: Settings;
  /** What the file says, as checked. */
  readonly config: Config;
  /** The file that was read; null if there is none. */
  readonly file: string | null;
  /** Formatted, one a line. */
  readonly warnings: readonly string[];
}

/** Fails with everything that is wrong with the file. */
export async function loadSettings(
  flags: Flags,
  configFile: string | undefined,
  around: Surroundings,
  /** All rules, if `check.rules` matters to the command. */
  rules?: readonly Rule[],
  /** Sections whose variables must be set; see `parseConfig`. */
  needed: readonly string[] = [],
): Promise<LoadedSettings> {
  const found = readConfigFile(configFile, around);
  let config: Config = {};
  let warnings: string[] = [];
  if (found !== null) {
    // Only now: without a file, neither zod nor yaml is loaded.
    const { parseConfig } = await import("../config/config-file.js");
    const reading = parseConfig(found.text, found.shownAs, around.env, needed, rules);
    const lines = reading.diagnostics.map(formatDiagnostic);
    if (reading.config === undefined) {
      throw new CommandFailure(`the configuration has errors:\n${lines.join("\n")}`);
    }
    config = reading.config;
    warnings = lines;
  }
  const settings = resolveSettings(config, flags, {
    working: around.workingFolder,
    config: found === null ? around.workingFolder : dirname(found.path),
  });
  const token = settings.admin.token ?? around.env.FIVENINES_ADMIN_TOKEN ?? null;
  return {
    settings: { ...settings, admin: { ...settings.admin, token: token === "" ? null : token } },
    config,
    file: found?.path ?? null,
    warnings,
  };
}

export interface ConfigFile {
  readonly path: string;
  /** As the user wrote it. */
  readonly shownAs: string;
  readonly text: string;
}

/** A file that is named must be there; the default one may be absent. */
export function readConfigFile(
  configFile: string | undefined,
  around: Surroundings,
): ConfigFile | null {
  const shownAs = configFile ?? defaultConfigFile;
  const path = resolve(around.workingFolder, shownAs);
  if (configFile === undefined && !existsSync(path)) return null;
  try {
    return { path, shownAs, text: readFileSync(path, "utf8") };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`cannot read the configuration ${shownAs}: ${reason}`);
  }
}
