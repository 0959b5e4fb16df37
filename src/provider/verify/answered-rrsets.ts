/** What a nameserver answered, kept as RRsets: a zone seen from outside, question by question. */
import type { Nameserver } from "../contract/provider.js";
import { type Rrset, rrsetKey } from "../rrset/rrset.js";
import { rrsetOfRecords } from "./rrset-of-records.js";
import type { Question, ServedAnswer } from "./served-answer.js";

export class AnsweredRrsets {
  private readonly byServer = new Map<Nameserver, Map<string, Rrset>>();

  take(nameserver: Nameserver, { owner, type }: Question, answer: ServedAnswer): void {
    // A truncated or lost answer says nothing; the one over the other transport does.
    if (answer.kind === "truncated" || answer.kind === "none") return;
    const there = this.byServer.get(nameserver) ?? new Map<string, Rrset>();
    this.byServer.set(nameserver, there);
    const rrset = answer.kind === "rrset" ? rrsetOfRecords(owner, type, answer.records) : null;
    if (rrset === null) there.delete(rrsetKey(owner, type));
    else there.set(rrsetKey(owner, type), rrset);
  }

  /** Null if it answered nothing. */
  of(nameserver: Nameserver): readonly Rrset[] | null {
    const there = this.byServer.get(nameserver);
    return there === undefined ? null : [...there.values()];
  }
}
