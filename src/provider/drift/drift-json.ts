/** Drift as JSON: for `--format json`, webhooks and logs. Nothing of it is secret. */
import { nameToText } from "../../dns/name-text.js";
import { rdataToText } from "../../dns/rr/rdata-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { Json, JsonObject } from "../contract/json.js";
import type { Rrset } from "../rrset/rrset.js";
import type { DelegationReport, DriftFinding, DriftReport } from "./drift-finding.js";

/** Values of one RRset that are told; the rest is counted. */
const valuesMax = 20;

export function driftReportToJson(report: DriftReport): JsonObject {
  const { findings, atMs, ...rest } = report;
  return { ...rest, at: new Date(atMs).toISOString(), findings: findings.map(findingToJson) };
}

export function delegationToJson({ apex, findings, reason }: DelegationReport): JsonObject {
  return { apex, reason, findings: findings.map(findingToJson) };
}

export function findingToJson(finding: DriftFinding): JsonObject {
  const { owner, type, variant, live, applied, nameserver } = finding;
  return {
    class: finding.class,
    view: finding.view,
    owner: nameToText(owner),
    type: typeName(type),
    ...(variant === "" ? {} : { variant }),
    detail: finding.detail,
    conflict: finding.isConflict,
    ...(finding.view === "api" ? { live: rrsetJson(live), applied: rrsetJson(applied) } : {}),
    ...(nameserver === null ? {} : { nameserver: { ...nameserver } }),
  };
}

function rrsetJson(rrset: Rrset | null): Json {
  if (rrset === null) return null;
  const { type, ttlSeconds, rdatas } = rrset;
  const values = rdatas.slice(0, valuesMax).map((rdata) => rdataToText(type, rdata));
  const more = rdatas.length - values.length;
  return { ttl: ttlSeconds, values, ...(more > 0 ? { more } : {}) };
}
