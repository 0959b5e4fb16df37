/** Rules about where services are and by which keys they are known. */
import type { Rule } from "../rule.js";
import { catalogZone } from "./catalog-zone.js";
import { daneUnsigned } from "./dane-unsigned.js";
import { hostTarget } from "./host-target.js";
import { httpsFallback } from "./https-fallback.js";
import { httpsOwner } from "./https-owner.js";
import { mailboxKeyOwner } from "./mailbox-key-owner.js";
import { naptrFlags } from "./naptr-flags.js";
import { naptrRegexp } from "./naptr-regexp.js";
import { naptrTarget } from "./naptr-target.js";
import { rpzTrigger } from "./rpz-trigger.js";
import { srvNoService } from "./srv-no-service.js";
import { srvOwner } from "./srv-owner.js";
import { srvTarget } from "./srv-target.js";
import { srvValues } from "./srv-values.js";
import { sshfpValues } from "./sshfp-values.js";
import { sshfpWeak } from "./sshfp-weak.js";
import { svcbAliasParams } from "./svcb-alias-params.js";
import { svcbAliasSeveral } from "./svcb-alias-several.js";
import { svcbAlpn } from "./svcb-alpn.js";
import { svcbChain } from "./svcb-chain.js";
import { svcbDns } from "./svcb-dns.js";
import { svcbHint } from "./svcb-hint.js";
import { svcbPort } from "./svcb-port.js";
import { svcbPrivateHint } from "./svcb-private-hint.js";
import { svcbTarget } from "./svcb-target.js";
import { tlsaMail } from "./tlsa-mail.js";
import { tlsaOwner } from "./tlsa-owner.js";
import { tlsaValues } from "./tlsa-values.js";
import { uriTarget } from "./uri-target.js";

export const serviceRules: readonly Rule[] = [
  svcbTarget,
  svcbAliasParams,
  svcbAliasSeveral,
  svcbChain,
  svcbAlpn,
  svcbPort,
  svcbHint,
  svcbPrivateHint,
  svcbDns,
  httpsOwner,
  httpsFallback,
  srvOwner,
  srvValues,
  srvTarget,
  srvNoService,
  hostTarget,
  naptrRegexp,
  naptrFlags,
  naptrTarget,
  uriTarget,
  tlsaOwner,
  tlsaValues,
  tlsaMail,
  mailboxKeyOwner,
  daneUnsigned,
  sshfpValues,
  sshfpWeak,
  catalogZone,
  rpzTrigger,
];
