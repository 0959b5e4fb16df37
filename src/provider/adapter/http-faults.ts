/** What adapters that speak HTTP read from calls that did not succeed. */
import type { z } from "zod";
import type { FaultFacts } from "../contract/fault.js";

/** Errors of the network before anything was sent. */
const unsent: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** An hour; whoever names more is asked again then. */
const retryAfterSecondsMax = 3600;
/** Errors wrap each other; deeper than this nobody looks. */
const causesMax = 4;

export function wasUnsent(networkCode: string): boolean {
  return unsent.has(networkCode);
}

/** `ECONNREFUSED`, wherever in the chain of causes it stands; empty if there is none. */
export function networkCodeOf(error: unknown): string {
  let cause = error;
  for (let depth = 0; depth < causesMax && cause instanceof Error; depth++) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
    cause = cause.cause;
  }
  return "";
}

export function retryAfterOf(headers: Headers | undefined): Pick<FaultFacts, "retryAfterMs"> {
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  if (!(seconds > 0)) return {};
  return { retryAfterMs: Math.min(seconds, retryAfterSecondsMax) * 1000 };
}

/** ` at result.0.name`: where an answer is not what it should be; empty for the whole of it. */
export function placeIn({ issues: [issue] }: z.ZodError): string {
  return issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
}
