/** What a nameserver answered, kept as RRsets: a zone seen from outside, question by question. */
import type { Nameserver } from "../contract/provider.js";
import { orderedRdatas } from "../rrset/ordered-rdatas.js";
import { type Rrset, rrsetKey } from "../rrset/rrset.js";
import { rdataSet } from "./rdata-set.js";
import type { Question, ServedAnswer } from "./served-answer.js";
import type { WitnessRecord } from "./witness-message.js";

export class AnsweredRrsets {
  private readonly byServer = new Map<Nameserver, Map<string, Rrset>>();

  take(nameserver: Nameserver, { owner, type }: Question, answer: ServedAnswer): void {
    // A truncated or lost answer says nothing; the one over the other transport does.
    if (answer.kind === "truncated" || answer.kind === "none") return;
    const there = this.byServer.get(nameserver) ?? new Map<string, Rrset>();
    this.byServer.set(nameserver, there);
    const rrset = answer.kind === "rrset" ? rrsetOf(owner, type, answer.records) : null;
    if (rrset === null) there.delete(rrsetKey(owner, type));
    else there.set(rrsetKey(owner, type), rrset);
  }

  of(nameserver: Nameserver): readonly Rrset[] {
    return [...(this.byServer.get(nameserver)?.values() ?? [])];
  }
}

/** Null for RDATA that is none of its type. */
function rrsetOf(owner: Uint8Array, type: number, records: readonly WitnessRecord[]): Rrset | null {
  const rdatas = records.map(({ rdata }) => rdata);
  if (rdataSet(type, rdatas) === null) return null;
  const ttlSeconds = Math.min(...records.map((record) => record.ttlSeconds));
  return { owner, type, variant: "", ttlSeconds, rdatas: orderedRdatas(type, rdatas), extra: null };
}
