/** What a response says of one question, whichever section it says it in. */
import { rcode, rcodeName } from "../../dns/header.js";
import { isSubdomain } from "../../dns/name.js";
import { nameToText } from "../../dns/name-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { WitnessMessage, WitnessRecord } from "./witness-message.js";

export interface Question {
  /** Wire form, lower case. */
  readonly owner: Uint8Array;
  readonly type: number;
}

/**
 * - rrset: the RRset, from the zone or, of what a delegation hides, from the referral.
 * - alias: a CNAME stands there (or a DNAME above), and the question was for another type.
 * - no-data, no-name: authoritative, nothing of this type, nothing of this name.
 * - referral: somebody else is asked for the name. `truncated`: to be asked again over TCP.
 * - none: no answer (`isSilent`), or one that is none. `broken`: one that makes no sense.
 */
export type ServedAnswer =
  | { readonly kind: "rrset"; readonly records: readonly WitnessRecord[] }
  | { readonly kind: "alias"; readonly records: readonly WitnessRecord[] }
  | { readonly kind: "no-data" }
  | { readonly kind: "no-name" }
  | { readonly kind: "referral"; readonly cut: Uint8Array }
  | { readonly kind: "truncated" }
  | { readonly kind: "none"; readonly reason: string; readonly isSilent: boolean }
  | { readonly kind: "broken"; readonly reason: string };

const NS = 2;
const CNAME = 5;
const SOA = 6;
const DNAME = 39;
const RRSIG = 46;
const IN = 1;
const QUERY = 0;
/** YXDOMAIN: a DNAME that would make too long a name (RFC 6672 §2.2). */
const answeringRcodes: ReadonlySet<number> = new Set([
  rcode.NOERROR,
  rcode.NXDOMAIN,
  rcode.YXDOMAIN,
]);

export function servedAnswer(
  message: WitnessMessage,
  question: Question,
  apex: Uint8Array,
): ServedAnswer {
  if (message.opcode !== QUERY) return { kind: "broken", reason: "an answer with another opcode" };
  if (!answeringRcodes.has(message.rcode)) {
    return { kind: "none", reason: rcodeName(message.rcode), isSilent: false };
  }
  if (message.isTruncated) return { kind: "truncated" };
  const records = ofQuestion(message.answers, question);
  if (!message.isAuthoritative) return withoutAuthority(message, question, apex);
  const substituted = message.answers.filter(
    ({ owner, type, class: code }) =>
      code === IN && type === DNAME && isBelow(question.owner, owner),
  );
  // Before all else: below a DNAME a question for CNAME is answered with one that was made up.
  if (substituted.length > 0) return { kind: "alias", records: substituted };
  if (records.length > 0) return { kind: "rrset", records };
  const aliases = message.answers.filter(
    ({ owner, type, class: code }) => code === IN && type === CNAME && same(owner, question.owner),
  );
  if (aliases.length > 0) return { kind: "alias", records: aliases };
  const stray = message.answers.find(({ type }) => type !== RRSIG);
  if (stray !== undefined) {
    const reason = `an answer about ${nameToText(stray.owner)} ${typeName(stray.type)}`;
    return { kind: "broken", reason };
  }
  return { kind: message.rcode === rcode.NXDOMAIN ? "no-name" : "no-data" };
}

/** A delegation is answered without the AA bit (RFC 1034 §4.3.2, step 3b); all else must have it. */
function withoutAuthority(
  message: WitnessMessage,
  question: Question,
  apex: Uint8Array,
): ServedAnswer {
  const cut = message.authorities.find(
    ({ owner, type, class: code }) =>
      code === IN &&
      type === NS &&
      owner.length > apex.length &&
      isAtOrBelow(owner, apex) &&
      isAtOrBelow(question.owner, owner),
  );
  if (cut === undefined) {
    const isLame = message.authorities.every(({ type }) => type !== SOA);
    const reason = isLame ? "it is not authoritative for the zone" : "an answer without authority";
    return { kind: "none", reason, isSilent: false };
  }
  const there = [message.authorities, message.answers, message.additionals].map((section) =>
    ofQuestion(section, question),
  );
  const records = there.find((section) => section.length > 0);
  return records === undefined ? { kind: "referral", cut: cut.owner } : { kind: "rrset", records };
}

function ofQuestion(section: readonly WitnessRecord[], question: Question): WitnessRecord[] {
  return section.filter(
    ({ owner, type, class: code }) =>
      code === IN && type === question.type && same(owner, question.owner),
  );
}

/** Both lower case. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function isAtOrBelow(name: Uint8Array, ancestor: Uint8Array): boolean {
  return isSubdomain(name, 0, name.length, ancestor, 0, ancestor.length);
}

function isBelow(name: Uint8Array, ancestor: Uint8Array): boolean {
  return name.length > ancestor.length && isAtOrBelow(name, ancestor);
}
