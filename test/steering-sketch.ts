/** Steering configurations for tests, from a few words; what is not said has its default. */
import type {
  Damping,
  Guard,
  Monitor,
  Policy,
  Pool,
  Region,
  SteeredRrset,
  SteeredType,
  Target,
  ZoneSteering,
} from "../src/steering/config.js";

export interface TargetSketch extends Partial<Omit<Target, "value" | "id">> {
  readonly value: string;
}

export interface PoolSketch {
  readonly name: string;
  readonly targets: readonly (string | TargetSketch)[];
  readonly pick?: Pool["pick"];
  readonly minHealthy?: number;
  readonly shed?: Pool["shed"];
}

export interface PolicySketch {
  readonly name?: string;
  readonly kind: Policy["kind"];
  readonly members: readonly (PoolSketch | PolicySketch)[];
  readonly overprovision?: number | null;
  readonly probeShare?: number;
  readonly regions?: readonly Partial<Region>[];
}

export interface RrsetSketch
  extends Partial<Omit<SteeredRrset, "owner" | "type" | "policy" | "targets">> {
  readonly owner?: string;
  readonly type?: SteeredType;
  readonly policy: PolicySketch;
}

export interface ZoneSketch {
  readonly guard?: Partial<Guard>;
  readonly monitors?: readonly Monitor[];
  readonly rrsets: readonly RrsetSketch[];
}

export const openGuard: Guard = {
  maxRemoved: 1,
  maxRemovedOfZone: 1,
  minRemovedOfZone: 1,
  windowMs: 60_000,
  releaseMs: 120_000,
};

export const usualDamping: Damping = {
  penalty: 1000,
  halfLifeMs: 300_000,
  suppress: 3000,
  reuse: 1000,
  maxMs: 1_800_000,
};

export const web: Monitor = {
  name: "web",
  check: { type: "tcp", port: 80 },
  intervalMs: 5000,
  timeoutMs: 2000,
  jitter: 0.1,
  fall: 3,
  rise: 5,
  okWindow: 10,
  recheckMs: 1000,
  latencyMaxMs: null,
};

export function zoneOfSketch({ guard, monitors = [web], rrsets }: ZoneSketch): ZoneSteering {
  const made = rrsets.map(rrsetOfSketch);
  const keys = new Set(made.flatMap(({ targets }) => targets.flatMap(({ probes }) => probes)));
  return {
    apex: "example.com.",
    monitors,
    guard: { ...openGuard, ...guard },
    rrsets: made,
    probes: [...keys].map((key) => {
      const [monitor = "", host = ""] = key.split("@");
      return { key, monitor, host, port: null };
    }),
  };
}

function rrsetOfSketch(sketch: RrsetSketch): SteeredRrset {
  const { owner = "www.example.com.", type = "A", policy, ...rest } = sketch;
  const targets: Target[] = [];
  const made = policyOfSketch(policy, "", owner, targets);
  return {
    owner,
    type,
    ttl: { min: 30, max: 300 },
    targets,
    policy: made,
    onAllDown: "all",
    fallback: [],
    damping: null,
    holdDownMs: 0,
    slowStartMs: 0,
    failback: "auto",
    coupled: null,
    peak: null,
    shadow: false,
    ...rest,
  };
}

function policyOfSketch(
  sketch: PolicySketch,
  path: string,
  owner: string,
  targets: Target[],
): Policy {
  const { kind, members, overprovision = null, probeShare = 0, regions = [] } = sketch;
  const noRegion = { continents: [], countries: [], subdivisions: [], networks: [] };
  return {
    kind,
    path,
    members: members.map((member, place) => {
      const below = [path, member.name ?? `policy${place}`].filter((part) => part !== "").join("/");
      if ("members" in member) return policyOfSketch(member, below, owner, targets);
      return poolOfSketch(member, below, owner, targets);
    }),
    overprovision,
    probeShare,
    regions: members.map((_, place) => ({
      ...noRegion,
      order: members.map((__, other) => other).filter((other) => other !== place),
      ...regions[place],
    })),
  };
}

function poolOfSketch(sketch: PoolSketch, path: string, owner: string, targets: Target[]): Pool {
  const { pick = { kind: "all", max: 8 }, minHealthy = 0.5, shed = null } = sketch;
  const places = sketch.targets.map((written) => {
    const target = typeof written === "string" ? { value: written } : written;
    targets.push({
      id: `${owner}/${path}/${target.value}`,
      weight: 1,
      capacity: null,
      group: null,
      state: "auto",
      probes: [`web@${target.value}`],
      require: target.probes?.length ?? 1,
      ...target,
    });
    return targets.length - 1;
  });
  return { kind: "pool", path, targets: places, pick, minHealthy, shed };
}
