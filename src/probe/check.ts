/** What every kind of check has in common: where it aims, and how it ends. */
import type { Monitor } from "../steering/config.js";

export interface Aim {
  /** IPv4 or IPv6 address in text, which the address policy has let through. */
  readonly address: string;
  readonly family: 4 | 6;
  /** Host name of the target, without the last dot; empty if it is an address. */
  readonly hostName: string;
  /** In place of the check's own; null for that. */
  readonly port: number | null;
  readonly monitor: Monitor;
}

export interface CheckOutcome {
  /**
   * `unknown`: the target cannot be probed at all; `skipped`: this host had no chance to ask, which
   * says nothing of the target.
   */
  readonly kind: "passed" | "failed" | "unknown" | "skipped";
  /** Short and always the same for the same thing: `ok`, `refused`, `status 503`. */
  readonly reason: string;
  /** Something that an operator should see although the target is well. */
  readonly warning?: string;
}

export type EndCheck = (outcome: CheckOutcome) => void;

/** Ends a check that is under way, and all that it holds. Harmless after its end. */
export type StopCheck = () => void;

export const passed: CheckOutcome = { kind: "passed", reason: "ok" };

export function failed(reason: string): CheckOutcome {
  return { kind: "failed", reason };
}

export function unknown(reason: string): CheckOutcome {
  return { kind: "unknown", reason };
}

export function skipped(reason: string): CheckOutcome {
  return { kind: "skipped", reason };
}

export const nothingToStop: StopCheck = () => {};
