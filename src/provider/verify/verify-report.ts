/** Asks what is expected and sums up: which nameservers serve it, which do not, who was not asked. */
import { nameToText } from "../../dns/name-text.js";
import type { Clock } from "../contract/clock.js";
import { ProviderFault } from "../contract/fault.js";
import type { VerifyPolicy } from "../contract/member.js";
import type { Nameserver, Provider, ProviderZone } from "../contract/provider.js";
import type { Finding, VerifyReport } from "../contract/verification.js";
import type { AskPort } from "./ask.js";
import type { Expectancy, Unchecked } from "./expected.js";
import { askAll, type LaneTask } from "./lanes.js";

const NS = 2;

export interface VerifierWorld {
  readonly port: AskPort;
  readonly clock: Clock;
}

/** Everything that a report needs, whoever says what is expected. */
export interface ReportTask {
  readonly provider: Provider;
  readonly zone: ProviderZone;
  readonly expectancies: readonly Expectancy[];
  readonly unchecked: readonly Unchecked[];
  readonly policy: VerifyPolicy;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: LaneTask["onProgress"];
  readonly onAnswer?: LaneTask["onAnswer"];
}

/** `reason`: why nobody was asked; empty if somebody was. */
export type AskedReport = VerifyReport & { readonly reason: string };

export async function askForReport(task: ReportTask, world: VerifierWorld): Promise<AskedReport> {
  const { provider, zone, expectancies } = task;
  const beganMs = world.clock.nowMs();
  const head = { apex: nameToText(zone.apex), provider: provider.name };
  const nameservers = await nameserversOf(task);
  if (typeof nameservers === "string") {
    const unasked = expectancies.map(({ question }) => ({ ...question, reason: nameservers }));
    return {
      ...head,
      nameservers: [],
      asked: 0,
      matched: 0,
      findings: [],
      unchecked: [...task.unchecked, ...unasked],
      tookMs: world.clock.nowMs() - beganMs,
      outcome: "unknown",
      reason: nameservers,
    };
  }
  const asked =
    expectancies.length === 0
      ? { asked: 0, matched: 0, findings: [], unasked: [] }
      : await askAll({ ...task, apex: zone.apex, nameservers }, world);
  const unasked = asked.unasked.map((one) => withoutRoute(zone.apex, one));
  return {
    ...head,
    nameservers,
    asked: asked.asked,
    matched: asked.matched,
    findings: asked.findings,
    unchecked: [...task.unchecked, ...unasked],
    tookMs: world.clock.nowMs() - beganMs,
    outcome: outcomeOf(asked.findings),
    reason: "",
  };
}

function outcomeOf(findings: readonly Finding[]): VerifyReport["outcome"] {
  if (findings.length === 0) return "equal";
  return findings.every(({ verdict }) => verdict === "unreachable") ? "unknown" : "unequal";
}

/** Each address once; a sentence if there is none to ask. */
async function nameserversOf({ provider, zone, signal }: ReportTask) {
  let all: readonly Nameserver[];
  try {
    all = await provider.nameservers(zone, signal);
  } catch (error) {
    if (error instanceof ProviderFault) return `the nameservers are not known: ${error.message}`;
    throw error;
  }
  const byAddress = new Map(all.map((one) => [`${one.address} ${one.port}`, one]));
  if (byAddress.size > 0) return [...byAddress.values()];
  return `${provider.name} names no nameserver with an address; set \`nameservers\` of the provider`;
}

function withoutRoute(owner: Uint8Array, { name, address }: Nameserver): Unchecked {
  return { owner, type: NS, reason: `${name} was not asked: no route to ${address} from here` };
}
