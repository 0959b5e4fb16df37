/**
 * The nameserver view: what nameservers answer, against what the provider's own listing says. It
 * finds what no API shows: the API is right and the servers are wrong.
 */
import type { Nameserver } from "../contract/provider.js";
import type { Rrset } from "../rrset/rrset.js";
import { expectAll } from "../verify/expect-all.js";
import type { ExpectSource } from "../verify/expected.js";
import { sample } from "../verify/sample.js";
import { askForReport, type VerifierWorld } from "../verify/verify-report.js";
import { byQuestion, type ListedMember } from "../verify/zone-expectations.js";
import { ZoneShape } from "../verify/zone-shape.js";
import type { DriftFinding } from "./drift-finding.js";

export interface ServedOptions {
  /** RRsets asked for at most, spread over the zone. */
  readonly sampleMax: number;
  /** Where the sample starts, 0 to 1: another part of a large zone each time. */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
}

export interface ServedDrift {
  readonly findings: readonly DriftFinding[];
  /** Nameservers that did not answer, or why nobody could be asked; empty if all did. */
  readonly reason: string;
}

export async function servedDrift(
  { member, zone, snapshot }: ListedMember,
  options: ServedOptions,
  world: VerifierWorld,
): Promise<ServedDrift> {
  const source: ExpectSource = {
    provider: member.provider,
    zone,
    shape: new ZoneShape(zone.apex, snapshot.rrsets),
  };
  const groups = sample([...byQuestion(snapshot.rrsets)], options.sampleMax, options.random);
  const { expectancies } = expectAll(groups, source);
  const { findings, reason } = await askForReport(
    {
      provider: member.provider,
      zone,
      expectancies,
      unchecked: [],
      policy: member.policy.verify,
      signal: options.signal,
    },
    world,
  );
  const silent = new Map<string, string>();
  const byDetail = new Map<string, DriftFinding>();
  for (const { nameserver, owner, type, verdict, detail } of findings) {
    const who = nameserverText(nameserver);
    if (verdict === "unreachable") silent.set(who, `${who}: ${detail}`);
    // Over UDP and TCP it is the same.
    else byDetail.set(`${who} ${detail}`, servedFinding(nameserver, owner, type, detail));
  }
  return { findings: [...byDetail.values()], reason: reason || [...silent.values()].join("; ") };
}

/** `ns1.example.com. (192.0.2.1)` */
export function nameserverText({ name, address, port }: Nameserver): string {
  const at = port === 53 ? address : `${address} port ${port}`;
  return name.includes(address) ? name : `${name} (${at})`;
}

function servedFinding(
  nameserver: Nameserver,
  owner: Rrset["owner"],
  type: number,
  detail: string,
): DriftFinding {
  return {
    class: "served",
    view: "nameserver",
    owner,
    type,
    variant: "",
    detail: `${nameserverText(nameserver)}: ${detail}`,
    isConflict: false,
    changeId: "",
    live: null,
    applied: null,
    nameserver,
  };
}
