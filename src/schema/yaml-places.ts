/** Where in a YAML text the thing stands that a path leads to. */
import { isMap, isNode, isScalar, isSeq } from "yaml";
import type { SchemaPath } from "./schema-walk.js";

/** Offset in the text; that of the nearest node above it where there is no such thing. */
export function offsetOf(root: unknown, path: SchemaPath, atKey: boolean): number {
  let node = root;
  let offset = startOf(root) ?? 0;
  for (const [depth, step] of path.entries()) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
      : undefined;
    node = isSeq(node) ? node.items[Number(step)] : pair?.value;
    const last = depth === path.length - 1;
    const here = last && atKey ? startOf(pair?.key) : (startOf(node) ?? startOf(pair?.key));
    if (here === undefined) break;
    offset = here;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
