/** Rules about the zone as a tree: its SOA, TTLs, what a zone cut hides. */
import type { Rule } from "../rule.js";

export const structureRules: readonly Rule[] = [];
