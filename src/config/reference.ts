/** The configuration's reference page and JSON Schema, both made from the zod schema. */
import { z } from "zod";
import { configSchema } from "./schema.js";

/** JSON Schema (draft 7, which editors understand best) of what may be written. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, {
    io: "input",
    target: "draft-7",
    override: ({ jsonSchema }) => {
      const facts = jsonSchema as Record<string, unknown>;
      if (facts.initially !== undefined) facts.default = facts.initially;
      delete facts.initially;
      delete facts.secret;
    },
  });
  return { ...schema };
}

/** `docs/reference/configuration.md`. */
export function configReference(): string {
  const rows: string[] = [];
  describe(configJsonSchema() as JsonSchema, "", rows);
  return `${head}\n${rows.join("\n")}\n`;
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

| key | takes | default | what it does |
|---|---|---|---|`;

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
}

function describe(schema: JsonSchema, prefix: string, rows: string[]): void {
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    if (value.const !== undefined) continue;
    const path = prefix === "" ? key : `${prefix}.${key}`;
    rows.push(row(path, value, schema.required?.includes(key) ?? false));
    describe(value, path, rows);
    if (value.items?.properties !== undefined) describe(value.items, `${path}[]`, rows);
    if (typeof value.additionalProperties === "object") {
      const named = value.additionalProperties;
      for (const option of named.oneOf ?? [named]) {
        const type = option.properties?.type?.const;
        describe(option, `${path}.NAME${type === undefined ? "" : `(type: ${type})`}`, rows);
      }
    }
  }
}

function row(path: string, schema: JsonSchema, required: boolean): string {
  const initially = schema.default === undefined ? "" : code(schema.default);
  const examples = (schema.examples ?? []).map(code).join(", ");
  const text = [schema.description ?? "", examples === "" ? "" : `Example: ${examples}.`];
  const cells = [
    `\`${path}\``,
    takes(schema),
    required ? "(required)" : initially,
    text.filter((part) => part !== "").join(" "),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function code(value: unknown): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

function takes(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
  if (schema.type === "integer") {
    return `number, ${schema.minimum ?? 0} to ${schema.maximum ?? "any"}`;
  }
  if (schema.type === "array")
    return schema.items?.properties ? "list of mappings" : "list of text";
  const names: Readonly<Record<string, string>> = {
    object: "mapping",
    boolean: "`true`, `false`",
    string: "text",
  };
  return names[schema.type ?? ""] ?? "text";
}
