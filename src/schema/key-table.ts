/** Tables of keys for reference pages, and JSON Schemas for editors, both made from zod schemas. */
import { z } from "zod";

/** JSON Schema (draft 7, which editors understand best) of what may be written. */
export function jsonSchemaOf(schema: z.core.$ZodType): Record<string, unknown> {
  const made = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    override: ({ jsonSchema }) => {
      const facts = jsonSchema as Record<string, unknown>;
      if (facts.initially !== undefined) facts.default = facts.initially;
      delete facts.initially;
      delete facts.secret;
    },
  });
  return { ...made };
}

/** A row for each key, with what it takes, in the order of the schema. */
export function keyTable(schema: Record<string, unknown>): string {
  const rows: string[] = [];
  describe(schema as JsonSchema, "", rows);
  return `${head}\n${rows.join("\n")}`;
}

const head = `| key | takes | default | what it does |
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
