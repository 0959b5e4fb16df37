/** `$ORIGIN`, `$TTL`, `$INCLUDE`, `$GENERATE`. */
import type { Rule } from "../rule.js";
import { loadFault } from "./reader-row.js";

export const directiveRows: readonly Rule[] = [
  loadFault({
    id: "unknown-directive",
    reference: "RFC 1035 §5.1",
    summary: "A line starts with $ and a word that is no directive.",
    why: "What it was meant to do to the records that follow is not done to them.",
  }),
  loadFault({
    id: "bad-directive",
    reference: "RFC 1035 §5.1",
    summary: "A directive does not have its form.",
    why: "Records that follow would get the wrong origin or TTL.",
  }),
  loadFault({
    id: "bad-include",
    reference: "RFC 1035 §5.1",
    summary: "The file of an $INCLUDE is not there, or outside the folder of zones.",
    why: "The zone would lose every record of that file, and nobody would be told.",
  }),
  loadFault({
    id: "include-loop",
    reference: "docs/zone-files.md",
    summary: "A file includes itself, by whatever way round.",
    why: "Reading it would never end.",
  }),
  loadFault({
    id: "too-many-includes",
    reference: "docs/zone-files.md",
    summary: "Includes are nested too deep, or there are too many.",
    why: "Files that include each other twice grow by powers of two; the bound ends that.",
  }),
  loadFault({
    id: "bad-generate",
    reference: "docs/zone-files.md",
    summary: "A $GENERATE does not have its form, or makes too many records.",
    why: "The addresses that it should have made would not exist.",
  }),
];
