/** A monitor for each kind of target: 100 ms, fall 3, and what a well one says. */
import type { TargetKind } from "./target.js";

/** Ports are the targets' own; the one here is never probed. */
export function monitorOf(kind: TargetKind, timeoutMs: number): object {
  return {
    ...checks[kind],
    interval: "100ms",
    timeout: `${timeoutMs}ms`,
    fall: 3,
    rise: 2,
  };
}

const page = { path: "/health", host: "www.example.com", body: "all is well" };

const checks: Readonly<Record<TargetKind, object>> = {
  tcp: { type: "tcp", port: 1 },
  http: { type: "http", ...page },
  https: { type: "https", ...page },
  dns: { type: "dns", qname: "www.example.com.", answers: "192.0.2.1" },
  grpc: { type: "grpc", port: 1, tls: false },
};
