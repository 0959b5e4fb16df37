/** The admin endpoint of a server with one zone, on a port of its own, until the test is over. */
import type { RequestListener } from "node:http";
import { type AdminPort, bindAdminPort } from "../../../src/admin/admin-port.js";
import { openAdmin } from "../../../src/admin/admin-server.js";
import { nameFromText } from "../../../src/dns/name-text.js";
import { segmentLines } from "../../../src/image/segment-text.js";
import { openMetrics } from "../../../src/observe/metrics.js";
import { describeServer } from "../../../src/observe/status.js";
import type { Zone } from "../../../src/zone/zone.js";
import { makeImage } from "../../answerer.js";
import { makeSource, zoneStatus } from "../observe/metric-source.js";

/** A port on which nobody serves yet. */
export async function openPort(): Promise<{ port: AdminPort; url: string }> {
  const port = await bindAdminPort({ address: "127.0.0.1", port: 0 });
  return { port, url: `http://127.0.0.1:${port.endpoint.port}` };
}

export function closePort(port: AdminPort): void {
  port.server.closeAllConnections();
  port.server.close();
}

/** Serves `zone` as `a.example.`; `unknown.example.` is known and not served. */
export async function serveZone(port: AdminPort, zone: Zone, token: string | null): Promise<void> {
  const image = makeImage([zone]);
  const source = makeSource([zoneStatus("a.example."), zoneStatus("unknown.example.")]);
  let route: RequestListener | undefined;
  const identity = {
    pid: 1,
    stage: "ready" as const,
    startedAt: 0,
    listen: ["127.0.0.1:53"],
    admin: "127.0.0.1:5380",
    residentBytes: 1,
  };
  const admin = openAdmin(
    {
      token,
      zones: source.zones,
      zoneLines: (apex) => {
        const segment = image.segment(nameFromText(apex)!);
        return segment === null ? null : segmentLines(segment.bytes);
      },
      stage: () => "ready",
      status: () => describeServer(identity, source),
      selfQuery: async () => [],
      metrics: openMetrics(source),
      reload: () => Promise.reject(new Error("not here")),
      onFault: () => {},
    },
    (handler) => {
      route = handler;
      return port.server;
    },
  );
  await admin.ready();
  port.handOver(route!);
}
