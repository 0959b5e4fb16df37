/** Rules about who serves a zone and what it delegates: NS, glue, SOA, parents and children. */
import type { Rule } from "../rule.js";
import { answerSize } from "./answer-size.js";
import { answerSizePlain } from "./answer-size-plain.js";
import { delegationLoop } from "./delegation-loop.js";
import { glueIncomplete } from "./glue-incomplete.js";
import { nsAbsentName } from "./ns-absent-name.js";
import { nsAddress } from "./ns-address.js";
import { nsAlias } from "./ns-alias.js";
import { nsCount } from "./ns-count.js";
import { nsLiteral } from "./ns-literal.js";
import { nsOneNetwork } from "./ns-one-network.js";
import { nsSameAddress } from "./ns-same-address.js";
import { parentCds } from "./parent-cds.js";
import { parentDs } from "./parent-ds.js";
import { parentGlue } from "./parent-glue.js";
import { parentNs } from "./parent-ns.js";
import { providerDiversity } from "./provider-diversity.js";
import { referralSize } from "./referral-size.js";
import { siblingGlue } from "./sibling-glue.js";
import { soaMname } from "./soa-mname.js";
import { soaRname } from "./soa-rname.js";
import { soaSerialForm } from "./soa-serial-form.js";
import { soaTimerBounds } from "./soa-timer-bounds.js";
import { soaTimers } from "./soa-timers.js";
import { v6Parity } from "./v6-parity.js";

export const delegationRules: readonly Rule[] = [
  nsAddress,
  nsAbsentName,
  nsAlias,
  nsLiteral,
  siblingGlue,
  delegationLoop,
  nsCount,
  nsSameAddress,
  nsOneNetwork,
  v6Parity,
  providerDiversity,
  parentNs,
  parentGlue,
  glueIncomplete,
  parentDs,
  parentCds,
  referralSize,
  answerSize,
  answerSizePlain,
  soaMname,
  soaRname,
  soaTimers,
  soaTimerBounds,
  soaSerialForm,
];
