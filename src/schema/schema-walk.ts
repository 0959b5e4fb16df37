/** Finds the part of a zod schema that a path leads to: for hints, conversions and secrets. */
import { z } from "zod";

export type SchemaPath = readonly (string | number)[];

/**
 * The schema at `path`, wrappers taken off; undefined where the schema knows no such key. `value`
 * is the document, which decides between the members of a union.
 */
export function schemaAt(
  root: z.core.$ZodType,
  path: SchemaPath,
  value: unknown,
): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = root;
  let current = value;
  for (const step of path) {
    schema = child(member(unwrap(schema), current), step);
    if (schema === undefined) return undefined;
    current = isIndexable(current) ? current[step] : undefined;
  }
  return member(unwrap(schema), current);
}

/** Whether the value at `path` must not be shown. */
export function isSecret(root: z.core.$ZodType, path: SchemaPath, value: unknown): boolean {
  return path.some((step, depth) => {
    const holder = schemaAt(root, path.slice(0, depth), value);
    const held = holder === undefined ? undefined : child(holder, step);
    return held !== undefined && hasSecretMark(held);
  });
}

/** The keys that a mapping may have; empty for what is not a mapping or takes any key. */
export function knownKeys(schema: z.core.$ZodType | undefined): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function child(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[step];
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return undefined;
}

function member(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return way(schema, value);
  const key: string = schema.def.discriminator;
  const wanted = isIndexable(value) ? value[key] : undefined;
  const found = schema.options.find((option) => {
    const literal = option instanceof z.ZodObject ? option.shape[key] : undefined;
    return literal instanceof z.ZodLiteral && literal.value === wanted;
  });
  return found ?? schema;
}

/** Of several ways to write a thing, the one that this is. */
function way(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (!(schema instanceof z.ZodUnion)) return schema;
  const options = schema.options.map((option) => unwrap(option));
  const found = options.find((option) =>
    Array.isArray(value)
      ? option instanceof z.ZodArray
      : isIndexable(value) && option instanceof z.ZodObject,
  );
  return found ?? schema;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  for (;;) {
    if (inner instanceof z.ZodOptional) inner = inner.unwrap();
    else if (inner instanceof z.ZodPipe) inner = inner.in;
    else return inner;
  }
}

function hasSecretMark(schema: z.core.$ZodType): boolean {
  if (z.globalRegistry.get(schema as z.ZodType)?.secret === true) return true;
  return schema instanceof z.ZodOptional && hasSecretMark(schema.unwrap());
}

function isIndexable(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}
