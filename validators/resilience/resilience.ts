/** Rules about what goes wrong later: names given up, caches that do not let go, dates gone by. */
import type { Rule } from "../rule.js";
import { badAnnotation } from "./bad-annotation.js";
import { cloudDelegation } from "./cloud-delegation.js";
import { expiredRecord } from "./expired-record.js";
import { expiringRecord } from "./expiring-record.js";
import { failoverName } from "./failover-name.js";
import { failoverTtl } from "./failover-ttl.js";
import { negativeTtl } from "./negative-ttl.js";
import { takeover } from "./takeover.js";
import { takeoverConditional } from "./takeover-conditional.js";
import { unusedSuppression } from "./unused-suppression.js";

export const resilienceRules: readonly Rule[] = [
  takeover,
  takeoverConditional,
  cloudDelegation,
  failoverTtl,
  failoverName,
  negativeTtl,
  expiredRecord,
  expiringRecord,
  badAnnotation,
  unusedSuppression,
];
