/** A configuration that may be shown: whatever the schema marks as secret is hidden. */

import { isSecret, type SchemaPath } from "../schema/schema-walk.js";
import { configSchema } from "./schema.js";

export const hidden = "(hidden)";

/** A copy of a configuration document without its secrets. */
export function redact(document: unknown): unknown {
  const copy = (value: unknown, path: SchemaPath): unknown => {
    if (path.length > 0 && isSecret(configSchema, path, document)) return hidden;
    if (Array.isArray(value)) return value.map((item, i) => copy(item, [...path, i]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, copy(item, [...path, key])]),
    );
  };
  return copy(document, []);
}
