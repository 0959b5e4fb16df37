/** `fivenines config`: check and show a configuration without starting anything. */
import type { Command } from "commander";
import { formatDiagnostic } from "../base/diagnostic.js";
import { defaultConfigFile, readConfigFile } from "./load-settings.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";

export function addConfig(
  program: Command,
  around: Surroundings,
  finish: (code: number) => void,
): void {
  const config = program
    .command("config")
    .description("check or show fivenines.yaml")
    .addHelpText("after", "\nExamples:\n  $ fivenines config check\n  $ fivenines config print");

  config
    .command("check")
    .description("tell everything that is wrong with a configuration")
    .argument("[FILE]", "the configuration", defaultConfigFile)
    .addHelpText("after", "\nExample:\n  $ fivenines config check /etc/fivenines/fivenines.yaml")
    .action(async (file: string) => {
      const { parseConfig } = await import("../config/config-file.js");
      const { rules } = await import("../../validators/registry.js");
      const { text, shownAs } = mustRead(file, around);
      const { config: valid, diagnostics } = parseConfig(text, shownAs, around.env, [], rules);
      for (const diagnostic of diagnostics) around.complain(`${formatDiagnostic(diagnostic)}\n`);
      if (valid !== undefined) around.print(`${file}: well-formed\n`);
      finish(valid === undefined ? exitCode.failure : exitCode.success);
    });

  config
    .command("print")
    .description("print a configuration with its variables filled in and its secrets hidden")
    .argument("[FILE]", "the configuration", defaultConfigFile)
    .addHelpText("after", "\nExample:\n  $ fivenines config print")
    .action(async (file: string) => {
      const { parseConfig } = await import("../config/config-file.js");
      const { redact } = await import("../config/redaction.js");
      const { stringify } = await import("yaml");
      const found = mustRead(file, around);
      const { document, diagnostics } = parseConfig(found.text, found.shownAs, around.env);
      for (const diagnostic of diagnostics) around.complain(`${formatDiagnostic(diagnostic)}\n`);
      if (document === undefined) throw new CommandFailure(`${file} cannot be read as YAML`);
      around.print(stringify(redact(document)));
    });

  config
    .command("schema")
    .description("print the JSON Schema of fivenines.yaml, for editors")
    .addHelpText("after", "\nExample:\n  $ fivenines config schema > fivenines.schema.json")
    .action(async () => {
      const { configJsonSchema } = await import("../config/reference.js");
      around.print(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    });
}

function mustRead(file: string, around: Surroundings) {
  const found = readConfigFile(file, around);
  if (found === null) throw new CommandFailure(`there is no ${file}`);
  return found;
}
