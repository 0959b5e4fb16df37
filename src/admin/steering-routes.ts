/**
 * Pages of the admin endpoint about health steering: what is answered and why, and the orders that
 * operators and targets give. They look at the running rotation; if they fail, it goes on.
 */
import type { FastifyInstance } from "fastify";
import type { RotationPort } from "../rotation/rotation-port.js";
import type { Override } from "../steering/state.js";
import { type SteeringAnswersQuery, steeringAnswers } from "./steering-answers.js";
import { clientAddress, explainFound } from "./steering-explain.js";
import { absolute, notSteered, rrsetsOf } from "./steering-names.js";
import { addSteeringOrders, reach } from "./steering-orders.js";
import { steeringSnapshot } from "./steering-snapshot.js";
import { listSteering, type SteeringListQuery, traceOf } from "./steering-view.js";

export interface SteeringSource {
  readonly rotation: RotationPort;
  /** Unix milliseconds. */
  now(): number;
}

export interface OverrideList {
  readonly nowMs: number;
  /** Each with how many targets it reaches. */
  readonly overrides: readonly (Override & { readonly targets: number })[];
}

export const steeringPages = [
  "GET /steering?zone=&all=&offset=&limit=",
  "GET /steering/answers?zone=&since=",
  "GET /steering/explain?name=&type=&from=",
  "GET /steering/overrides",
  "GET /steering/state?zone=",
  "GET /steering/trace?zone=&offset=&limit=",
  "POST /steering/override",
  "POST /steering/push/health",
  "POST /steering/push/load",
];

export function addSteering(app: FastifyInstance, source: SteeringSource): void {
  const { rotation, now } = source;
  app.get<{ Querystring: SteeringListQuery }>(
    "/steering",
    { schema: { querystring: listQuery } },
    async ({ query }, reply) => {
      if (query.zone === undefined) return listSteering(rotation, query, now());
      const zone = absolute(query.zone);
      if (rotation.zone(zone) === undefined) return reply.code(404).send(noZone(zone));
      return listSteering(rotation, { ...query, zone }, now());
    },
  );
  addExplain(app, source);
  app.get<{ Querystring: SteeringAnswersQuery }>(
    "/steering/answers",
    { schema: { querystring: answersQuery } },
    async ({ query }, reply) => {
      if (query.zone === undefined) return steeringAnswers(rotation, query, now());
      const zone = absolute(query.zone);
      if (rotation.zone(zone) === undefined) return reply.code(404).send(noZone(zone));
      return steeringAnswers(rotation, { ...query, zone }, now());
    },
  );
  app.get(
    "/steering/overrides",
    async (): Promise<OverrideList> => ({
      nowMs: now(),
      overrides: rotation.overrides.map((override) => ({
        ...override,
        targets: reach(rotation, override.pattern).targets.length,
      })),
    }),
  );
  app.get<{ Querystring: { zone: string } }>(
    "/steering/state",
    { schema: { querystring: zoneQuery } },
    async ({ query }, reply) => {
      const zone = rotation.zone(absolute(query.zone));
      if (zone === undefined) return reply.code(404).send(noZone(absolute(query.zone)));
      return steeringSnapshot(zone, now());
    },
  );
  app.get<{ Querystring: { zone: string; offset: number; limit: number } }>(
    "/steering/trace",
    { schema: { querystring: traceQuery } },
    async ({ query }, reply) => {
      const zone = rotation.zone(absolute(query.zone));
      if (zone === undefined) return reply.code(404).send(noZone(absolute(query.zone)));
      return traceOf(rotation, zone, query.offset, query.limit);
    },
  );
  addSteeringOrders(app, source);
}

function addExplain(app: FastifyInstance, { rotation, now }: SteeringSource): void {
  app.get<{ Querystring: { name: string; type?: string; from?: string } }>(
    "/steering/explain",
    { schema: { querystring: explainQuery } },
    async ({ query }, reply) => {
      const from = query.from === undefined ? null : clientAddress(query.from);
      if (from === undefined) {
        return reply.code(400).send({ error: `${query.from} is not an IP address` });
      }
      const name = absolute(query.name);
      const type = query.type?.toUpperCase();
      const found = rrsetsOf(rotation, name, type);
      if (found.length === 0) {
        return reply.code(404).send({ error: notSteered(rotation, name, type) });
      }
      return explainFound(rotation, found, from, now());
    },
  );
}

function noZone(apex: string): { error: string } {
  return { error: `no steered zone ${apex}` };
}

const zone = { type: "string", minLength: 1, maxLength: 255 };
const offset = { type: "integer", minimum: 0, default: 0 };

const listQuery = {
  type: "object",
  additionalProperties: false,
  properties: {
    offset,
    limit: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
    all: { type: "boolean", default: false },
    zone,
  },
};

const answersQuery = {
  type: "object",
  additionalProperties: false,
  properties: { zone, since: { type: "integer", minimum: 0, default: 0 } },
};

const zoneQuery = {
  type: "object",
  additionalProperties: false,
  required: ["zone"],
  properties: { zone },
};

const traceQuery = {
  type: "object",
  additionalProperties: false,
  required: ["zone"],
  properties: {
    zone,
    offset,
    // 256 results each: what 100 probes remember is about 2 MB.
    limit: { type: "integer", minimum: 1, maximum: 100, default: 100 },
  },
};

const explainQuery = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: zone,
    type: { enum: ["A", "AAAA", "CNAME", "a", "aaaa", "cname"] },
    from: { type: "string", maxLength: 64 },
  },
};
