/** The configuration's reference page and JSON Schema, both made from the zod schema. */
import { jsonSchemaOf, keyTable } from "../schema/key-table.js";
import { configSchema } from "./schema.js";

export function configJsonSchema(): Record<string, unknown> {
  return jsonSchemaOf(configSchema);
}

/** `docs/reference/configuration.md`. */
export function configReference(): string {
  return `${head}\n${keyTable(configJsonSchema())}\n`;
}

const head = `# Configuration

<!-- Made from src/config/schema.ts by \`fivenines reference\`: do not edit by hand. -->

\`fivenines.yaml\` is optional: every key has a default. \`--config FILE\` names another file; without
it \`./fivenines.yaml\` is read if it is there. Flags override keys. \`fivenines config check\` tells
everything that is wrong at once, with line and column.

- **Variables**: \`\${NAME}\` in a value is replaced by the environment variable of that name; one that
  is not set is an error. \`$\${\` is a plain \`\${\`. Keep secrets there. Under \`providers\` and \`sync\` a
  missing variable is only a warning for commands that do not talk to providers.
- **Durations**: \`500ms\`, \`60s\`, \`5m\`, \`1h\`, \`1d\`. **Byte sizes**: \`65536B\`, \`64KiB\`, \`4MiB\`.
- **Endpoints**: \`127.0.0.1:53\`, \`[::1]:53\`; addresses, never names.
- **Paths** are relative to the file that names them.
- Editors check the file as you type with \`fivenines.schema.json\`, beside this page. Begin the file
  with \`# yaml-language-server: $schema=./fivenines.schema.json\`, or print the schema with
  \`fivenines config schema\`.
`;
