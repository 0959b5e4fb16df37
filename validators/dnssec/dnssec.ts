/** Rules about signed zones: keys, signatures, denial of existence, digests. */
import type { Rule } from "../rule.js";
import { csync } from "./csync.js";
import { dnssecAlgorithm } from "./dnssec-algorithm.js";
import { dnssecCds } from "./dnssec-cds.js";
import { dnssecCdsAlone } from "./dnssec-cds-alone.js";
import { dnssecDnskey } from "./dnssec-dnskey.js";
import { dnssecDsDigest } from "./dnssec-ds-digest.js";
import { dnssecDsPlace } from "./dnssec-ds-place.js";
import { dnssecEntryPoint } from "./dnssec-entry-point.js";
import { dnssecKeyStrength } from "./dnssec-key-strength.js";
import { dnssecKeyTag } from "./dnssec-key-tag.js";
import { dnssecNoSep } from "./dnssec-no-sep.js";
import { dnssecNsecBitmap } from "./dnssec-nsec-bitmap.js";
import { dnssecNsecChain } from "./dnssec-nsec-chain.js";
import { dnssecNsecMixed } from "./dnssec-nsec-mixed.js";
import { dnssecNsec3Chain } from "./dnssec-nsec3-chain.js";
import { dnssecNsec3OptOut } from "./dnssec-nsec3-opt-out.js";
import { dnssecNsec3Parameters } from "./dnssec-nsec3-parameters.js";
import { dnssecNsec3Salt } from "./dnssec-nsec3-salt.js";
import { dnssecNsec3param } from "./dnssec-nsec3param.js";
import { dnssecRevokedKey } from "./dnssec-revoked-key.js";
import { dnssecRrsigExpired } from "./dnssec-rrsig-expired.js";
import { dnssecRrsigExpiresSoon } from "./dnssec-rrsig-expires-soon.js";
import { dnssecRrsigFields } from "./dnssec-rrsig-fields.js";
import { dnssecRrsigInvalid } from "./dnssec-rrsig-invalid.js";
import { dnssecRrsigMissing } from "./dnssec-rrsig-missing.js";
import { dnssecRrsigNotYet } from "./dnssec-rrsig-not-yet.js";
import { dnssecRrsigOrphan } from "./dnssec-rrsig-orphan.js";
import { dnssecTtl } from "./dnssec-ttl.js";
import { dnssecUnsignedKeys } from "./dnssec-unsigned-keys.js";
import { dnssecZonemd } from "./dnssec-zonemd.js";

export const dnssecRules: readonly Rule[] = [
  dnssecRrsigInvalid,
  dnssecRrsigExpired,
  dnssecRrsigExpiresSoon,
  dnssecRrsigNotYet,
  dnssecRrsigMissing,
  dnssecEntryPoint,
  dnssecRrsigOrphan,
  dnssecRrsigFields,
  dnssecTtl,
  dnssecDnskey,
  dnssecAlgorithm,
  dnssecKeyStrength,
  dnssecKeyTag,
  dnssecNoSep,
  dnssecRevokedKey,
  dnssecUnsignedKeys,
  dnssecDsDigest,
  dnssecDsPlace,
  dnssecCds,
  dnssecCdsAlone,
  dnssecNsecChain,
  dnssecNsecBitmap,
  dnssecNsec3Chain,
  dnssecNsec3param,
  dnssecNsec3Parameters,
  dnssecNsec3Salt,
  dnssecNsec3OptOut,
  dnssecNsecMixed,
  dnssecZonemd,
  csync,
];
