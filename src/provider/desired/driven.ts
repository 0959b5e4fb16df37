/**
 * Driven RRsets: what the running server answers now, as one plain RRset. If that is not known, or
 * nothing is answered, what is live at the provider stays: an RRset is never emptied, and never
 * moved by somebody who cannot see.
 */
import type { SteeredRrset } from "../../steering/config.js";
import { plainValues } from "../../steering/plain-answer.js";
import { targetRdata } from "../../steering/target-rdata.js";
import { typeCodes } from "../../steering-file/zone-values.js";
import type { Leeway } from "../contract/desired.js";
import type { Loss } from "../contract/provider.js";
import { orderedRdatas } from "../rrset/ordered-rdatas.js";
import type { Rrset } from "../rrset/rrset.js";
import { policyTraits } from "./policy-traits.js";
import { type AnsweredRrset, answerKey, type ZoneAnswers } from "./server-answers.js";

/**
 * An answer that rests on targets of which nothing is known yet has to stand for so long: after a
 * start, probes are given the time to say otherwise.
 */
const unknownRestMs = 30_000;

export interface Driven {
  readonly rrset: Rrset;
  readonly leeway: Leeway;
  readonly losses: readonly Loss[];
}

/** `answers`: of the zone, or why they are not known. */
export function drivenRrset(
  plain: Rrset,
  steered: SteeredRrset,
  answers: ZoneAnswers | string,
): Driven {
  const answer = typeof answers === "string" ? answers : answerOf(steered, answers);
  const { min: minSeconds, max } = steered.ttl;
  const { owner, type } = plain;
  const told = (code: string, severity: Loss["severity"], message: string, hint: string): Loss => ({
    code,
    severity,
    owner,
    type,
    message,
    hint,
  });
  if (typeof answer === "string") {
    const { targets } = steered;
    const stays = rdatasOf(steered, [...targets.map(({ value }) => value), ...steered.fallback]);
    const loss = told(
      "answer-not-known",
      "degraded",
      `stays as it is at the provider: ${answer}`,
      "see: fivenines steer status",
    );
    return {
      rrset: plain,
      leeway: { stays, ttl: { minSeconds, maxSeconds: max } },
      losses: [loss],
    };
  }
  const { ttl, values } = answer;
  const losses = [
    told("driven", "info", `what is answered now: ${values.join(", ")}`, ""),
    ...bent(steered).map((message) => told("policy-not-expressed", "degraded", message, "")),
  ];
  return {
    rrset: { ...plain, ttlSeconds: ttl, rdatas: rdatasOf(steered, values) },
    // Only ever lowered while the values stay: an answer that is about to change must not be kept.
    leeway: { stays: null, ttl: { minSeconds: Math.min(minSeconds, ttl), maxSeconds: ttl } },
    losses,
  };
}

/** The values to be answered; or why there are none. */
function answerOf(
  steered: SteeredRrset,
  { nowMs, rrsets }: ZoneAnswers,
): (Pick<AnsweredRrset, "ttl"> & { readonly values: readonly string[] }) | string {
  const answered = rrsets.get(answerKey(steered));
  if (answered === undefined) return "the server does not steer it";
  if (answered.values.length === 0) {
    return `the server answers no data (${answered.standIn ?? "nothing is left"}), and no provider is left without`;
  }
  const ours = new Set(steered.targets.map(({ value }) => value));
  const known = answered.values.filter(({ value }) => ours.has(value));
  if (known.length === 0) {
    return "the server answers what the zone file does not have: has it loaded this version?";
  }
  const values = plainValues(known, steered.type);
  const isUnsure = answered.values.some(
    ({ value, standing }) => standing === "unknown" && values.includes(value),
  );
  if (isUnsure && nowMs - answered.changedAtMs < unknownRestMs) {
    return "its probes have not told yet";
  }
  return { ttl: answered.ttl, values };
}

function rdatasOf({ type }: SteeredRrset, values: readonly string[]): readonly Uint8Array[] {
  const rdatas = values.flatMap((value) => targetRdata(type, value) ?? []);
  return orderedRdatas(typeCodes[type], rdatas);
}

/** What one RRset for all cannot say, a sentence each. */
function bent(steered: SteeredRrset): string[] {
  const { isGeographic, draws } = policyTraits(steered);
  return [
    ...(isGeographic ? ["everybody is answered as clients of no region are"] : []),
    ...(draws.has("weighted")
      ? ["of weights, the targets with the largest are answered, all alike"]
      : []),
    ...(draws.has("sticky") ? ["clients do not keep their target: all are answered alike"] : []),
  ];
}
