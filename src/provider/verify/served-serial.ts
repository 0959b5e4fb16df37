/** The serial of a zone, at its primary and at its nameservers: how far a change has come. */

import { flag, rcode } from "../../dns/header.js";
import type { Message, ResourceRecord } from "../../dns/message.js";
import { namesEqual } from "../../dns/name.js";
import type { DnsClient } from "../../resolver/dns-client.js";
import { compareSerials } from "../../zone/serial.js";
import type { Nameserver } from "../contract/provider.js";

const SOA = 6;
/** The serial stands before four numbers of 32 bits (RFC 1035 §3.3.13). */
const serialFromEnd = 20;

/** Serial of well-formed SOA RDATA. */
export function soaSerial(rdata: Uint8Array): number {
  return new DataView(rdata.buffer, rdata.byteOffset).getUint32(rdata.length - serialFromEnd);
}

/** The serial that an authoritative answer tells; null if the server is not authoritative. */
export function serialOf(response: Message, apex: Uint8Array): number | null {
  if (response.rcode !== rcode.NOERROR || (response.flags & flag.aa) === 0) return null;
  const soa = response.answers.find((record) => isSoaOf(record, apex));
  return soa === undefined ? null : soaSerial(soa.rdata);
}

function isSoaOf({ name, type, rdata }: ResourceRecord, apex: Uint8Array): boolean {
  const isSoa = type === SOA && rdata.length > serialFromEnd;
  return isSoa && name.length === apex.length && namesEqual(name, 0, apex, 0, apex.length);
}

/**
 * Whether a nameserver still has an older serial. Those that do not answer are not waited for: that
 * they do not is for verification to find.
 */
export async function someBehind(
  dns: DnsClient,
  nameservers: readonly Nameserver[],
  apex: Uint8Array,
  serial: number,
): Promise<boolean> {
  const replies = await Promise.all(
    nameservers.map((nameserver) => dns.ask(nameserver, { name: apex, type: SOA })),
  );
  return replies.some((reply) => {
    const there = typeof reply === "string" ? null : serialOf(reply, apex);
    return there !== null && compareSerials(there, serial) === -1;
  });
}
