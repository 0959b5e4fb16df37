/** Rules about the zone as a tree: its SOA, TTLs, what a zone cut hides. */
import type { Rule } from "../rule.js";
import { dataAtCut } from "./data-at-cut.js";
import { nsec3Form } from "./nsec3-form.js";
import { occluded } from "./occluded.js";
import { rrsetTooLarge } from "./rrset-too-large.js";
import { soaFirst } from "./soa-first.js";
import { strayGlue } from "./stray-glue.js";
import { ttlOutOfPolicy } from "./ttl-out-of-policy.js";
import { ttlZero } from "./ttl-zero.js";

export const structureRules: readonly Rule[] = [
  rrsetTooLarge,
  soaFirst,
  ttlZero,
  ttlOutOfPolicy,
  occluded,
  dataAtCut,
  strayGlue,
  nsec3Form,
];
