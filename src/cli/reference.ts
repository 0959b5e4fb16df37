/** `fivenines reference`: writes the pages of docs/reference, each from what it describes. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { Surroundings } from "./surroundings.js";

export function addReference(program: Command, around: Surroundings): void {
  program
    .command("reference", { hidden: true })
    .description("write the reference pages into a folder")
    .argument("<DIR>", "the folder, docs/reference as a rule")
    .addHelpText("after", "\nExample:\n  $ fivenines reference docs/reference")
    .action(async (folder: string) => {
      const target = resolve(around.workingFolder, folder);
      mkdirSync(target, { recursive: true });
      for (const [file, text] of await referencePages(program)) {
        writeFileSync(join(target, file), text);
        around.print(`${join(folder, file)}\n`);
      }
    });
}

/** File names and contents. */
export async function referencePages(program: Command): Promise<Map<string, string>> {
  const { configJsonSchema, configReference } = await import("../config/reference.js");
  const { steeringJsonSchema, steeringReference } = await import("../steering-file/reference.js");
  const { metricReference } = await import("../observe/metric-reference.js");
  const { planJsonSchema } = await import("../provider/plan/plan-schema.js");
  const { refusalReference } = await import("../provider/plan/refusals/reference.js");
  return new Map([
    ["commands.md", commandReference(program)],
    ["configuration.md", configReference()],
    ["fivenines.schema.json", `${JSON.stringify(configJsonSchema(), null, 2)}\n`],
    ["fivenines-steering.schema.json", `${JSON.stringify(steeringJsonSchema(), null, 2)}\n`],
    ["steering-file.md", steeringReference()],
    ["metrics.md", metricReference()],
    ["sync-plan.schema.json", `${JSON.stringify(planJsonSchema(), null, 2)}\n`],
    ["sync-refusals.md", refusalReference()],
  ]);
}

function commandReference(program: Command): string {
  const sections: string[] = [];
  const visit = (command: Command, name: string) => {
    sections.push(`## ${name}\n\n\`\`\`text\n${helpOf(command)}\`\`\`\n`);
    for (const child of command.createHelp().visibleCommands(command)) {
      if (child.name() !== "help") visit(child, `${name} ${child.name()}`);
    }
  };
  visit(program, program.name());
  return `${head}\n${sections.join("\n")}`;
}

/** The help as it is printed on a terminal of 100 columns, examples included. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 100 });
  command.outputHelp();
  return text;
}

const head = `# Commands

<!-- Made from src/cli by \`fivenines reference\`: do not edit by hand. -->

Exit codes of every command: 0 success; 1 the command was understood and did not succeed, standard
error says why; 2 the command line is wrong (\`sync\`: 1, as its 2
says that something differs). Environment: \`FIVENINES_ADMIN_TOKEN\` is the admin
token where the configuration has none; \`FIVENINES_DEBUG=1\` shows the stack of an unexpected fault.
`;
