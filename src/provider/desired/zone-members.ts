/**
 * The members of a zone: each provider with what it should have. The NS at the apex are the same at
 * all of them, so every provider is asked first which nameservers it has assigned.
 */
import { nameToText } from "../../dns/name-text.js";
import type { Zone } from "../../zone/zone.js";
import type { DesiredZone, ProviderHints } from "../contract/desired.js";
import { ProviderFault } from "../contract/fault.js";
import type { Member, MemberPolicy, RrsetPattern } from "../contract/member.js";
import type { Loss, Provider } from "../contract/provider.js";
import { type DesiredOptions, desiredZone } from "./desired-zone.js";

const NS = 2;

/** What the configuration says of a zone at a provider. */
export interface Seat {
  readonly provider: Provider;
  readonly policy: MemberPolicy;
  readonly apexNs: DesiredOptions["apexNs"];
  /** By `rrsetKey`. */
  readonly hints: ReadonlyMap<string, ProviderHints>;
}

const keepApexNs: RrsetPattern = { owner: "@", types: ["NS"] };

/** In the order of the seats. A provider that cannot be asked leaves the NS everywhere as they are. */
export async function zoneMembers(
  zone: Zone,
  seats: readonly Seat[],
  signal?: AbortSignal,
): Promise<Member[]> {
  const wanted = seats.some(({ apexNs }) => apexNs === "union");
  const answers = wanted
    ? await Promise.all(seats.map(({ provider }) => assignedBy(provider, zone.apex, signal)))
    : [];
  const assigned = answers.flatMap((answer) => (typeof answer === "string" ? [] : answer));
  const silent = answers.filter((answer) => typeof answer === "string");
  return seats.map(({ provider, policy, apexNs, hints }) => {
    const held = apexNs === "union" && silent.length > 0;
    const mode = held ? "keep" : apexNs;
    const desired = desiredZone(zone, { apexNs: mode, assigned, hints });
    return {
      provider,
      desired: held ? withLoss(desired, silent) : desired,
      policy: mode === "keep" ? { ...policy, keep: [...policy.keep, keepApexNs] } : policy,
    };
  });
}

/** The names, or why they are not known. */
async function assignedBy(
  provider: Provider,
  apex: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<readonly Uint8Array[] | string> {
  try {
    return (await provider.find(apex, signal))?.assigned ?? [];
  } catch (error) {
    if (error instanceof ProviderFault) return error.message;
    throw error;
  }
}

function withLoss(desired: DesiredZone, reasons: readonly string[]): DesiredZone {
  const { apex, losses } = desired;
  const loss: Loss = {
    code: "apex-ns-unknown",
    severity: "degraded",
    owner: apex,
    type: NS,
    message: `NS of ${nameToText(apex)} stay as they are, as not every provider says which are its own: ${reasons.join("; ")}`,
    hint: "plan again when all providers answer, or set apexNs: zone",
  };
  return { ...desired, losses: [...losses, loss] };
}
