/** The nameservers that were asked, with the NS record each is told at. */
import type { ServerAnswer } from "../live-facts.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext } from "../rule-context.js";
import { nsRecord } from "./live-zone.js";

export interface AskedServer extends ServerAnswer {
  /** The apex NS record that names it; the first one if only the parent does. */
  readonly record: number;
}

export function askedServers({ zone, around }: RuleContext): AskedServer[] {
  const { live } = around;
  const first = nsRecord(zone);
  if (live === undefined || first === -1) return [];
  const rrset = zone.rrset(0, rrtype.NS);
  const recordOf = new Map<string, number>();
  for (let record = first; record < zone.endRecord(rrset); record++) {
    recordOf.set(zone.nameText(record).toLowerCase(), record);
  }
  return live.servers.map((server) => ({ ...server, record: recordOf.get(server.name) ?? first }));
}
