/**
 * Whether data that comes from outside is a `ZoneSteering`: it is read back out of compiled images,
 * and an image on disk may hold anything. What the configuration means is checked where steering
 * files are read; here only what would make its readers stumble is.
 */
import type {
  Check,
  Damping,
  Guard,
  HttpCheck,
  Monitor,
  Pick,
  Policy,
  Pool,
  ProbeSpec,
  Region,
  SteeredRrset,
  Target,
  TlsCheck,
  ZoneSteering,
} from "./config.js";
import {
  firstFault,
  flag,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  pair,
  type Shape,
  text,
  variants,
} from "./shape.js";
import { targetRdata } from "./target-rdata.js";

/** Entries of one list: more steered RRsets than a server has slots are of no use to anyone. */
const entriesMax = 1 << 20;
/** Policies inside policies. */
const nestingMax = 8;

/** What told which of several shapes this is: it was looked at. */
const told = (_: unknown): undefined => undefined;
const name = text(1024);
const words = text(4096);
const share = number(0, 1);
const amountMax = Number.MAX_SAFE_INTEGER;
const amount = number(0, amountMax);
const count = integer(0, entriesMax);
const milliseconds = number(0, amountMax);
const seconds = integer(0, 0x7fff_ffff);
const port = integer(1, 65_535);
const names = list(name, entriesMax);
const places = list(count, entriesMax);

const http: { readonly [K in keyof HttpCheck]-?: Shape } = {
  method: oneOf(["GET", "HEAD", "OPTIONS"]),
  path: words,
  host: name,
  headers: list(pair(words, words), 1024),
  codes: list(pair(integer(0, 999), integer(0, 999)), 1024),
  body: nullable(object({ kind: oneOf(["text", "pattern"]), value: words })),
};

const tls: { readonly [K in keyof TlsCheck]-?: Shape } = {
  serverName: name,
  verify: flag,
  warnDays: amount,
  daysMin: number(-amountMax, amountMax),
};

type CheckOf<K extends Check["type"]> = Extract<Check, { type: K }>;
type SecureCheck = CheckOf<"https" | "http2">;

const check = variants("type", {
  tcp: object<CheckOf<"tcp">>({ type: told, port }),
  tls: object<CheckOf<"tls">>({ type: told, port, ...tls }),
  http: object<CheckOf<"http">>({ type: told, port, ...http }),
  https: object<SecureCheck>({ type: told, port, ...http, ...tls }),
  http2: object<SecureCheck>({ type: told, port, ...http, ...tls }),
  grpc: object<CheckOf<"grpc">>({ type: told, port, tls: flag, service: name, ...tls }),
  dns: object<CheckOf<"dns">>({
    type: told,
    port,
    transport: oneOf(["udp", "tcp"]),
    qname: name,
    qtype: name,
    rcodes: names,
    answers: list(words, 1024),
  }),
  icmp: object<CheckOf<"icmp">>({ type: told, payloadBytes: integer(0, 65_535) }),
  exec: object<CheckOf<"exec">>({ type: told, command: name }),
  push: object<CheckOf<"push">>({ type: told, staleMs: milliseconds }),
});

const monitor = object<Monitor>({
  name,
  check,
  intervalMs: milliseconds,
  timeoutMs: milliseconds,
  jitter: share,
  fall: count,
  rise: count,
  okWindow: count,
  recheckMs: milliseconds,
  latencyMaxMs: nullable(milliseconds),
});

const guard = object<Guard>({
  maxRemoved: share,
  maxRemovedOfZone: share,
  minRemovedOfZone: count,
  windowMs: milliseconds,
  releaseMs: milliseconds,
});

const probe = object<ProbeSpec>({ key: words, monitor: name, host: name, port: nullable(port) });

const target = object<Target>({
  id: words,
  value: name,
  weight: amount,
  capacity: nullable(amount),
  group: nullable(name),
  state: oneOf(["auto", "up", "down", "drain", "standby"]),
  probes: list(words, entriesMax),
  require: count,
});

type PickOf<K extends Pick["kind"]> = Extract<Pick, { kind: K }>;

const pick = variants("kind", {
  all: object<PickOf<"all">>({ kind: told, max: count }),
  weighted: object<PickOf<"weighted">>({ kind: told, count }),
  sticky: object<PickOf<"sticky">>({
    kind: told,
    count,
    prefix4: integer(0, 32),
    prefix6: integer(0, 128),
  }),
});

const pool = object<Pool>({
  kind: told,
  path: words,
  targets: places,
  pick,
  minHealthy: share,
  shed: nullable(object({ low: amount, high: amount })),
});

const region = object<Region>({
  continents: names,
  countries: names,
  subdivisions: names,
  networks: names,
  order: places,
});

const policy = policyShape(nestingMax);

/** A policy with at most so many policies inside one another, itself included. */
function policyShape(depth: number): Shape {
  const nested = depth === 1 ? tooDeep : policyShape(depth - 1);
  const shape = object<Policy>({
    kind: told,
    path: words,
    members: list(
      variants("kind", { pool, all: nested, failover: nested, geo: nested }),
      entriesMax,
    ),
    overprovision: nullable(amount),
    probeShare: share,
    regions: list(region, entriesMax),
  });
  return variants("kind", { all: shape, failover: shape, geo: shape });
}

function tooDeep(_: unknown, place: string): string {
  return `${place} is nested more than ${nestingMax} deep`;
}

const damping = object<Damping>({
  penalty: amount,
  halfLifeMs: milliseconds,
  suppress: amount,
  reuse: amount,
  maxMs: milliseconds,
});

const rrset = object<SteeredRrset>({
  owner: name,
  type: oneOf(["A", "AAAA", "CNAME"]),
  ttl: object({ min: seconds, max: seconds }),
  targets: list(target, entriesMax),
  policy,
  onAllDown: oneOf(["all", "last-good", "fallback", "nodata"]),
  fallback: names,
  damping: nullable(damping),
  holdDownMs: milliseconds,
  slowStartMs: milliseconds,
  failback: oneOf(["auto", "manual"]),
  coupled: nullable(name),
  peak: nullable(amount),
  shadow: flag,
});

const zone = object<ZoneSteering>({
  apex: name,
  monitors: list(monitor, entriesMax),
  guard,
  rrsets: list(rrset, entriesMax),
  probes: list(probe, entriesMax),
});

/** Why this is no configuration, or undefined if it is one. */
export function configFault(value: unknown): string | undefined {
  return zone(value, "steering") ?? relationFault(value as ZoneSteering);
}

/** Places and names that lead to something have to lead there. */
function relationFault({ monitors, probes, rrsets }: ZoneSteering): string | undefined {
  const monitorNames = new Set(monitors.map(({ name }) => name));
  const stray = probes.find((each) => !monitorNames.has(each.monitor));
  if (stray !== undefined) return `probe ${stray.key} has no monitor ${stray.monitor}`;
  const keys = new Set(probes.map(({ key }) => key));
  const ids = new Set<string>();
  return firstFault(rrsets, ({ owner, type, targets, fallback, policy }) => {
    const values = [...targets.map(({ value }) => value), ...fallback];
    const odd = values.find((value) => targetRdata(type, value) === undefined);
    if (odd !== undefined) return `${owner}: ${odd} is no data of type ${type}`;
    for (const { id, probes } of targets) {
      if (ids.has(id)) return `target ${id} is there twice`;
      ids.add(id);
      const missing = probes.find((key) => !keys.has(key));
      if (missing !== undefined) return `target ${id} has no probe ${missing}`;
    }
    return placeFault(policy, targets.length, owner);
  });
}

function placeFault(policy: Policy, targets: number, owner: string): string | undefined {
  const { members, regions, kind, path } = policy;
  if (kind === "geo" && regions.length !== members.length)
    return `${owner}: policy ${path} has ${regions.length} regions for ${members.length} members`;
  const order = regions.flatMap((region) => region.order);
  if (order.some((place) => place >= members.length))
    return `${owner}: policy ${path} goes on to a member that it has not`;
  return firstFault(members, (member) => {
    if (member.kind !== "pool") return placeFault(member, targets, owner);
    return member.targets.some((place) => place >= targets)
      ? `${owner}: pool ${member.path} has a target that the RRset has not`
      : undefined;
  });
}
