/** Rules about names as they are written: host names, international ones, slips of the pen. */
import type { Rule } from "../rule.js";
import { confusableLabel } from "./confusable-label.js";
import { hostName } from "./host-name.js";
import { idnaLabel } from "./idna-label.js";
import { internalName } from "./internal-name.js";
import { labelHyphen } from "./label-hyphen.js";
import { labelReserved } from "./label-reserved.js";
import { missingFinalDot } from "./missing-final-dot.js";
import { strayFinalDot } from "./stray-final-dot.js";
import { underscoredHost } from "./underscored-host.js";

export const nameRules: readonly Rule[] = [
  hostName,
  underscoredHost,
  labelHyphen,
  labelReserved,
  idnaLabel,
  confusableLabel,
  missingFinalDot,
  strayFinalDot,
  internalName,
];
