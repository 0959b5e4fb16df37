import { limits } from "../../src/base/limits.js";
import { isSubdomain } from "../../src/dns/name.js";
import { MessageBuilder } from "../../src/image/message-builder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { optOctets, signatureOctets } from "./answer-octets.js";
import { type Nameservers, nameserversOf } from "./nameservers.js";

export const referralSize: Rule = {
  id: "referral-size",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1035 §4.2.1, RFC 9471 §3",
  summary: "A referral to the zone is longer than a UDP response may be.",
  why: "The way to the zone is cut off and asked for again over TCP. Resolvers that cannot use TCP find neither the zone nor anything in it.",
  hint: "list fewer nameservers, or give them shorter names below one common name",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const servers = nameserversOf(context);
    let builder: MessageBuilder | undefined;
    for (let k = 0; k < servers.sets.length && !found.isFull; k++) {
      if (isSmall(zone, servers.sets[k]!)) continue;
      builder ??= new MessageBuilder();
      const fault = faultOf(zone, servers, k, builder);
      if (fault === undefined) continue;
      const name = zone.ownerText(servers.delegated(k));
      found.at(zone.firstRecord(servers.sets[k]!), "owner", `a referral to ${name} ${fault}`);
    }
    return found.diagnostics;
  },
};

/** Header and the end of the question. */
const frameOctets = 16;
/** TYPE, CLASS, TTL, RDLENGTH, and a pointer to an owner that is in the message already. */
const recordOctets = 12;
const glueOctets = { v4: recordOctets + 4, v6: recordOctets + 16 } as const;

/** Below this even uncompressed names fit, and so nearly all delegations need no closer look. */
function isSmall(zone: ZoneIndex, rrset: number): boolean {
  const count = zone.recordCount(rrset);
  const names = zone.rdataEnd(zone.endRecord(rrset) - 1) - zone.rdataStart(zone.firstRecord(rrset));
  const room =
    limits.udpPayloadPlainBytes - frameOctets - limits.nameBytesMax - glueOctets.v4 - glueOctets.v6;
  return count <= 4 && count * recordOctets + names <= room;
}

/**
 * Without EDNS a referral must at least have room for the longest question below the zone, all NS
 * records and one address of each family, as IANA asks of top-level domains; with EDNS for all
 * glue, none of which may be left out (RFC 9471 §3.1).
 */
function faultOf(
  zone: ZoneIndex,
  servers: Nameservers,
  k: number,
  builder: MessageBuilder,
): string | undefined {
  const { names, nameStart } = zone.zone;
  const owner = servers.delegated(k);
  const start = nameStart[owner]!;
  const length = nameStart[owner + 1]! - start;
  builder.start(names, start, length, false);
  builder.questionRrset(zone.zone, servers.sets[k]!, 0);
  const glue = glueOf(zone, servers, k);
  const plain =
    builder.at +
    (limits.nameBytesMax - length) +
    Math.min(glue.v4, 1) * glueOctets.v4 +
    Math.min(glue.v6, 1) * glueOctets.v6;
  if (plain > limits.udpPayloadPlainBytes) {
    return `of the longest question has ${plain} octets, over ${limits.udpPayloadPlainBytes}`;
  }
  const ds = owner === 0 ? -1 : zone.rrset(owner, rrtype.DS);
  if (ds !== -1) builder.questionRrset(zone.zone, ds, 0);
  const whole =
    builder.at +
    glue.v4 * glueOctets.v4 +
    glue.v6 * glueOctets.v6 +
    optOctets +
    signatureOctets(zone, owner, rrtype.DS);
  return whole > limits.udpPayloadDefaultBytes
    ? `has ${whole} octets with its glue, over ${limits.udpPayloadDefaultBytes}`
    : undefined;
}

/** Addresses that must go with the referral: of servers at or below the zone itself. */
function glueOf(zone: ZoneIndex, servers: Nameservers, k: number): { v4: number; v6: number } {
  const { names, nameStart, rdata } = zone.zone;
  const owner = servers.delegated(k);
  const glue = { v4: 0, v6: 0 };
  for (let i = servers.first[k]!; i < servers.first[k + 1]!; i++) {
    const home = servers.home(i);
    if (home === undefined || !servers.isAddressed(i)) continue;
    const record = servers.record(k, i);
    const start = zone.rdataStart(record);
    const end = zone.rdataEnd(record);
    if (!isSubdomain(rdata, start, end, names, nameStart[owner]!, nameStart[owner + 1]!)) continue;
    const v4 = home.rrset(servers.owner(i), rrtype.A);
    const v6 = home.rrset(servers.owner(i), rrtype.AAAA);
    if (v4 !== -1) glue.v4 += home.recordCount(v4);
    if (v6 !== -1) glue.v6 += home.recordCount(v6);
  }
  return glue;
}
