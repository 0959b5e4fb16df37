/** Rules about addresses: whom they reach, and whether forward and reverse zones agree. */
import type { Rule } from "../rule.js";
import { documentationAddress } from "./documentation-address.js";
import { nsPrivateAddress } from "./ns-private-address.js";
import { privateAddress } from "./private-address.js";
import { reverseMismatch } from "./reverse-mismatch.js";
import { reverseMissing } from "./reverse-missing.js";
import { reverseOwner } from "./reverse-owner.js";
import { reverseSeveral } from "./reverse-several.js";

export const addressRules: readonly Rule[] = [
  nsPrivateAddress,
  privateAddress,
  documentationAddress,
  reverseMissing,
  reverseMismatch,
  reverseSeveral,
  reverseOwner,
];
