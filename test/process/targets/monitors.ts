/** A monitor for each kind of target: 100 ms, fall 3, and what a well one says. */
import type { TargetKind } from "./target.js";

const timing = { interval: "100ms", fall: 3, rise: 2 };
const page = { path: "/health", host: "www.example.com", body: "all is well" };

/** Ports are the targets' own; the one here is never probed. */
export const monitors: Readonly<Record<TargetKind, object>> = {
  tcp: { type: "tcp", port: 1, ...timing },
  http: { type: "http", ...page, ...timing },
  https: { type: "https", ...page, ...timing },
  dns: { type: "dns", qname: "www.example.com.", answers: "192.0.2.1", ...timing },
  grpc: { type: "grpc", port: 1, tls: false, ...timing },
};
