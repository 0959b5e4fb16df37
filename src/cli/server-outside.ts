/**
 * The admin endpoint and metrics of a server. Loaded after the zones are on their way, since
 * fastify and prom-client take longer to load than five zones take to serve.
 */

import type { RequestListener } from "node:http";
import type { FastifyServerFactory } from "fastify";
import { openAdmin } from "../admin/admin-server.js";
import { selfQuery } from "../admin/self-query.js";
import type { ZoneLines } from "../admin/zone-text.js";
import { segmentLines } from "../image/segment-text.js";
import type { ImageStore } from "../image/store.js";
import type { Log } from "../observe/log.js";
import type { MetricSource } from "../observe/metric-source.js";
import { openMetrics } from "../observe/metrics.js";
import type { LifeStage, ServerStatus } from "../observe/status.js";
import { apexToWire } from "../zone/zone-file-name.js";
import type { ServerParts } from "./server-parts.js";
import type { Surroundings } from "./surroundings.js";

/** A data plane that needs longer than this for a question to itself is not well. */
const selfQueryTimeoutMs = 1500;

export interface OutsideOptions {
  readonly parts: ServerParts;
  readonly source: MetricSource;
  readonly token: string | null;
  readonly log: Log;
  readonly around: Surroundings;
  stage(): LifeStage;
  status(): ServerStatus;
}

export async function openOutside(options: OutsideOptions): Promise<void> {
  const { parts, source, token, log, around } = options;
  const { adminPort, zones, rotation, listen } = parts;
  let route: RequestListener | undefined;
  const serverFactory: FastifyServerFactory = (handler) => {
    route = handler;
    return adminPort.server;
  };
  const admin = openAdmin(
    {
      token,
      zones,
      zoneLines: servedLines(parts.image),
      stage: options.stage,
      status: options.status,
      metrics: openMetrics(source),
      selfQuery: () =>
        selfQuery(
          listen,
          selfQueryTimeoutMs,
          new DataView(around.randomBytes(2).buffer).getUint16(0),
        ),
      reload: (request) => {
        rotation.reload();
        return zones.reload(request);
      },
      steering: { rotation, now: around.now },
      onFault: (fault) => log.error("admin request failed", { reason: String(fault) }),
    },
    serverFactory,
  );
  await admin.ready();
  if (route !== undefined) adminPort.handOver(route);
}

/** The image of a zone as text. Its memory may become another's, unless it has that for itself. */
function servedLines(image: ImageStore): ZoneLines {
  return (apex) => {
    const segment = image.segment(apexToWire(apex));
    if (segment === null) return null;
    return segmentLines(segment.isAlone ? segment.bytes : segment.bytes.slice());
  };
}
