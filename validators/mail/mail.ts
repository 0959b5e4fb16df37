/** Rules about mail: SPF, DMARC, DKIM and what else is said of it, and what TXT records give away. */
import type { Rule } from "../rule.js";
import { bimiDmarc } from "./bimi-dmarc.js";
import { bimiSyntax } from "./bimi-syntax.js";
import { dkimShortKey } from "./dkim-short-key.js";
import { dkimSyntax } from "./dkim-syntax.js";
import { dkimTesting } from "./dkim-testing.js";
import { dkimWeakKey } from "./dkim-weak-key.js";
import { dmarcExternalReport } from "./dmarc-external-report.js";
import { dmarcPolicy } from "./dmarc-policy.js";
import { dmarcReportOutside } from "./dmarc-report-outside.js";
import { dmarcSeveral } from "./dmarc-several.js";
import { dmarcSyntax } from "./dmarc-syntax.js";
import { dmarcTagNames } from "./dmarc-tags.js";
import { errorReportText } from "./error-report-text.js";
import { mailNone } from "./mail-none.js";
import { mailPolicy } from "./mail-policy.js";
import { mailSubdomain } from "./mail-subdomain.js";
import { mtaStsHost } from "./mta-sts-host.js";
import { mtaStsSyntax } from "./mta-sts-syntax.js";
import { mxAddress } from "./mx-address.js";
import { mxAlias } from "./mx-alias.js";
import { mxLiteral } from "./mx-literal.js";
import { mxNull } from "./mx-null.js";
import { rpText } from "./rp-text.js";
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
import { textChunks } from "./text-chunks.js";
import { textCut } from "./text-cut.js";
import { textPersonal } from "./text-personal.js";
import { textPlace } from "./text-place.js";
import { textQuotes } from "./text-quotes.js";
import { textSecret } from "./text-secret.js";
import { tlsRptSyntax } from "./tls-rpt-syntax.js";

export const mailRules: readonly Rule[] = [
  mxAddress,
  mxAlias,
  mxLiteral,
  mxNull,
  mailPolicy,
  mailNone,
  mailSubdomain,
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
  dkimSyntax,
  dkimShortKey,
  dkimWeakKey,
  dkimTesting,
  dmarcSyntax,
  dmarcSeveral,
  dmarcPolicy,
  dmarcTagNames,
  dmarcExternalReport,
  dmarcReportOutside,
  mtaStsSyntax,
  mtaStsHost,
  tlsRptSyntax,
  bimiSyntax,
  bimiDmarc,
  textPlace,
  rpText,
  errorReportText,
  textSecret,
  textPersonal,
  textChunks,
  textCut,
  textQuotes,
];
