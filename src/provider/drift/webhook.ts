/**
 * Tells drift to somebody else's program: POST with JSON, bounded, repeated. The address is a secret
 * (whoever has it may post), so no message here says it.
 */
import type { Clock } from "../contract/clock.js";
import type { JsonObject } from "../contract/json.js";
import type { DriftReport } from "./drift-finding.js";
import { driftReportToJson } from "./drift-json.js";

/** HTTP status of one attempt; rejects if there was none. */
export type Post = (url: string, body: string, signal: AbortSignal | undefined) => Promise<number>;

export interface WebhookWorld {
  readonly post: Post;
  readonly clock: Clock;
  /** Fractions from 0 up to 1. */
  readonly random: () => number;
}

const attempts = 4;
const pauseMs = 1000;
const timeoutMs = 10_000;
/** Findings that one message tells; the rest is counted. */
const findingsMax = 100;

export const fetchPost: Post = async (url, body, signal) => {
  const timeout = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "user-agent": "fivenines" },
    redirect: "error",
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  });
  // What it says is of no interest, however long it is.
  await response.body?.cancel();
  return response.status;
};

/** Null if it was taken, else a sentence why not. */
export async function tellWebhook(
  url: string,
  report: DriftReport,
  { post, clock, random }: WebhookWorld,
  signal?: AbortSignal,
): Promise<string | null> {
  const body = JSON.stringify(messageOf(report));
  let fault = "";
  for (let attempt = 0; attempt < attempts && signal?.aborted !== true; attempt++) {
    if (attempt > 0) await clock.wait(random() * pauseMs * 2 ** attempt, signal);
    try {
      const status = await post(url, body, signal);
      if (status >= 200 && status < 300) return null;
      fault = `it answered HTTP ${status}`;
      // It will say the same again.
      if (status >= 400 && status < 500 && status !== 408 && status !== 429) break;
    } catch {
      // The texts of `fetch` may hold the address.
      fault = "it could not be reached";
    }
  }
  return `the webhook of ${report.apex} at ${report.provider} was not told: ${fault}`;
}

function messageOf(report: DriftReport): JsonObject {
  const more = Math.max(0, report.findings.length - findingsMax);
  const told = { ...report, findings: report.findings.slice(0, findingsMax) };
  return { event: "drift", ...driftReportToJson(told), ...(more > 0 ? { more } : {}) };
}
