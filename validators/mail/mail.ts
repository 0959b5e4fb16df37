/** Rules about mail: SPF, DMARC, DKIM and what else is said of it, and what TXT records give away. */
import type { Rule } from "../rule.js";
import { dmarcExternalReport } from "./dmarc-external-report.js";
import { dmarcPolicy } from "./dmarc-policy.js";
import { dmarcReportOutside } from "./dmarc-report-outside.js";
import { dmarcSeveral } from "./dmarc-several.js";
import { dmarcSyntax } from "./dmarc-syntax.js";
import { dmarcTagNames } from "./dmarc-tags.js";
import { spfAfterAll } from "./spf-after-all.js";
import { spfIncludeMissing } from "./spf-include-missing.js";
import { spfLookups } from "./spf-lookups.js";
import { spfLoop } from "./spf-loop.js";
import { spfModifier } from "./spf-modifier.js";
import { spfMxLimit } from "./spf-mx-limit.js";
import { spfNoAll } from "./spf-no-all.js";
import { spfPlusAll } from "./spf-plus-all.js";
import { spfPtr } from "./spf-ptr.js";
import { spfSeveral } from "./spf-several.js";
import { spfSize } from "./spf-size.js";
import { spfSyntax } from "./spf-syntax.js";
import { spfType } from "./spf-type.js";
import { spfVersion } from "./spf-version.js";
import { spfVoidLookups } from "./spf-void-lookups.js";

export const mailRules: readonly Rule[] = [
  spfSyntax,
  spfVersion,
  spfSeveral,
  spfLookups,
  spfVoidLookups,
  spfIncludeMissing,
  spfLoop,
  spfMxLimit,
  spfSize,
  spfPtr,
  spfPlusAll,
  spfNoAll,
  spfAfterAll,
  spfModifier,
  spfType,
  dmarcSyntax,
  dmarcSeveral,
  dmarcPolicy,
  dmarcTagNames,
  dmarcExternalReport,
  dmarcReportOutside,
];
