/** What `fivenines steer explain` prints, for a screen of 80 columns. */
import type { SteeringExplanation } from "../admin/steering-explain.js";
import { tame } from "../check/shown-line.js";
import { unnamedWho } from "../rotation/override-text.js";
import type { ExplainedProbe, ExplainedTarget } from "../steering/explain.js";
import type { Override, Standing } from "../steering/state.js";
import { formatDuration, formatShare, formatTime, trim, wrap } from "./duration-text.js";
import { type Paint, toneOf } from "./steer-paint.js";

type Explained = SteeringExplanation["rrsets"][number];

const width = 80;
/** Answers printed of one case; JSON has all of them. */
const answersMax = 8;

export function formatExplanation(explanation: SteeringExplanation, paint: Paint): string {
  const { rrsets, prober, nowMs } = explanation;
  const parts = rrsets.map((rrset) => formatRrset(rrset, nowMs, paint));
  if (!prober.alive) {
    parts.unshift(paint("red", "the probing thread is not running: states are as it left them\n"));
  }
  return parts.join("\n");
}

function formatRrset(rrset: Explained, nowMs: number, paint: Paint): string {
  const { ttl } = rrset;
  const lines = [
    `${paint("bold", `${rrset.owner} ${rrset.type}`)}  ${rrset.policy}` +
      `${rrset.shadow ? ", shadow: planned and compared, not served" : ""}`,
    paragraph(`TTL ${ttl.seconds} s of ${ttl.min} to ${ttl.max}: ${ttl.reason}`, ""),
  ];
  if (rrset.panic) {
    lines.push(paint("red", "PANIC: too little is well, so everything is answered that may be"));
  }
  for (const { path, clients, bits, place } of rrset.client?.regions ?? []) {
    const name = path === "" ? "the geo policy" : `the geo policy ${path}`;
    const client = `${rrset.client?.address}${place === undefined ? "" : ` (${place})`}`;
    const prefix = bits === 1 ? "1 bit" : `${bits} bits`;
    lines.push(paragraph(`${client} is by ${name} among ${clients}; ${prefix} decided`, ""));
  }
  const { shadowDifference: difference } = rrset;
  if (difference !== null) lines.push(...shadowLines(difference, nowMs));
  lines.push("", "Answers");
  for (const { clients, answers } of rrset.cases) {
    if (clients !== "") lines.push(`  ${clients}`);
    for (const { values, probability } of answers.slice(0, answersMax)) {
      const text = values.length === 0 ? "no data" : values.join(" ");
      const share = `  ${formatShare(probability).padStart(7)}  `;
      lines.push(wrap(text, width, share, " ".repeat(share.length)));
    }
    const left = answers.length - answersMax;
    if (left > 0) lines.push(`           ${left} more; --format json has all`);
  }
  if (rrset.steps.length > 0) {
    lines.push("", "Decided by");
    let region = "";
    for (const { path, kind, healthy, share, because, clients } of rrset.steps) {
      if (clients !== region) lines.push(`  for ${clients || "everyone"}`);
      region = clients;
      const depth = (path === "" ? 0 : path.split("/").length) + (clients === "" ? 0 : 1);
      const head = `${path === "" ? "policy" : path} (${kind})`;
      const text = `${head}: ${formatShare(healthy)} healthy, gets ${formatShare(share)}: ${because}`;
      lines.push(paragraph(text, "  ".repeat(depth + 1)));
    }
  }
  lines.push("", "Targets");
  for (const target of rrset.targets) lines.push(...formatTarget(target, nowMs, paint));
  return `${lines.join("\n")}\n`;
}

type Difference = NonNullable<Explained["shadowDifference"]>;

function shadowLines({ differs, sinceMs, values }: Difference, nowMs: number): string[] {
  const since = formatDuration(Math.max(0, nowMs - sinceMs));
  if (!differs) return [`the shadow has answered the same for ${since}`];
  return [
    `the shadow has answered differently for ${since}`,
    ...values.map(
      ({ value, live, shadow }) =>
        `  ${value} in ${formatShare(live)} of answers, by the shadow in ${formatShare(shadow)}`,
    ),
  ];
}

function formatTarget(target: ExplainedTarget, nowMs: number, paint: Paint): string[] {
  const { value, pool, standing, probability } = target;
  const lines = [
    `  ${paint("bold", value)} in ${pool}  ${paint(toneOf[standing], standing.toUpperCase())}  ` +
      `in ${formatShare(probability)} of answers`,
  ];
  const facts = [target.because, ...factsOf(target, nowMs)];
  for (const fact of facts) lines.push(paragraph(fact, "    "));
  for (const probe of target.probes) lines.push(...formatProbe(probe, nowMs, paint));
  const next = prospectText(target);
  if (next !== "") lines.push(paragraph(`next: ${next}`, "    "));
  return lines;
}

/** Where the standing says what the probes say. */
const isPlain: ReadonlySet<Standing> = new Set(["serving", "down", "unknown"]);

function factsOf(target: ExplainedTarget, nowMs: number): string[] {
  const { override, weight, load, damping, group, capacity } = target;
  const ago = (ms: number) => `${formatDuration(Math.max(0, nowMs - ms))} ago`;
  const facts: string[] = [];
  if (override !== null) facts.push(overrideText(override, nowMs));
  if (!isPlain.has(target.standing) && target.healthSinceMs !== null) {
    const time = formatDuration(Math.max(0, nowMs - target.healthSinceMs));
    facts.push(`by its probes alone ${target.health} for ${time}`);
  }
  const traits = [
    `weight ${trim(weight.now)}${weight.now === weight.declared ? "" : ` of ${weight.declared}`}`,
    ...(group === null ? [] : [`group ${group}`]),
    ...(capacity === null ? [] : [`capacity ${capacity}`]),
    ...(target.declared === "auto" ? [] : [`declared ${target.declared}`]),
  ];
  facts.push(traits.join(", "));
  if (load !== null) {
    facts.push(
      `load ${load.load}, told ${ago(load.atMs)}${load.stale ? ": too old, not believed" : ""}`,
    );
  }
  if (damping !== null && damping.penalty >= 1) {
    const until = damping.suppressedForMs;
    facts.push(
      `flapping: penalty ${Math.round(damping.penalty)}, suppressed above ${damping.suppress}` +
        `${until === null ? "" : `; suppressed for ${formatDuration(until)} yet`}`,
    );
  }
  if (target.holdDownLeftMs !== null) {
    facts.push(`held down for ${formatDuration(target.holdDownLeftMs)} yet`);
  }
  if (target.heldSinceMs !== null) {
    facts.push(`kept in by the guard since ${ago(target.heldSinceMs)}`);
  }
  if (target.drained !== null) facts.push(drainText(target.drained, nowMs));
  return facts;
}

export function overrideText(override: Override, nowMs: number): string {
  const { action, pattern, who, why, atMs, untilMs, source } = override;
  const until = untilMs === null ? "until further notice" : `until ${formatTime(untilMs)}`;
  const isNamed = who !== unnamedWho;
  const by = source === "file" && isNamed ? `${who}, in ${unnamedWho}` : who;
  const cause = why === "" ? "" : `: ${why}`;
  const when = formatDuration(Math.max(0, nowMs - atMs));
  return tame(`${action} by ${by} (${pattern}), ${when} ago, ${until}${cause}`);
}

type Drain = NonNullable<ExplainedTarget["drained"]>;

function drainText({ sinceMs, forgottenAtMs }: Drain, nowMs: number): string {
  const ago = `drained ${formatDuration(Math.max(0, nowMs - sinceMs))} ago`;
  const left = forgottenAtMs - nowMs;
  if (left <= 0) return `${ago}; no cache holds it any more`;
  return `${ago}; caches may hold it for ${formatDuration(left)} yet`;
}

function formatProbe(probe: ExplainedProbe, nowMs: number, paint: Paint): string[] {
  const { state, fall, rise, okWindow } = probe;
  const since = state.sinceMs === 0 ? "" : ` for ${formatDuration(nowMs - state.sinceMs)}`;
  const tone = { up: "green", down: "red", unknown: "yellow" } as const;
  const count =
    state.health === "down"
      ? `${state.successes} of ${rise} successes`
      : state.failures === 0
        ? `no failure counts (fall ${fall})`
        : `${state.failures} of ${fall} failures; ${state.successes} of ${okWindow} successes to forget them`;
  const last =
    state.lastMs === 0
      ? "not probed yet"
      : `last ${formatDuration(Math.max(0, nowMs - state.lastMs))} ago: ${state.reason}, ` +
        `${trim(state.latencyMs)} ms`;
  const lines = [
    `    ${probe.key}, ${probe.check}, every ${formatDuration(probe.intervalMs)}: ` +
      `${paint(tone[state.health], state.health)}${since}`,
    paragraph(`${count}; ${last}`, "      "),
  ];
  if (probe.history.length > 0) {
    const strip = probe.history.map(({ ok, uncounted }) => (ok ? "." : uncounted ? "?" : "x"));
    const causes = countReasons(probe.history.filter(({ ok }) => !ok).map(({ reason }) => reason));
    lines.push(`      ${strip.join("")}${causes === "" ? "" : `  (newest last; ${causes})`}`);
  }
  return lines;
}

function countReasons(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} × ${tame(reason)}`).join(", ");
}

const takenOut: ReadonlySet<Standing> = new Set(["drained", "standby", "forced-down"]);

function prospectText(target: ExplainedTarget): string {
  const { prospects, probes, serving, standing, override } = target;
  if (takenOut.has(standing)) {
    return override === null
      ? "the steering file says so; an order of an operator has the last word"
      : "nothing brings it back but the end of the order: fivenines steer auto";
  }
  if (probes.length === 0) return "not monitored: only an operator takes it out";
  const { downMsMax, downByTimeoutMsMax, backMsMin } = prospects;
  const parts: string[] = [];
  if (standing === "held") {
    parts.push("out when the guard has room, or when its probes have agreed for long enough");
  } else if (serving && downMsMax !== null) {
    const soon = downMsMax === 0 ? "at once" : `in at most ${formatDuration(downMsMax)}`;
    const silent =
      downByTimeoutMsMax === null
        ? ""
        : ` (${formatDuration(downByTimeoutMsMax)} if it does not even answer)`;
    parts.push(`if it fails from now on, down ${soon}${silent}`);
  }
  if (backMsMin !== null) {
    const soon = backMsMin === 0 ? "at once" : `in ${formatDuration(backMsMin)} at the earliest`;
    parts.push(`if it is well from now on, back ${soon}`);
  }
  return parts.join("; ");
}

function paragraph(text: string, indent: string): string {
  // What probes were told is in many of these sentences.
  return wrap(tame(text), width, indent, `${indent}  `);
}
