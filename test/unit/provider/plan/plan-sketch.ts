/** Zones, providers and plans in few words, for tests of the planner. */
import { lowerNameFromText, nameFromText } from "../../../../src/dns/name-text.js";
import { rdataFromText } from "../../../../src/dns/rr/rdata-text.js";
import { typeCodeFromText } from "../../../../src/dns/rr/registry.js";
import { TextFault } from "../../../../src/dns/text/scanner.js";
import type { Capabilities } from "../../../../src/provider/contract/capabilities.js";
import type { Resource } from "../../../../src/provider/contract/change.js";
import type { DesiredZone } from "../../../../src/provider/contract/desired.js";
import type { Json, JsonObject } from "../../../../src/provider/contract/json.js";
import type { Member, MemberPolicy } from "../../../../src/provider/contract/member.js";
import type { LastApplied } from "../../../../src/provider/contract/memory.js";
import type { PlanPart } from "../../../../src/provider/contract/plan.js";
import type {
  Loss,
  Provider,
  ProviderZone,
  Snapshot,
  Translation,
} from "../../../../src/provider/contract/provider.js";
import { changeGroups, cutGroups } from "../../../../src/provider/plan/pack-groups.js";
import { planMember } from "../../../../src/provider/plan/plan-member.js";
import { undoOf } from "../../../../src/provider/plan/undo.js";
import { orderedRdatas } from "../../../../src/provider/rrset/ordered-rdatas.js";
import type { ListedRrset, Rrset } from "../../../../src/provider/rrset/rrset.js";
import { plainCapabilities, plainPolicy } from "../../../support/plain-member.js";

export const apex = lowerNameFromText("example.com.")!;
export const nowMs = Date.UTC(2026, 10, 22);

export interface RrsetNotes {
  readonly variant?: string;
  readonly extra?: JsonObject;
  readonly raw?: Json;
  readonly marked?: boolean;
}

/** `rrset("www A 300", "192.0.2.1")`: the owner relative to example.com., `@` the apex. */
export function rrset(head: string, values: string | readonly string[], notes: RrsetNotes = {}) {
  const [ownerText = "", typeText = "", ttl = "300"] = head.split(" ");
  const type = typeCodeFromText(typeText);
  const rdatas = [values].flat().map((text) => {
    const rdata = rdataFromText(type, text, apex);
    if (rdata instanceof TextFault) throw new Error(`${head} ${text}: ${rdata.message}`);
    return rdata;
  });
  return {
    owner: nameFromText(ownerText.toLowerCase(), apex)!,
    type,
    variant: notes.variant ?? "",
    ttlSeconds: Number(ttl),
    rdatas: orderedRdatas(type, rdatas),
    extra: notes.extra ?? null,
    raw: notes.raw ?? null,
    marked: notes.marked ?? null,
  } satisfies ListedRrset;
}

/** `count` addresses at names of their own. */
export function hosts(count: number, from = 0): ListedRrset[] {
  return Array.from({ length: count }, (_, i) => rrset(`h${from + i} A`, `192.0.2.${from + i}`));
}

export const apexNs = rrset("@ NS 3600", ["ns1.example.net.", "ns2.example.net."]);

export const capabilities: Capabilities = {
  ...plainCapabilities,
  txtStrings: "divided-anew",
  createsZones: true,
  rate: { callsPerSecond: 5, burst: 5 },
};

export interface PlainOptions {
  readonly name?: string;
  readonly capabilities?: Partial<Capabilities>;
  readonly translation?: Partial<Translation>;
  /** What `find` and `list` give; null: no such zone. */
  readonly live?: Snapshot | null;
}

export const plainZone: ProviderZone = { apex, id: "Z1", assigned: [], facts: {} };

/** A provider that takes everything as it is and packs 100 changes a batch. */
export function plainProvider(options: PlainOptions = {}): Provider {
  const own = { ...capabilities, ...options.capabilities };
  return {
    name: options.name ?? "plain",
    capabilities: own,
    find: async () => (options.live === null ? null : plainZone),
    create: async () => plainZone,
    list: async () => options.live ?? snapshot([]),
    translate: (desired) => ({
      rrsets: desired.rrsets,
      settings: {},
      resources: [],
      losses: [],
      ...options.translation,
    }),
    pack: (changes, _zone, pack) =>
      cutGroups(
        changeGroups(changes),
        (group) => ({ operations: group.length, characters: 0, bytes: 0 }),
        { ...own.batch, changesMax: pack?.changesMax },
      ).map((part) => ({
        changes: part,
        summary: `${part.length} changes`,
        calls: 1,
        overwrite: pack?.overwrite ?? false,
      })),
    apply: () => Promise.reject(new Error("nothing is applied here")),
    settled: async () => ({ kind: "settled" }),
    nameservers: async () => [],
    undo: undoOf,
    close: async () => {},
  };
}

export const policy: MemberPolicy = {
  ...plainPolicy,
  mode: "owned",
  protectFromDeletion: [{ owner: "@", types: ["MX"] }],
  keep: [{ owner: "_acme-challenge.**", types: ["TXT"] }],
  verify: { deadlineMs: 1000, everyMs: 100 },
};

export function snapshot(rrsets: readonly ListedRrset[], more: Partial<Snapshot> = {}): Snapshot {
  return {
    rrsets,
    settings: {},
    resources: [],
    opaque: [],
    serial: null,
    listedAtMs: nowMs,
    ...more,
  };
}

export function lastApplied(
  rrsets: readonly Rrset[],
  more: Partial<LastApplied> = {},
): LastApplied {
  return { serial: 1, appliedAtMs: nowMs, rrsets, settings: {}, quarantined: [], ...more };
}

export interface Sketch extends PlainOptions {
  readonly wanted: readonly Rrset[];
  readonly there?: readonly ListedRrset[];
  readonly more?: Partial<Snapshot>;
  /** Null: nothing was ever applied. */
  readonly last?: readonly Rrset[] | LastApplied | null;
  readonly policy?: Partial<MemberPolicy>;
  readonly allow?: readonly string[];
  readonly losses?: readonly Loss[];
  readonly zone?: ProviderZone | null;
}

export function memberOf(sketch: Sketch): Member {
  const desired: DesiredZone = {
    apex,
    serial: 2,
    rrsets: sketch.wanted.map(({ owner, type, variant, ttlSeconds, rdatas, extra }) => {
      return { owner, type, variant, ttlSeconds, rdatas, extra };
    }),
    steered: [],
    hints: new Map(),
    losses: sketch.losses ?? [],
  };
  return {
    provider: plainProvider(sketch),
    desired,
    policy: { ...policy, ...sketch.policy },
  };
}

export function planOf(sketch: Sketch): PlanPart {
  const { last = null } = sketch;
  return planMember(
    memberOf(sketch),
    sketch.zone === undefined ? plainZone : sketch.zone,
    snapshot(sketch.there ?? [], sketch.more),
    last === null || "rrsets" in last ? last : lastApplied(last),
    { nowMs, allowances: { codes: new Set(sketch.allow) } },
  ).part;
}

/** `www.example.com. A update: drift` for each change. */
export function changesOf(part: PlanPart): string[] {
  return part.changes.map(({ change, cause }) => `${change.id}: ${cause}`);
}

export function heldOf(part: PlanPart): string[] {
  return part.held.map(({ change, refusal }) => `${change.id}: ${refusal.code}`);
}

export function codesOf(part: PlanPart): string[] {
  return part.refusals.map(({ code }) => code);
}

export function resource(name: string, spec: Json, raw: Json = null): Resource {
  return { type: "health-check", name, spec, raw };
}
