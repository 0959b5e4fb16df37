/** Rules about what is different from other versions of the zone; silent where none is known. */
import type { Rule } from "../rule.js";
import { addressLost } from "./address-lost.js";
import { apexChange } from "./apex-change.js";
import { blastRadius } from "./blast-radius.js";
import { delegationRemoved } from "./delegation-removed.js";
import { dsChanged } from "./ds-changed.js";
import { serialJump } from "./serial-jump.js";
import { serialNotIncreased } from "./serial-not-increased.js";
import { serialUnchangedMerge } from "./serial-unchanged-merge.js";
import { serialWentBack } from "./serial-went-back.js";
import { wildcardRemoved } from "./wildcard-removed.js";
import { wildcardShadow } from "./wildcard-shadow.js";

export const changeRules: readonly Rule[] = [
  serialNotIncreased,
  serialWentBack,
  serialJump,
  serialUnchangedMerge,
  blastRadius,
  apexChange,
  addressLost,
  wildcardRemoved,
  wildcardShadow,
  delegationRemoved,
  dsChanged,
];
