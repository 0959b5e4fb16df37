/**
 * A whole zone from one nameserver, as the witness reads it: by transfer (RFC 5936), where anybody
 * may have it. Only so can be seen what a nameserver has besides what is asked for.
 */
import { limits } from "../../base/limits.js";
import { encodeQuery } from "../../dns/message.js";
import { isSubdomain } from "../../dns/name.js";
import type { Dial } from "../../transfer/message-stream.js";
import type { Nameserver } from "../contract/provider.js";
import { type Rrset, rrsetKey } from "../rrset/rrset.js";
import type { LaneWorld } from "./lanes.js";
import { rrsetOfRecords } from "./rrset-of-records.js";
import { decodeWitness, type WitnessRecord } from "./witness-message.js";

const SOA = 6;
const AXFR = 252;
const IN = 1;
/** Far above zones that are mirrored, far below what would take the memory of this host. */
const recordsMax = 2_000_000;
const bytesMax = limits.zoneBytesMax / 4;
/** Of the whole transfer. */
const timeoutMs = 60_000;

/** RRsets without SOA; null where the zone is not to be had, which is as a rule. */
export async function witnessTransfer(
  nameserver: Nameserver,
  apex: Uint8Array,
  { port, clock }: LaneWorld,
  signal?: AbortSignal,
): Promise<readonly Rrset[] | null> {
  const ending = new AbortController();
  const over = new AbortController();
  signal?.addEventListener("abort", () => ending.abort(), { signal: over.signal });
  void clock.wait(timeoutMs, over.signal).then(() => ending.abort());
  try {
    const records = await recordsOf(nameserver, apex, port.dial, port.randomId(), ending.signal);
    return records === null ? null : rrsetsOf(records);
  } catch {
    // Refused, cut off, or too late: the questions say what there is to say.
    return null;
  } finally {
    over.abort();
  }
}

async function recordsOf(
  nameserver: Nameserver,
  apex: Uint8Array,
  dial: Dial,
  id: number,
  signal: AbortSignal,
): Promise<WitnessRecord[] | null> {
  signal.throwIfAborted();
  const stream = await dial(nameserver, signal);
  try {
    stream.send(encodeQuery(id, apex, AXFR));
    const records: WitnessRecord[] = [];
    let bytes = 0;
    for (;;) {
      const octets = await stream.next();
      bytes += octets?.length ?? 0;
      const message = octets === undefined ? "" : decodeWitness(octets);
      if (typeof message === "string" || message.id !== id || message.rcode !== 0) return null;
      if (!message.isResponse || message.answers.length === 0 || bytes > bytesMax) return null;
      for (const record of message.answers) records.push(record);
      if (records.length > recordsMax || records[0]!.type !== SOA) return null;
      // The zone ends with the SOA that it began with.
      if (records.length > 1 && records.at(-1)!.type === SOA) return insideOf(records, apex);
    }
  } finally {
    stream.close();
  }
}

function insideOf(records: readonly WitnessRecord[], apex: Uint8Array): WitnessRecord[] {
  return records.filter(
    ({ owner, type, class: code }) =>
      type !== SOA && code === IN && isSubdomain(owner, 0, owner.length, apex, 0, apex.length),
  );
}

/** RDATA that are none of their type leave the RRset out: it is then missing. */
function rrsetsOf(records: readonly WitnessRecord[]): Rrset[] {
  const groups = new Map<string, WitnessRecord[]>();
  for (const record of records) {
    const key = rrsetKey(record.owner, record.type);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return [...groups.values()].flatMap((group) => {
    const [{ owner, type }] = group as [WitnessRecord, ...WitnessRecord[]];
    const rrset = rrsetOfRecords(owner, type, group);
    return rrset === null ? [] : [rrset];
  });
}
