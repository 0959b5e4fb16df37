/** The routes of the API that the fake knows, each with the operation's name for faults and calls. */
import { apiErrors } from "./api-error.js";
import type { FakeZone } from "./fake-zone.js";
import { exportZone, listRecords } from "./record-list.js";
import { type RecordBody, toApi } from "./stored-record.js";

export interface Answer {
  readonly result: unknown;
  readonly resultInfo?: Readonly<Record<string, number>>;
  /** In the place of an envelope. */
  readonly text?: string;
}

export interface Account {
  readonly id: string;
  readonly perPageMax: number;
  /** Until a new zone takes records. */
  readonly zoneReadyMs: number;
  nowMs(): number;
  zones(): readonly FakeZone[];
  createZone(name: string): FakeZone;
}

export interface Request {
  readonly account: Account;
  readonly path: string;
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly body: RecordBody;
}

export interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  readonly run: (request: Request) => Answer;
}

const zonePath = "/zones/([^/]+)";
const recordPath = `${zonePath}/dns_records/([^/]+)`;

export const routes: readonly Route[] = [
  route("VerifyToken", "GET", "/user/tokens/verify", () => ({
    result: { id: "f".repeat(32), status: "active" },
  })),
  route("ListZones", "GET", "/zones", ({ account, query }) => {
    const name = query.get("name");
    const zones = account.zones().filter(({ facts }) => name === null || facts.name === name);
    return {
      result: zones.map((zone) => zoneToApi(zone, account)),
      resultInfo: {
        page: 1,
        per_page: 20,
        count: zones.length,
        total_count: zones.length,
        total_pages: 1,
      },
    };
  }),
  route("CreateZone", "POST", "/zones", ({ account, body }) => {
    const name = String(body.name ?? "").toLowerCase();
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name)) throw apiErrors.body();
    if (account.zones().some(({ facts }) => facts.name === name)) throw apiErrors.zoneExists(name);
    return { result: zoneToApi(account.createZone(name), account) };
  }),
  route("GetZone", "GET", zonePath, (request) => ({
    result: zoneToApi(zoneOf(request), request.account),
  })),
  route("GetDnsSettings", "GET", `${zonePath}/dns_settings`, (request) => ({
    result: zoneOf(request).settings,
  })),
  route("EditDnsSettings", "PATCH", `${zonePath}/dns_settings`, (request) => {
    const zone = zoneOf(request);
    zone.edit(request.body);
    return { result: zone.settings };
  }),
  route("ExportRecords", "GET", `${zonePath}/dns_records/export`, (request) => ({
    result: null,
    text: exportZone(readyZone(request)),
  })),
  route("ListRecords", "GET", `${zonePath}/dns_records`, (request) =>
    listRecords(readyZone(request).store, request.query, request.account.perPageMax),
  ),
  route("BatchRecords", "POST", `${zonePath}/dns_records/batch`, batch),
  route("CreateRecord", "POST", `${zonePath}/dns_records`, (request) => {
    let made: unknown;
    readyZone(request).change((edit) => {
      made = toApi(edit.post(request.body));
    });
    return { result: made };
  }),
  route("GetRecord", "GET", recordPath, (request) => ({
    result: toApi(readyZone(request).store.get(request.ids[1]!)),
  })),
  route("UpdateRecord", "PUT", recordPath, (request) => {
    needed(request.body);
    return one(request, (edit, id) => toApi(edit.put(id, request.body)));
  }),
  route("EditRecord", "PATCH", recordPath, (request) =>
    one(request, (edit, id) => toApi(edit.patch(id, request.body))),
  ),
  route("DeleteRecord", "DELETE", recordPath, (request) =>
    one(request, (edit, id) => ({ id: edit.delete(id).id })),
  ),
];

function route(
  operation: string,
  method: string,
  path: string,
  run: (request: Request) => Answer,
): Route {
  return { operation, method, path: new RegExp(`^${path}$`), run };
}

/**
 * Deletes, patches, puts, posts, in this order whatever the body's, each list as it stands. All in
 * one transaction; the first error is the answer.
 */
function batch(request: Request): Answer {
  const zone = readyZone(request);
  const lists = Object.fromEntries(
    ["deletes", "patches", "puts", "posts"].map((name) => [name, listOf(request.body[name])]),
  );
  const operations = Object.values(lists).reduce((sum, { length }) => sum + length, 0);
  if (operations > zone.rules.batchMax) throw apiErrors.batchLength(zone.rules.batchMax);
  const result: Record<string, unknown[]> = { deletes: [], patches: [], puts: [], posts: [] };
  zone.change((edit) => {
    for (const { id } of lists.deletes!) result.deletes!.push(toApi(edit.delete(String(id))));
    for (const { id, ...body } of lists.patches!) {
      result.patches!.push(toApi(edit.patch(String(id), body)));
    }
    for (const { id, ...body } of lists.puts!) {
      needed(body);
      result.puts!.push(toApi(edit.put(String(id), body)));
    }
    for (const body of lists.posts!) result.posts!.push(toApi(edit.post(body)));
  });
  return { result };
}

function one(
  request: Request,
  work: (edit: Parameters<Parameters<FakeZone["change"]>[0]>[0], id: string) => unknown,
): Answer {
  let result: unknown;
  readyZone(request).change((edit) => {
    result = work(edit, request.ids[1]!);
  });
  return { result };
}

/** PUT needs name, type, and content or data; what it leaves out goes back to the default. */
function needed(body: RecordBody): void {
  if (body.name === undefined || body.type === undefined) throw apiErrors.body();
  if (body.content === undefined && body.data === undefined) throw apiErrors.body();
}

function listOf(value: unknown): RecordBody[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw apiErrors.body();
  return value as RecordBody[];
}

function zoneOf({ account, ids, path }: Request): FakeZone {
  const zone = account.zones().find(({ facts }) => facts.id === ids[0]);
  if (zone === undefined) throw apiErrors.noRoute(path);
  return zone;
}

/** A zone that was just made answers 403 on its records for a while. */
function readyZone(request: Request): FakeZone {
  const zone = zoneOf(request);
  const { account } = request;
  if (account.nowMs() < zone.facts.createdAtMs + account.zoneReadyMs) {
    throw apiErrors.authentication();
  }
  return zone;
}

function zoneToApi(zone: FakeZone, account: Account): Record<string, unknown> {
  return {
    id: zone.facts.id,
    name: zone.facts.name,
    status: "active",
    paused: false,
    type: "full",
    name_servers: zone.facts.nameservers,
    account: { id: account.id, name: "fake" },
    plan: { id: "0".repeat(32), name: zone.plan, legacy_id: zone.plan },
    created_on: new Date(zone.facts.createdAtMs).toISOString(),
  };
}
