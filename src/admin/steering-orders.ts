/** Orders to the running rotation: overrides of operators, health and load that targets tell. */
import type { FastifyInstance } from "fastify";
import { addressFromText, addressToText } from "../base/ip.js";
import type { OverrideOutcome, RotationPort } from "../rotation/rotation-port.js";
import { suggest } from "../schema/suggestion.js";
import { matchesTarget } from "../steering/overrides.js";
import { BodyReader } from "./body-reader.js";
import { overrideMsMax, overrideMsMin, periodMsMax, periodMsMin } from "./steering-limits.js";
import type { SteeringSource } from "./steering-routes.js";

const actions = ["up", "down", "drain", "standby", "auto"] as const;

const textCharsMax = 200;
/** A target's id: owner, pools, value. */
const patternCharsMax = 1000;
/** Load and capacity in whatever unit; what is larger is a slip. */
const loadMax = 1e15;

/** What an override would reach, for those who ask before they give the order. */
export interface OverridePreview {
  readonly targets: readonly string[];
  /** Targets that there are in the zones that it reaches. */
  readonly outOf: number;
  /** Different values among the targets: a machine counts once, however many names answer it. */
  readonly values: number;
}

export type OverrideAnswer = Extract<OverrideOutcome, { kind: "done" }>;

export function addSteeringOrders(app: FastifyInstance, { rotation }: SteeringSource): void {
  app.post("/steering/override", async ({ body }, reply) => {
    const read = new BodyReader(body);
    const change = {
      pattern: read.text("pattern", patternCharsMax),
      action: read.choice("action", actions),
      forMs: read.number("forMs", overrideMsMin, overrideMsMax, null),
      who: read.text("who", textCharsMax),
      why: read.text("why", textCharsMax, ""),
      force: read.flag("force", false),
    };
    const preview = read.flag("preview", false);
    const faults = read.faults();
    if (faults.length > 0) return reply.code(400).send({ error: faults.join("; ") });
    const reached = reach(rotation, change.pattern);
    // "auto" may also take back an override whose targets have left the configuration.
    const isKnown = rotation.overrides.some(({ pattern }) => pattern === change.pattern);
    if (reached.targets.length === 0 && !(change.action === "auto" && isKnown)) {
      return reply.code(404).send({ error: noSuchTarget(rotation, change.pattern) });
    }
    if (preview) return reached;
    const outcome = await rotation.override(change);
    if (outcome.kind === "done") return outcome;
    return reply.code(409).send({ error: outcome.reason, hint: outcome.hint });
  });

  app.post("/steering/push/health", async ({ body }, reply) => {
    const read = new BodyReader(body);
    const monitor = read.text("monitor", textCharsMax);
    const host = hostOf(read.text("host", textCharsMax));
    const ok = read.flag("ok");
    const reason = read.text("reason", textCharsMax, ok ? "ok" : "told by the target");
    const faults = read.faults();
    if (faults.length > 0) return reply.code(400).send({ error: faults.join("; ") });
    if (rotation.pushHealth(monitor, host, ok, reason)) return { taken: true };
    return reply.code(404).send({ error: `no probe of a push monitor ${monitor} for ${host}` });
  });

  app.post("/steering/push/load", async ({ body }, reply) => {
    const read = new BodyReader(body);
    const pattern = read.text("target", patternCharsMax);
    const load = read.number("load", 0, loadMax);
    const capacity = read.number("capacity", 0, loadMax, null);
    const periodMs = read.number("periodMs", periodMsMin, periodMsMax);
    const faults = read.faults();
    if (faults.length > 0) return reply.code(400).send({ error: faults.join("; ") });
    const targets = rotation.pushLoad(pattern, load, capacity, periodMs);
    if (targets.length > 0) return { targets };
    return reply.code(404).send({ error: noSuchTarget(rotation, pattern) });
  });
}

export function reach(rotation: RotationPort, pattern: string): OverridePreview {
  const targets: string[] = [];
  const values = new Set<string>();
  let outOf = 0;
  for (const { config } of rotation.zones()) {
    const before = targets.length;
    let count = 0;
    for (const rrset of config.rrsets) {
      for (const target of rrset.targets) {
        count++;
        if (!matchesTarget(pattern, target, rrset)) continue;
        targets.push(target.id);
        values.add(target.value);
      }
    }
    if (targets.length > before) outOf += count;
  }
  return { targets, outOf, values: values.size };
}

/** Words looked through for one that is near; more would hold up the main thread. */
const wordsMax = 20_000;

function noSuchTarget(rotation: RotationPort, pattern: string): string {
  const words = new Set<string>();
  const add = (word: string) => words.size < wordsMax && words.add(word);
  for (const { config } of rotation.zones()) {
    for (const { owner, targets } of config.rrsets) {
      add(owner);
      for (const { id, value, group } of targets) {
        add(value);
        add(id);
        if (group !== null) add(`group:${group}`);
      }
    }
  }
  const near = suggest(pattern, [...words]);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return `no target matches ${pattern}${hint}`;
}

/** Canonical text of an address; a host name is absolute and in lower case. */
function hostOf(text: string): string {
  const address = addressFromText(text);
  if (address !== undefined) return addressToText(address);
  const lower = text.toLowerCase();
  return lower.endsWith(".") ? lower : `${lower}.`;
}
