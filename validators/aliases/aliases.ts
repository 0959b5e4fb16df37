/** Rules about names that stand for other names: CNAME, DNAME, wildcards. */
import type { Rule } from "../rule.js";
import { cnameChain } from "./cname-chain.js";
import { cnameLoop } from "./cname-loop.js";
import { cnameTargetMissing } from "./cname-target-missing.js";
import { dnameAndNs } from "./dname-and-ns.js";
import { dnameLoop } from "./dname-loop.js";
import { dnameOverflow } from "./dname-overflow.js";
import { dnameTargetMissing } from "./dname-target-missing.js";
import { wildcardBlocked } from "./wildcard-blocked.js";
import { wildcardDname } from "./wildcard-dname.js";
import { wildcardInside } from "./wildcard-inside.js";
import { wildcardNs } from "./wildcard-ns.js";

export const aliasRules: readonly Rule[] = [
  cnameLoop,
  cnameChain,
  cnameTargetMissing,
  dnameAndNs,
  dnameLoop,
  dnameTargetMissing,
  dnameOverflow,
  wildcardNs,
  wildcardDname,
  wildcardInside,
  wildcardBlocked,
];
