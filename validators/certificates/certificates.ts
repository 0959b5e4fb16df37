/** Rules about who may issue certificates for a zone's names: CAA. */
import type { Rule } from "../rule.js";
import { caDiversity } from "./ca-diversity.js";
import { caaContradiction } from "./caa-contradiction.js";
import { caaIodef } from "./caa-iodef.js";
import { caaIodefUnreachable } from "./caa-iodef-unreachable.js";
import { caaIssuer } from "./caa-issuer.js";
import { caaIssuers } from "./caa-issuers.js";
import { caaMissing } from "./caa-missing.js";
import { caaMisspelt } from "./caa-misspelt.js";
import { caaOnlyIodef } from "./caa-only-iodef.js";
import { caaParameters } from "./caa-parameters.js";
import { caaSyntax } from "./caa-syntax.js";
import { caaWildcard } from "./caa-wildcard.js";

export const certificateRules: readonly Rule[] = [
  caaSyntax,
  caaIssuer,
  caaMisspelt,
  caaParameters,
  caaIodef,
  caaIodefUnreachable,
  caaOnlyIodef,
  caaContradiction,
  caaWildcard,
  caaIssuers,
  caaMissing,
  caDiversity,
];
