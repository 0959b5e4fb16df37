/**
 * Every rule, in the order of the tables in docs/validators/. A new rule is a file in the room that
 * it belongs to, a line in that room's list, and fixtures in test/validators/<rule>/.
 */
import { assert } from "../src/base/assert.js";
import { addressRules } from "./addresses/addresses.js";
import { aliasRules } from "./aliases/aliases.js";
import { certificateRules } from "./certificates/certificates.js";
import { changeRules } from "./change/changes.js";
import { delegationRules } from "./delegation/delegation.js";
import { dnssecRules } from "./dnssec/dnssec.js";
import { liveRules } from "./live/live.js";
import { mailRules } from "./mail/mail.js";
import { nameRules } from "./names/names.js";
import { readingRules } from "./reading/reading.js";
import { resilienceRules } from "./resilience/resilience.js";
import type { Rule } from "./rule.js";
import { serviceRules } from "./services/services.js";
import { steeringRules } from "./steering/steering.js";
import { structureRules } from "./structure/structure.js";

export const rules: readonly Rule[] = [
  ...readingRules,
  ...structureRules,
  ...liveRules,
  ...aliasRules,
  ...delegationRules,
  ...nameRules,
  ...addressRules,
  ...certificateRules,
  ...dnssecRules,
  ...mailRules,
  ...resilienceRules,
  ...serviceRules,
  ...steeringRules,
  ...changeRules,
];

const byId = new Map(rules.map((rule) => [rule.id, rule]));
assert(byId.size === rules.length, "no two rules have the same id");

export function ruleOf(id: string): Rule | undefined {
  return byId.get(id);
}
