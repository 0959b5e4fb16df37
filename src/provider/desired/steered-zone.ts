/**
 * How steered RRsets are kept at a provider:
 *
 *   static   all targets, as the zone file has them
 *   driven   what the running server answers now                        `driven.ts`
 *   native   the provider steers, by its own health checks              `native.ts`
 *            and what it cannot is driven, if anything of the zone is, else static
 *
 * Whatever a mode cannot say is a loss.
 */
import { lowerNameFromText } from "../../dns/name-text.js";
import type { SteeredRrset, ZoneSteering } from "../../steering/config.js";
import { policyName } from "../../steering/explain.js";
import { typeCodes } from "../../steering-file/zone-values.js";
import type { Capabilities } from "../contract/capabilities.js";
import type { DesiredZone, Leeway, SteeredIntent } from "../contract/desired.js";
import type { Loss } from "../contract/provider.js";
import { type Rrset, rrsetKey } from "../rrset/rrset.js";
import { drivenRrset } from "./driven.js";
import { nativeIntent } from "./native.js";
import { policyTraits } from "./policy-traits.js";
import type { ServerAnswers, ZoneAnswers } from "./server-answers.js";

export interface SteeringSeat {
  readonly mode: "static" | "driven" | "native";
  /** What becomes of that which mode `native` cannot say. */
  readonly otherwise: "static" | "driven";
  readonly capabilities: Capabilities;
  /** What the server answers; null if nobody needs it. */
  readonly answers: ServerAnswers | null;
}

export function steeredZone(
  desired: DesiredZone,
  steering: ZoneSteering,
  seat: SteeringSeat,
): DesiredZone {
  const rrsets = new Map(desired.rrsets.map((rrset) => [rrsetKey(rrset.owner, rrset.type), rrset]));
  const losses: Loss[] = [];
  const driven = new Map<string, Leeway>();
  const intents: SteeredIntent[] = [];
  const answers = ofZone(seat.answers, steering.apex);
  for (const steered of steering.rrsets) {
    const key = rrsetKey(lowerNameFromText(steered.owner)!, typeCodes[steered.type]);
    const plain = rrsets.get(key);
    if (plain === undefined || steered.shadow) continue;
    let mode = seat.mode;
    if (mode === "native") {
      const native = nativeIntent(plain, steered, steering, seat.capabilities);
      if (typeof native !== "string") {
        intents.push(native.intent);
        losses.push(...native.losses);
        continue;
      }
      mode = seat.otherwise;
      losses.push(
        lossOf(plain, "native-not-possible", "degraded", `kept as ${mode}: ${native}`, ""),
      );
    }
    if (mode === "driven") {
      const made = drivenRrset(plain, steered, answers);
      rrsets.set(key, made.rrset);
      driven.set(key, made.leeway);
      losses.push(...made.losses);
    } else losses.push(...staticLosses(plain, steered));
  }
  return {
    ...desired,
    rrsets: [...rrsets.values()],
    steered: [...desired.steered, ...intents],
    losses: [...desired.losses, ...losses],
    ...(driven.size === 0 ? {} : { driven }),
  };
}

function ofZone(answers: ServerAnswers | null, apex: string): ZoneAnswers | string {
  if (answers === null) return "no server was asked";
  if ("unknown" in answers) return answers.unknown;
  return answers.get(apex) ?? "the server does not steer the zone";
}

function staticLosses(plain: Rrset, steered: SteeredRrset): Loss[] {
  const policy = policyName(steered);
  const { isChecked } = policyTraits(steered);
  const count = plain.rdatas.length;
  const all = count === 1 ? "its only target" : `all ${count} targets`;
  const hint = "steering: driven keeps it up to date";
  return [
    ...(policy === "all"
      ? []
      : [
          lossOf(
            plain,
            "policy-not-expressed",
            "degraded",
            `${all} answered to everybody, whatever ${policy} would choose`,
            hint,
          ),
        ]),
    ...(isChecked && count > 1
      ? [
          lossOf(
            plain,
            "health-not-expressed",
            "degraded",
            "targets that die stay in the answer",
            hint,
          ),
        ]
      : []),
  ];
}

function lossOf(
  { owner, type }: Rrset,
  code: string,
  severity: Loss["severity"],
  message: string,
  hint: string,
): Loss {
  return { code, severity, owner, type, message, hint };
}
