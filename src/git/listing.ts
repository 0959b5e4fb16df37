/** What git's listings say, with names ended by NUL, so that a name may hold anything. */

export const fileMode = { link: "120000", submodule: "160000" } as const;

export interface TreeEntry {
  /** Six octal digits, as git prints them. */
  readonly mode: string;
  /** Name of the content. */
  readonly oid: string;
  /** The file of the work tree is known to hold the same. */
  readonly onDisk: boolean;
}

/** Path below the root, with slashes → entry. */
export type Tree = Map<string, TreeEntry>;

/** `ls-tree -r -z`: `mode type oid TAB path`. */
export function treeOfListing(listing: Buffer): Tree {
  const tree: Tree = new Map();
  for (const [head, path] of headsAndPaths(listing)) {
    const [mode = "", , oid = ""] = head.split(" ");
    if (mode !== fileMode.submodule) tree.set(path, { mode, oid, onDisk: false });
  }
  return tree;
}

/**
 * `ls-files -s -v -z`: `tag mode oid stage TAB path`. Unmerged paths are left out: nothing can be
 * committed while there are any.
 */
export function treeOfIndex(listing: Buffer): Tree {
  const tree: Tree = new Map();
  for (const [head, path] of headsAndPaths(listing)) {
    const [tag, mode = "", oid = "", stage] = head.split(" ");
    if (stage !== "0" || mode === fileMode.submodule) continue;
    // Any other tag is of a file that git was told not to look at in the work tree.
    tree.set(path, { mode, oid, onDisk: tag === "H" });
  }
  return tree;
}

export interface Change {
  readonly kind: "added" | "changed" | "deleted" | "renamed" | "unmerged";
  /** Below the root, with slashes; of a rename, the new one. */
  readonly path: string;
  /** Of a rename, the old one. */
  readonly from?: string;
}

/** `diff --raw -z`: `:mode mode oid oid status NUL path NUL [path NUL]`. */
export function changesOf(raw: Buffer): Change[] {
  const fields = fieldsOf(raw);
  const changes: Change[] = [];
  for (let at = 0; at < fields.length; ) {
    const status = fields[at++]!.split(" ")[4] ?? "";
    const path = fields[at++] ?? "";
    if (status.startsWith("R")) changes.push({ kind: "renamed", path: fields[at++]!, from: path });
    else if (status.startsWith("C")) changes.push({ kind: "added", path: fields[at++]! });
    else changes.push({ kind: kinds[status[0] ?? ""] ?? "changed", path });
  }
  return changes;
}

const kinds: { readonly [status: string]: Change["kind"] } = {
  A: "added",
  D: "deleted",
  U: "unmerged",
};

function* headsAndPaths(listing: Buffer): Generator<[head: string, path: string]> {
  for (const field of fieldsOf(listing)) {
    const tab = field.indexOf("\t");
    yield [field.slice(0, tab), field.slice(tab + 1)];
  }
}

function fieldsOf(bytes: Buffer): string[] {
  const fields = bytes.toString("utf8").split("\0");
  if (fields.at(-1) === "") fields.pop();
  return fields;
}
