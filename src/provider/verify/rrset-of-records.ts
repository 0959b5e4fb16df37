/** Records of a nameserver as an RRset to compare and to hash. */
import { orderedRdatas } from "../rrset/ordered-rdatas.js";
import type { Rrset } from "../rrset/rrset.js";
import { rdataSet } from "./rdata-set.js";
import type { WitnessRecord } from "./witness-message.js";

/** Null for RDATA that is none of its type. */
export function rrsetOfRecords(
  owner: Uint8Array,
  type: number,
  records: readonly WitnessRecord[],
): Rrset | null {
  const rdatas = records.map(({ rdata }) => rdata);
  if (rdataSet(type, rdatas) === null) return null;
  const ttlSeconds = Math.min(...records.map((record) => record.ttlSeconds));
  return { owner, type, variant: "", ttlSeconds, rdatas: orderedRdatas(type, rdatas), extra: null };
}
