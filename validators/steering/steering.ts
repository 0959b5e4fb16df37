/** Rules about the steering file beside a zone: whether it will do in an outage what it should. */
import type { Rule } from "../rule.js";
import { capacityHeadroom } from "./capacity-headroom.js";
import { steeringAim } from "./steering-aim.js";
import { steeringCoverage } from "./steering-coverage.js";
import { steeringGeo } from "./steering-geo.js";
import { steeringProbes } from "./steering-probes.js";
import { steeringRows } from "./steering-rows.js";
import { steeringSingle } from "./steering-single.js";
import { steeringTtl } from "./steering-ttl.js";

export const steeringRules: readonly Rule[] = [
  ...steeringRows,
  capacityHeadroom,
  steeringCoverage,
  steeringSingle,
  steeringProbes,
  steeringAim,
  steeringGeo,
  steeringTtl,
];
