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
  const root: JsonSchema = schema;
  const table: Table = { rows: [], definitions: root.definitions ?? {}, open: new Set() };
  describe(root, "", table);
  return `${head}\n${table.rows.join("\n")}`;
}

const head = `| key | takes | default | what it does |
|---|---|---|---|`;

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

interface Table {
  readonly rows: string[];
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** Definitions that are being described: what holds itself is described once. */
  readonly open: Set<string>;
}

/** Rows of all keys below `schema`, whose path is `prefix`. */
function describe(schema: JsonSchema, prefix: string, table: Table): void {
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    if (value.const !== undefined) continue;
    const path = prefix === "" ? key : `${prefix}.${key}`;
    table.rows.push(row(path, value, schema.required?.includes(key) ?? false));
    describeValue(value, path, table);
  }
}

function describeValue(value: JsonSchema, path: string, table: Table): void {
  describe(value, path, table);
  for (const way of value.anyOf ?? []) describeValue(way, path, table);
  if (value.items !== undefined) describeItems(value.items, `${path}[]`, table);
  if (typeof value.additionalProperties !== "object") return;
  const named = value.additionalProperties;
  if (named.oneOf === undefined) describe(named, `${path}.NAME`, table);
  else describeKinds(named.oneOf, `${path}.NAME`, table);
}

function describeItems(items: JsonSchema, path: string, table: Table): void {
  const { $ref: reference } = items;
  if (reference === undefined) {
    describeValue(items, path, table);
    return;
  }
  const name = reference.slice(reference.lastIndexOf("/") + 1);
  const found = table.definitions[name];
  if (found === undefined || table.open.has(name)) return;
  table.open.add(name);
  describeValue(found, path, table);
  table.open.delete(name);
}

/** Keys of kinds told apart by their `type`: a row for all kinds that have the same one. */
function describeKinds(kinds: readonly JsonSchema[], path: string, table: Table): void {
  const keys = new Map<string, { key: string; kinds: JsonSchema[] }>();
  for (const kind of kinds) {
    for (const [key, value] of Object.entries(kind.properties ?? {})) {
      const id = JSON.stringify([key, value]);
      const known = keys.get(id);
      if (known === undefined) keys.set(id, { key, kinds: [kind] });
      else known.kinds.push(kind);
    }
  }
  const entries = [...keys.values()];
  const isShared = (entry: { kinds: JsonSchema[] }) => entry.kinds.length === kinds.length;
  for (const entry of [
    ...entries.filter((one) => !isShared(one)),
    ...entries.filter((one) => isShared(one)),
  ]) {
    const [first] = entry.kinds;
    if (first === undefined) continue;
    const types = entry.kinds.map(({ properties }) => String(properties?.type?.const));
    const only = { ...first, properties: { [entry.key]: first.properties?.[entry.key] ?? {} } };
    describe(only, isShared(entry) ? path : `${path}(type: ${types.join(", ")})`, table);
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
  if (schema.const !== undefined) return code(schema.const);
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(takes))].join(" or ");
  if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
  if (schema.type === "integer" || schema.type === "number") {
    const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema;
    const to = maximum === Number.MAX_SAFE_INTEGER ? "any" : maximum;
    return `number, ${minimum} to ${to}`;
  }
  if (schema.type === "array") {
    const { items = {} } = schema;
    const isMapping = [items, ...(items.anyOf ?? [])].some(
      ({ properties, $ref: reference }) => properties !== undefined || reference !== undefined,
    );
    if (items.enum !== undefined) return `list of ${items.enum.map(code).join(", ")}`;
    if (isMapping) return items.anyOf === undefined ? "list of mappings" : "list of text, mappings";
    return "list of text";
  }
  const names: Readonly<Record<string, string>> = {
    object: "mapping",
    boolean: "`true`, `false`",
    string: "text",
  };
  return names[schema.type ?? ""] ?? "text";
}
