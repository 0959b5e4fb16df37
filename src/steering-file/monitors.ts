/** Monitors as the planner and the prober take them: every default filled in. */
import { rcode } from "../dns/header.js";
import { typeCodeFromText } from "../dns/rr/registry.js";
import { suggest } from "../schema/suggestion.js";
import type { Check, HttpCheck, Monitor, TlsCheck } from "../steering/config.js";
import type { MonitorDocument } from "./monitor-schema.js";
import type { FaultList } from "./steering-faults.js";
import type { SteeringDocument } from "./steering-schema.js";

export function monitorsOf(document: SteeringDocument, faults: FaultList): Map<string, Monitor> {
  const monitors = new Map<string, Monitor>();
  for (const [name, given] of Object.entries(document.monitors ?? {})) {
    const intervalMs = given.interval ?? defaults.intervalMs;
    const check = checkOf(given);
    monitors.set(name, {
      name,
      check,
      intervalMs,
      timeoutMs: given.timeout ?? Math.min(defaults.timeoutMs, intervalMs),
      jitter: given.jitter ?? 0.1,
      fall: given.fall ?? 3,
      rise: given.rise ?? 5,
      okWindow: given.okWindow ?? 10,
      recheckMs: given.recheck ?? Math.max(10, Math.min(1000, Math.round(intervalMs / 4))),
      latencyMaxMs: given.maxLatency ?? null,
    });
    lookAt(name, given, faults);
  }
  return monitors;
}

const defaults = { intervalMs: 5000, timeoutMs: 2000 } as const;

function checkOf(given: MonitorDocument): Check {
  switch (given.type) {
    case "tcp":
      return { type: "tcp", port: given.port };
    case "tls":
      return { type: "tls", port: given.port ?? 443, ...tlsOf(given, "") };
    case "http":
      return { type: "http", port: given.port ?? 80, ...httpOf(given) };
    case "https":
    case "http2":
      return {
        type: given.type,
        port: given.port ?? 443,
        ...httpOf(given),
        ...tlsOf(given, given.host ?? ""),
      };
    case "grpc":
      return {
        type: "grpc",
        port: given.port,
        tls: given.tls ?? true,
        service: given.service ?? "",
        ...tlsOf(given, ""),
      };
    case "dns":
      return {
        type: "dns",
        port: given.port ?? 53,
        transport: given.transport ?? "udp",
        qname: given.qname,
        qtype: (given.qtype ?? "A").toUpperCase(),
        rcodes: (given.rcodes ?? ["NOERROR"]).map((name) => name.toUpperCase()),
        answers: given.answers ?? [],
      };
    case "icmp":
      return { type: "icmp", payloadBytes: given.payload ?? 56 };
    case "exec":
      return { type: "exec", command: given.command };
    case "push":
      return { type: "push", staleMs: given.staleAfter ?? 30_000 };
  }
}

type HttpDocument = Extract<MonitorDocument, { readonly type: "http" }>;

function httpOf(given: Omit<HttpDocument, "type" | "port">): HttpCheck {
  const { body, bodyPattern } = given;
  return {
    method: given.method ?? "GET",
    path: given.path ?? "/",
    host: given.host ?? "",
    headers: Object.entries(given.headers ?? {}),
    codes: given.codes ?? [[200, 299]],
    body:
      body !== undefined
        ? { kind: "text", value: body }
        : bodyPattern !== undefined
          ? { kind: "pattern", value: bodyPattern }
          : null,
  };
}

function tlsOf(
  given: Pick<
    Extract<MonitorDocument, { readonly type: "tls" }>,
    "sni" | "verifyCert" | "certWarnDays" | "certMinDays"
  >,
  host: string,
): TlsCheck {
  return {
    serverName: given.sni ?? host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1"),
    verify: given.verifyCert ?? true,
    warnDays: given.certWarnDays ?? 14,
    daysMin: given.certMinDays ?? 0,
  };
}

/** What the schema cannot see, since it joins two keys or needs a table. */
function lookAt(name: string, given: MonitorDocument, faults: FaultList): void {
  const path = ["monitors", name];
  if ("bodyPattern" in given && given.body !== undefined && given.bodyPattern !== undefined) {
    faults.add(
      "steering-value",
      [...path, "bodyPattern"],
      "stands beside body",
      "keep one of them",
    );
  }
  if (given.type !== "dns") return;
  const { qtype, rcodes = [] } = given;
  if (qtype !== undefined && typeCodeFromText(qtype.toUpperCase()) === -1) {
    faults.add("steering-value", [...path, "qtype"], `"${qtype}" is no record type`);
  }
  for (const given of rcodes) {
    if (rcodeNames.includes(given.toUpperCase())) continue;
    const meant = suggest(given, rcodeNames);
    const hint = meant === undefined ? `known: ${rcodeNames.join(", ")}` : `did you mean ${meant}?`;
    faults.add("steering-value", [...path, "rcodes"], `"${given}" is no response code`, hint);
  }
}

const rcodeNames: readonly string[] = Object.keys(rcode);
