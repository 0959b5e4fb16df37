/** The serial of a zone, at its primary and at its nameservers: how far a change has come. */
import { flag, rcode } from "../../dns/header.js";
import type { Message, ResourceRecord } from "../../dns/message.js";
import { namesEqual } from "../../dns/name.js";
import { compareSerials } from "../../zone/serial.js";
import type { ProviderContext, ProviderZone, Settlement } from "../contract/provider.js";

const SOA = 6;
/** The serial stands before four numbers of 32 bits (RFC 1035 §3.3.13). */
const serialFromEnd = 20;
/** Secondaries follow a NOTIFY within about as long. */
const askAgainMs = 500;

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
 * Settled once no nameserver has an older serial. Those that do not answer are not waited for: that
 * they do not is for verification to find.
 */
export async function settledAt(
  serial: number,
  { apex }: ProviderZone,
  { dns, nameservers }: Pick<ProviderContext, "dns" | "nameservers">,
): Promise<Settlement> {
  const replies = await Promise.all(
    nameservers.map((nameserver) => dns.ask(nameserver, { name: apex, type: SOA })),
  );
  const isBehind = replies.some((reply) => {
    const there = typeof reply === "string" ? null : serialOf(reply, apex);
    return there !== null && compareSerials(there, serial) === -1;
  });
  return isBehind ? { kind: "pending", askAgainMs } : { kind: "settled" };
}
