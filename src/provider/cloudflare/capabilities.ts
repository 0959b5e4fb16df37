/** What Cloudflare takes, and what depends on the plan that a zone is on. */
import type { Capabilities } from "../contract/capabilities.js";
import { recordForms } from "./record-forms.js";

export interface PlanLimits {
  /** Operations of one batch. */
  readonly batchMax: number;
  readonly ttlSecondsMin: number;
  readonly commentMax: number;
}

const paid: PlanLimits = { batchMax: 3500, ttlSecondsMin: 60, commentMax: 500 };

/** By the plan's `legacy_id`; what is not here counts as free. */
const planLimits: { readonly [plan: string]: PlanLimits } = {
  free: { batchMax: 200, ttlSecondsMin: 60, commentMax: 100 },
  pro: paid,
  business: paid,
  enterprise: { ...paid, ttlSecondsMin: 30 },
};

export function limitsOfPlan(plan: unknown): PlanLimits {
  const known = typeof plan === "string" && Object.hasOwn(planLimits, plan);
  return (known ? planLimits[plan] : planLimits.free)!;
}

export const cloudflareCapabilities: Capabilities = {
  title: "Cloudflare",
  asOf: "2026-11-22",
  sources: [
    "https://developers.cloudflare.com/api/resources/dns/subresources/records/",
    "https://developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes/",
    "https://developers.cloudflare.com/dns/nameservers/nameserver-options/",
    "https://developers.cloudflare.com/dns/cname-flattening/set-up-cname-flattening/",
    "https://developers.cloudflare.com/fundamentals/api/reference/limits/",
  ],
  types: new Set(recordForms.keys()),
  ttl: { minSeconds: 60, maxSeconds: 86_400 },
  wildcards: "all",
  rdataBytesMax: 4096,
  // Characters of content, rather; a value is seldom shorter in text than on the wire.
  rrsetBytesMax: 8192,
  batch: {
    operationsMax: planLimits.free!.batchMax,
    charactersMax: null,
    bytesMax: null,
    atomic: "batch",
    inFlightMax: 1,
  },
  compareAndSwap: "none",
  apexNs: "setting",
  alias: "flattened",
  steering: [],
  ownership: "comment",
  txtStrings: "divided-anew",
  propagation: "none",
  createsZones: true,
  // 1,200 in five minutes, all that the account's people do in the dashboard included.
  rate: { callsPerSecond: 4, burst: 40 },
};
