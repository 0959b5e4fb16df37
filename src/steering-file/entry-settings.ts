/** Settings of a `steer:` entry that have bounds of their own: TTL, damping, shedding, fallback. */
import type { SchemaPath } from "../schema/schema-walk.js";
import type { Damping, SteeredRrset } from "../steering/config.js";
import type { FaultList } from "./steering-faults.js";
import type { SteerDocument } from "./steering-schema.js";

/** What joins two keys of an entry. */
export function lookAtSettings(entry: SteerDocument, at: SchemaPath, faults: FaultList): void {
  const { min, max } = ttlOf(entry);
  if (min > max) faults.add("steering-value", [...at, "ttl"], `min ${min} is above max ${max}`);
  if (max === 0) faults.add("steering-value", [...at, "ttl"], "is 0: nothing may be cached");
  const { damping, shed, fallback, onAllDown } = entry;
  const numbers = dampingOf(entry);
  if (typeof damping === "object" && numbers !== null && numbers.reuse >= numbers.suppress) {
    const message = `reuse ${numbers.reuse} must be below suppress ${numbers.suppress}`;
    faults.add("steering-value", [...at, "damping"], message);
  }
  if (shed !== undefined && shed.low >= shed.high) {
    faults.add("steering-value", [...at, "shed"], "low must be below high");
  }
  if (fallback !== undefined && onAllDown !== "fallback") {
    const hint = "add onAllDown: fallback, or name the values under unsteered";
    faults.add("steering-value", [...at, "fallback"], "is not used", hint);
  }
}

export function ttlOf({ ttl }: SteerDocument): SteeredRrset["ttl"] {
  if (typeof ttl === "number") return { min: ttl, max: ttl };
  const { min, max } = ttl ?? {};
  return { min: min ?? Math.min(30, max ?? 30), max: max ?? Math.max(300, min ?? 300) };
}

/** RFC 2439 with the numbers of the usual flapping web server: three changes within minutes. */
export function dampingOf({ damping = true }: SteerDocument): Damping | null {
  if (damping === false) return null;
  const given = damping === true ? {} : damping;
  return {
    penalty: given.penalty ?? 1000,
    halfLifeMs: given.halfLife ?? 300_000,
    suppress: given.suppress ?? 3000,
    reuse: given.reuse ?? 1000,
    maxMs: given.max ?? 1_800_000,
  };
}
