/**
 * Steering handed to a provider: pools in order of preference, weights, and a health check for each
 * target where the provider knows one like it. What it does not know is told.
 */
import { addressFromText } from "../../base/ip.js";
import type {
  Monitor,
  Policy,
  Pool,
  SteeredRrset,
  Target,
  ZoneSteering,
} from "../../steering/config.js";
import { policyName } from "../../steering/explain.js";
import { targetRdata } from "../../steering/target-rdata.js";
import type { Capabilities } from "../contract/capabilities.js";
import type { IntentCheck, IntentPool, IntentTarget, SteeredIntent } from "../contract/desired.js";
import type { Loss } from "../contract/provider.js";
import type { Rrset } from "../rrset/rrset.js";

export interface Native {
  readonly intent: SteeredIntent;
  readonly losses: readonly Loss[];
}

/** Or why the provider cannot steer it, in a sentence. */
export function nativeIntent(
  plain: Rrset,
  steered: SteeredRrset,
  steering: ZoneSteering,
  { title, steering: policies }: Capabilities,
): Native | string {
  const policy = policyName(steered);
  if (policies.length === 0)
    return `${title} does not steer by itself, as far as fivenines can tell it to`;
  const pools = poolsInOrder(steered.policy);
  const known = policies.find((one) => one === policy);
  if (known === undefined || pools === undefined) {
    return `${title} has nothing like the policy ${pools === undefined ? "of its pools" : policy}`;
  }
  const checks = new Checks(steering, title);
  const intent: SteeredIntent = {
    owner: plain.owner,
    type: plain.type,
    policy: known,
    ttlSeconds: steered.ttl.min,
    pools: intentPools(steered, pools, checks),
  };
  const { owner, type } = plain;
  const losses = [...checks.losses, ...unkept(steered, title)].map(
    ({ code, severity, message }): Loss => ({
      code,
      severity,
      owner,
      type,
      message,
      hint: severity === "info" ? "" : "steering: driven keeps it",
    }),
  );
  return { intent, losses };
}

type Told = Pick<Loss, "code" | "severity" | "message">;

/** Pools of nothing but failover policies; undefined if there is another policy among them. */
function poolsInOrder(member: Policy | Pool): Pool[] | undefined {
  if (member.kind === "pool") return member.pick.kind === "sticky" ? undefined : [member];
  if (member.kind !== "failover") return undefined;
  const parts = member.members.map(poolsInOrder);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** Targets that operators took out by the file are left out; standbys come last. */
function intentPools(steered: SteeredRrset, pools: readonly Pool[], checks: Checks): IntentPool[] {
  const made = pools.map((pool): IntentPool => {
    const targets = pool.targets
      .map((place) => steered.targets[place]!)
      .filter(({ state }) => state === "auto" || state === "up");
    const weighs = pool.pick.kind === "weighted";
    return {
      name: pool.path,
      targets: targets.map((one) => intentTarget(steered, one, weighs, checks)),
    };
  });
  const standby = steered.targets.filter(({ state }) => state === "standby");
  return [
    ...made,
    { name: "standby", targets: standby.map((one) => intentTarget(steered, one, false, checks)) },
  ].filter(({ targets }) => targets.length > 0);
}

function intentTarget(
  { type }: SteeredRrset,
  target: Target,
  weighs: boolean,
  checks: Checks,
): IntentTarget {
  return {
    rdata: targetRdata(type, target.value)!,
    weight: weighs ? target.weight : 1,
    check: target.state === "up" ? null : checks.of(target),
  };
}

/** What no check of a provider and no order of pools can say. */
function* unkept({ onAllDown, type }: SteeredRrset, title: string): Generator<Told> {
  yield {
    code: "steering-simplified",
    severity: "info",
    message: `${title} checks by itself: hold-down, slow start, damping, guard, minHealthy and operators' orders do not apply`,
  };
  if (onAllDown !== "all") {
    const message = `onAllDown: ${onAllDown} is not kept: with everything down, ${title} answers ${type} as if all were well`;
    yield { code: "all-down-not-expressed", severity: "degraded", message };
  }
}

class Checks {
  readonly losses: Told[] = [];
  private readonly monitors: ReadonlyMap<string, Monitor>;
  private readonly probes: ReadonlyMap<string, ZoneSteering["probes"][number]>;

  constructor(
    { monitors, probes }: ZoneSteering,
    private readonly title: string,
  ) {
    this.monitors = new Map(monitors.map((monitor) => [monitor.name, monitor]));
    this.probes = new Map(probes.map((probe) => [probe.key, probe]));
  }

  /** Of several, the first that can be expressed. */
  of({ probes, value }: Target): IntentCheck | null {
    if (probes.length === 0) return null;
    const found = probes.map((key) => this.checkOf(key)).filter((check) => check !== null);
    const [first] = found;
    if (first === undefined) {
      const kinds = [...new Set(probes.map((key) => this.monitorOf(key)?.check.type))].join(", ");
      this.tell(
        "check-not-expressed",
        "degraded",
        `${value} is answered unchecked: ${this.title} has no ${kinds} checks`,
      );
      return null;
    }
    if (probes.length > 1) {
      this.tell(
        "check-simplified",
        "info",
        `of the ${probes.length} checks of ${value}, one decides at ${this.title}`,
      );
    }
    return first;
  }

  private checkOf(key: string): IntentCheck | null {
    const monitor = this.monitorOf(key);
    const probe = this.probes.get(key);
    if (monitor === undefined || probe === undefined) return null;
    const { check, intervalMs, fall, name } = monitor;
    const isNamed = addressFromText(probe.host) === undefined;
    const timing = { intervalSeconds: intervalMs / 1000, fall };
    // A name is asked as itself: a Host header of another name would be looked up in its place.
    const at = { address: probe.host.replace(/\.$/, ""), ...timing };
    if (check.type === "tcp") {
      return { kind: "tcp", port: probe.port ?? check.port, path: "", host: "", ...at };
    }
    if (check.type !== "http" && check.type !== "https") return null;
    const isBent =
      check.method !== "GET" ||
      check.body !== null ||
      check.headers.length > 0 ||
      check.codes.some(([first, last]) => first !== 200 || last !== 399) ||
      (check.type === "https" && check.verify) ||
      (isNamed && check.host !== "");
    if (isBent) {
      const message = `of the check ${name}, ${this.title} keeps address, port and path: 2xx and 3xx are well, whatever certificate and body`;
      this.tell("check-simplified", "info", message);
    }
    const host = isNamed ? "" : check.host;
    return { kind: check.type, port: probe.port ?? check.port, path: check.path, host, ...at };
  }

  private monitorOf(key: string): Monitor | undefined {
    return this.monitors.get(this.probes.get(key)?.monitor ?? "");
  }

  private tell(code: string, severity: Loss["severity"], message: string): void {
    if (!this.losses.some((loss) => loss.message === message)) {
      this.losses.push({ code, severity, message });
    }
  }
}
