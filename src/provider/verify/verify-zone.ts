/**
 * Proves, or disproves, that a provider serves what the zone file says: every RRset asked of every
 * nameserver over UDP and TCP, and digests over what came back.
 */
import { nameToText } from "../../dns/name-text.js";
import { MemberFacts } from "../plan/member-facts.js";
import { differencesOf } from "../plan/three-way.js";
import { keyOf, type Rrset, rrsetKey } from "../rrset/rrset.js";
import { zoneRrsetsDigest } from "../rrset/rrset-digest.js";
import { AnsweredRrsets } from "./answered-rrsets.js";
import { rdatasText } from "./rdata-set.js";
import { askForReport, type VerifierWorld } from "./verify-report.js";
import { witnessTransfer } from "./witness-transfer.js";
import {
  isLocal,
  type ListedMember,
  type ZoneExpectations,
  zoneExpectations,
} from "./zone-expectations.js";
import type { Divergence, ZoneDigest, ZoneReport } from "./zone-report.js";

export interface ZoneVerifyOptions {
  /** Keys of RRsets that every provider of the zone can hold; see `commonRrsets`. */
  readonly common?: ReadonlySet<string>;
  /** How long to go on asking; without it, one round. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (asked: number, matched: number) => void;
}

export async function verifyZone(
  listed: ListedMember,
  options: ZoneVerifyOptions,
  world: VerifierWorld,
): Promise<ZoneReport> {
  const { member, zone, snapshot } = listed;
  const { provider, desired, policy } = member;
  const atMs = world.clock.nowMs();
  const { divergences, expectations } = heldAgainstApi(listed, atMs);
  const { comparable, expectancies, allowed } = expectations;
  const answered = new AnsweredRrsets();
  const asked = await askForReport(
    {
      provider,
      zone,
      policy: { ...policy.verify, deadlineMs: options.deadlineMs ?? 0 },
      signal: options.signal,
      onProgress: options.onProgress,
      expectancies,
      unchecked: [],
      onAnswer: (nameserver, { question }, answer) => answered.take(nameserver, question, answer),
    },
    world,
  );
  const seen = await Promise.all(
    asked.nameservers.map(async (nameserver): Promise<View> => {
      const whole = await witnessTransfer(nameserver, zone.apex, world, options.signal);
      const rrsets = whole ?? answered.of(nameserver);
      return {
        of: "nameserver",
        nameserver,
        by: whole === null ? "questions" : "transfer",
        rrsets,
      };
    }),
  );
  const views: readonly View[] = [
    { of: "zone file", nameserver: null, by: null, rrsets: [...comparable.values()] },
    { of: "api", nameserver: null, by: null, rrsets: snapshot.rrsets },
    ...seen,
  ];
  const besides = seen.flatMap((view) => besidesOf(view, expectations, zone.apex));
  const keys = new Set(comparable.keys());
  const common = options.common ?? keys;
  const found = asked.findings.map((finding): Divergence => ({ at: "nameserver", ...finding }));
  return {
    apex: nameToText(zone.apex),
    provider: provider.name,
    serial: desired.serial,
    atMs,
    tookMs: world.clock.nowMs() - atMs,
    digests: views.map((view) => digestOf(view, keys)),
    commonDigests: views.map((view) => digestOf(view, common)),
    asked: asked.asked,
    matched: asked.matched,
    divergences: [...divergences, ...found, ...besides],
    allowed: [...allowed, ...asked.unchecked],
    outcome: divergences.length + besides.length > 0 ? "unequal" : asked.outcome,
    reason: asked.reason,
  };
}

/** Keys of the RRsets that all providers of one zone can hold and answer alike. */
export function commonRrsets(members: readonly ListedMember[], nowMs: number): Set<string> {
  const [first, ...rest] = members.map((listed) => heldAgainstApi(listed, nowMs).expectations);
  return new Set(
    [...(first?.comparable.keys() ?? [])].filter((key) =>
      rest.every(({ comparable }) => comparable.has(key)),
    ),
  );
}

/** Divergences of the provider's listing, and what its nameservers are to be asked. */
function heldAgainstApi(
  listed: ListedMember,
  nowMs: number,
): { divergences: Divergence[]; expectations: ZoneExpectations } {
  const { member, zone, snapshot, translation, last } = listed;
  const facts = new MemberFacts(member, zone, snapshot, last, translation, nowMs);
  const { changes } = differencesOf(facts);
  const going = changes.flatMap(({ change }) =>
    change.kind === "delete" ? [keyOf(change.before)] : [],
  );
  const divergences = changes.map(({ change, why }): Divergence => {
    const { owner, type } = (change.after ?? change.before)!;
    return { at: "api", owner, type, detail: why };
  });
  return { divergences, expectations: zoneExpectations(listed, new Set(going)) };
}

interface View extends Pick<ZoneDigest, "of" | "nameserver" | "by"> {
  /** Null if nothing was answered. */
  readonly rrsets: readonly Rrset[] | null;
}

function digestOf({ rrsets, ...view }: View, keys: ReadonlySet<string>): ZoneDigest {
  const covered = (rrsets ?? []).filter(({ owner, type }) => keys.has(rrsetKey(owner, type)));
  const digest = rrsets === null ? null : zoneRrsetsDigest(covered);
  return { ...view, rrsets: covered.length, digest };
}

/** What no question asks for, and only a transfer shows. */
function besidesOf(
  { nameserver, by, rrsets }: View,
  { served }: ZoneExpectations,
  apex: Uint8Array,
): Divergence[] {
  if (nameserver === null || rrsets === null || by !== "transfer") return [];
  return rrsets
    .filter((rrset) => !served.has(rrsetKey(rrset.owner, rrset.type)) && !isLocal(rrset, apex))
    .map(({ owner, type, rdatas }) => ({
      at: "nameserver",
      nameserver,
      transport: "tcp",
      owner,
      type,
      verdict: "wrong",
      detail: `expected nothing, found ${rdatasText(type, rdatas)} in a transfer of the zone`,
    }));
}
