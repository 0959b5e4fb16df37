/**
 * The admin endpoint: health, metrics, zones, reload. It only looks at what the control plane
 * knows; if it fails, serving goes on.
 */
import fastify, { type FastifyInstance, type FastifyServerFactory } from "fastify";
import type { ReloadSummary } from "../control/zone-events.js";
import type { MetricsPage } from "../observe/metric-page.js";
import type { MetricSource } from "../observe/metric-source.js";
import type { LifeStage, ServerStatus } from "../observe/status.js";
import { refuse } from "./gate.js";
import { queryFault } from "./query-fault.js";
import type { SelfQueryResult } from "./self-query.js";
import { addSteering, type SteeringSource, steeringPages } from "./steering-routes.js";
import { idleMsMax, type ZoneLines, ZoneTexts } from "./zone-text.js";
import { listZones, viewZone, type ZoneListQuery } from "./zone-view.js";

export interface AdminSource {
  readonly token: string | null;
  readonly zones: MetricSource["zones"];
  /** What is served, as text; `apex` in presentation form, lower case, absolute. */
  readonly zoneLines: ZoneLines;
  stage(): LifeStage;
  status(): ServerStatus;
  /** Asks the data plane; rejects never. */
  selfQuery(): Promise<SelfQueryResult[]>;
  metrics: MetricsPage;
  reload(options: { reason: string; force: boolean }): Promise<ReloadSummary>;
  readonly steering?: SteeringSource;
  /** Tells of a request that failed by our own fault. */
  onFault(fault: unknown): void;
}

export function openAdmin(
  source: AdminSource,
  serverFactory?: FastifyServerFactory,
): FastifyInstance {
  const app = fastify({
    bodyLimit: 64 * 1024,
    ...(serverFactory === undefined ? {} : { serverFactory }),
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("cache-control", "no-store");
    const refusal = refuse(request.headers, source.token);
    if (refusal === undefined) return;
    if (refusal.status === 401) reply.header("www-authenticate", "Bearer");
    await reply.code(refusal.status).send({ error: refusal.error });
  });
  app.setNotFoundHandler(async (_request, reply) => {
    await reply.code(404).send({ error: "no such page", pages });
  });
  app.setErrorHandler(async (error, _request, reply) => {
    const status = statusOf(error);
    if (status >= 500) source.onFault(error);
    const isTheirs = status < 500 && error instanceof Error;
    const message = isTheirs ? (queryFault(error) ?? error.message) : "internal error";
    await reply.code(status).send({ error: message });
  });
  addHealth(app, source);
  addZones(app, source);
  addZoneText(app, source);
  if (source.steering !== undefined) addSteering(app, source.steering);
  app.get("/", async () => ({ program: "fivenines", pages }));
  app.get("/status", async () => source.status());
  app.get("/metrics", async (_request, reply) => {
    await reply.type(source.metrics.contentType).send(await source.metrics.render());
  });
  return app;
}

const pages = [
  "GET /healthz",
  "GET /readyz",
  "GET /metrics",
  "GET /status",
  "GET /zones?offset=&limit=&source=&name=",
  "GET /zones/:apex",
  "GET /zones/:apex/text",
  "POST /reload?force=",
  ...steeringPages,
];

function addHealth(app: FastifyInstance, source: AdminSource): void {
  app.get("/healthz", async (_request, reply) => {
    const checks = await source.selfQuery();
    const healthy = checks.every(({ fault }) => fault === null);
    await reply.code(healthy ? 200 : 503).send({ healthy, checks });
  });
  app.get("/readyz", async (_request, reply) => {
    const stage = source.stage();
    const workers = source.status().workers;
    const ready = stage === "ready" && workers.every(({ alive }) => alive > 0);
    await reply.code(ready ? 200 : 503).send({ ready, stage });
  });
}

function addZones(app: FastifyInstance, source: AdminSource): void {
  app.get<{ Querystring: ZoneListQuery }>(
    "/zones",
    { schema: { querystring: zoneListQuery } },
    async ({ query }) => listZones(source.zones.status(), query),
  );
  app.get<{ Params: { apex: string } }>("/zones/:apex", async ({ params }, reply) => {
    const apex = absolute(params.apex);
    const zone = source.zones.zone(apex);
    if (zone === undefined) return reply.code(404).send({ error: `no zone ${apex}` });
    return viewZone(zone);
  });
  app.post<{ Querystring: { force: boolean } }>(
    "/reload",
    { schema: { querystring: reloadQuery } },
    async ({ query }, reply) => {
      const summary = await source.reload({ reason: "command", force: query.force });
      const broken = listZones(source.zones.status(), { offset: 0, limit: 100, source: "broken" });
      await reply
        .code(summary.refused === null ? 200 : 409)
        .send({ ...summary, brokenZones: broken.zones });
    },
  );
}

function addZoneText(app: FastifyInstance, { zones, zoneLines }: AdminSource): void {
  const texts = new ZoneTexts(zoneLines);
  app.get<{ Params: { apex: string } }>("/zones/:apex/text", async ({ params }, reply) => {
    const apex = absolute(params.apex);
    if (texts.isBusy) {
      reply.header("retry-after", "1");
      return reply.code(503).send({ error: "other zones are being sent; try again" });
    }
    const text = zones.zone(apex) === undefined ? null : texts.open(apex);
    if (text === null) return reply.code(404).send({ error: `no zone ${apex} is served` });
    reply.raw.setTimeout(idleMsMax, () => reply.raw.destroy());
    // RFC 4027: a zone in master file format.
    return reply.type("text/dns; charset=us-ascii").send(text);
  });
}

function absolute(apex: string): string {
  const lower = apex.toLowerCase();
  return lower.endsWith(".") ? lower : `${lower}.`;
}

const zoneListQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    offset: { type: "integer", minimum: 0, default: 0 },
    limit: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
    source: { enum: ["ok", "broken", "removed"] },
    name: { type: "string", maxLength: 255 },
  },
};

const reloadQuery = {
  type: "object",
  additionalProperties: false,
  properties: { force: { type: "boolean", default: false } },
};

function statusOf(error: unknown): number {
  const code =
    typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : 500;
  return typeof code === "number" ? code : 500;
}
