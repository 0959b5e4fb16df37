/** Rules about the live DNS; silent unless `--live` was given. */
import type { Rule } from "../rule.js";
import { liveAgreement } from "./live-agreement.js";
import { liveDelegation } from "./live-delegation.js";
import { liveDs } from "./live-ds.js";
import { liveGlue } from "./live-glue.js";
import { liveLame } from "./live-lame.js";
import { liveSerial } from "./live-serial.js";
import { liveUnreachable } from "./live-unreachable.js";

export const liveRules: readonly Rule[] = [
  liveDelegation,
  liveGlue,
  liveDs,
  liveLame,
  liveUnreachable,
  liveSerial,
  liveAgreement,
];
