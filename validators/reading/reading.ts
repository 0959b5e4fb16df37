/** What the reader tells of a zone file: nothing that has an error here can be served. */
import type { Rule } from "../rule.js";
import { apexRows } from "./apex.js";
import { directiveRows } from "./directives.js";
import { entryRows } from "./entries.js";
import { fileRows } from "./file.js";
import { nameRows } from "./names.js";
import { rdataRows } from "./rdata.js";

export const readingRules: readonly Rule[] = [
  ...fileRows,
  ...directiveRows,
  ...entryRows,
  ...nameRows,
  ...rdataRows,
  ...apexRows,
];
