/** Rules about names that stand for other names: CNAME, DNAME, wildcards. */
import type { Rule } from "../rule.js";
import { cnameLoop } from "./cname-loop.js";

export const aliasRules: readonly Rule[] = [cnameLoop];
