/**
 * What survives a restart, as JSON: for each zone what its probes said and what its last plan left
 * behind. A zone's part carries its own time: one that is not served now keeps what it had.
 */
import type { ProbeState, SteeringMemory } from "../steering/state.js";
import { emptyMemory } from "../steering/state.js";

export interface KeptZone {
  /** Unix time, milliseconds, when this was true. */
  readonly atMs: number;
  /** By the zone's own keys. */
  readonly probes: ReadonlyMap<string, ProbeState>;
  readonly memory: SteeringMemory;
}

/** Raised when the meaning of anything in it changes. */
export const keptStateFormat = 1;
/** A hundred thousand targets take some 40 MB. */
export const keptStateBytesMax = 256 << 20;

export function zoneToJson({ atMs, probes, memory }: KeptZone): string {
  return JSON.stringify({ atMs, probes: [...probes], memory: plain(memory) });
}

/** `parts`: by apex, each as `zoneToJson` made it. */
export function stateToJson(parts: ReadonlyMap<string, string>): string {
  const entries = [...parts].map(([apex, json]) => `[${JSON.stringify(apex)},${json}]`);
  return `[${entries.join(",\n")}]`;
}

/** `body`: what was read; its digest was right, so this program wrote it. */
export function stateFromJson(body: unknown): Map<string, KeptZone> {
  const zones = new Map<string, KeptZone>();
  for (const [apex, part] of body as readonly [string, PlainZone][]) {
    const memory = Object.fromEntries(
      Object.entries(part.memory).map(([name, value]) => [
        name,
        emptyMemory[name as keyof SteeringMemory] instanceof Map
          ? new Map(value as readonly [string, unknown][])
          : value,
      ]),
    );
    zones.set(apex, {
      atMs: part.atMs,
      probes: new Map(part.probes),
      memory: { ...emptyMemory, ...memory },
    });
  }
  return zones;
}

interface PlainZone {
  readonly atMs: number;
  readonly probes: readonly (readonly [string, ProbeState])[];
  readonly memory: Readonly<Record<string, unknown>>;
}

function plain(memory: SteeringMemory): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(memory).map(([name, value]) => [
      name,
      value instanceof Map ? [...value] : value,
    ]),
  );
}
