/**
 * Cloudflare's API v4 for DNS on the loopback: what its documentation says of zones, records,
 * batches, settings and limits, and nameservers that answer what the API holds. Driven through the
 * real SDK with `baseURL`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { rdataFromText } from "../../../src/dns/rr/rdata-text.js";
import { ownerText } from "../../../src/naive/naive-zone.js";
import { FakeNameserver } from "../fake-nameserver.js";
import { type Fault, FaultSwitches } from "../fault-switches.js";
import { ApiError, apiErrors } from "./api-error.js";
import { FakeZone, type ZoneOptions } from "./fake-zone.js";
import { RateWindow, rateDefaults } from "./rate-window.js";
import { type Account, type Answer, type Route, routes } from "./routes.js";

export interface FakeCloudflareOptions {
  /** Unix milliseconds. */
  readonly nowMs: () => number;
  readonly token?: string;
  /** For zones that are made without saying more. */
  readonly zone?: ZoneOptions;
  readonly nameserverCount?: number;
  readonly perPageMax?: number;
  readonly quota?: number;
  readonly zoneReadyMs?: number;
}

export interface CallRecord {
  readonly operation: string;
  readonly path: string;
  readonly query: string;
  readonly bytes: number;
  readonly body: unknown;
  readonly atMs: number;
  /** 0: no answer was given. */
  status: number;
}

const nameserverNames = ["ada", "bob", "cruz", "dina"];

export class FakeCloudflare implements Account {
  readonly id = "a".repeat(32);
  readonly faults = new FaultSwitches();
  readonly calls: CallRecord[] = [];
  readonly token: string;
  readonly perPageMax: number;
  readonly zoneReadyMs: number;
  /** Until an operation of a request is served at a nameserver; set by the test. */
  delayMs: (nameserver: number, index: number) => number = () => 0;
  /** Addresses in other zones, for flattening: `target.example.net.` → A and AAAA as text. */
  readonly elsewhere = new Map<string, readonly string[]>();
  readonly nameservers: FakeNameserver[] = [];
  private readonly all: FakeZone[] = [];
  private readonly rate: RateWindow;
  private readonly server: Server;
  private made = 0;

  private constructor(private readonly options: FakeCloudflareOptions) {
    this.token = options.token ?? "fake-token";
    this.perPageMax = options.perPageMax ?? 5000;
    this.zoneReadyMs = options.zoneReadyMs ?? 0;
    this.rate = new RateWindow(options.quota ?? rateDefaults.quota, rateDefaults.windowMs);
    this.server = createServer((request, response) => {
      this.serve(request, response).catch((fault: unknown) => response.destroy(fault as Error));
    });
  }

  static async start(options: FakeCloudflareOptions): Promise<FakeCloudflare> {
    const fake = new FakeCloudflare(options);
    await new Promise<void>((resolve) => fake.server.listen(0, "127.0.0.1", resolve));
    for (let n = 0; n < (options.nameserverCount ?? 2); n++) {
      const zones = () =>
        fake.all.map(({ served }) => {
          served[n]!.catchUp();
          return served[n]!;
        });
      fake.nameservers.push(await FakeNameserver.start(zones));
    }
    return fake;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await Promise.all([
      new Promise<void>((resolve) => this.server.close(() => resolve())),
      ...this.nameservers.map((nameserver) => nameserver.close()),
    ]);
  }

  nowMs(): number {
    return this.options.nowMs();
  }

  zones(): readonly FakeZone[] {
    return this.all;
  }

  createZone(name: string, options: ZoneOptions = {}): FakeZone {
    const newId = () => (++this.made).toString(16).padStart(32, "0");
    const count = this.options.nameserverCount ?? 2;
    const zone = new FakeZone(
      {
        id: newId(),
        name,
        nameservers: nameserverNames.slice(0, count).map((host) => `${host}.ns.cloudflare.example`),
        createdAtMs: this.nowMs(),
        nowMs: this.options.nowMs,
        newId,
        delayMs: (nameserver, index) => this.delayMs(nameserver, index),
        addressesOf: (target, type) =>
          (this.elsewhere.get(ownerText(target)) ?? [])
            .filter((address) => address.includes(":") === (type === 28))
            .map(hexOfAddress),
      },
      { ...this.options.zone, ...options },
    );
    this.all.push(zone);
    return zone;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.baseUrl);
    const text = await bodyOf(request);
    const route = routes.find(
      ({ method, path }) => method === request.method && path.test(url.pathname),
    );
    const call: CallRecord = {
      operation: route?.operation ?? "Unknown",
      path: url.pathname,
      query: url.search,
      bytes: Buffer.byteLength(text),
      body: parsed(text),
      atMs: this.nowMs(),
      status: 0,
    };
    this.calls.push(call);
    const reply = await this.answer(request, url, route, call);
    if (reply === undefined) return;
    if (reply === "cut") {
      request.socket.destroy();
      return;
    }
    call.status = reply.status;
    const isZipped = String(request.headers["accept-encoding"]).includes("gzip");
    response.writeHead(reply.status, {
      "content-type": reply.type ?? "application/json",
      ...(isZipped ? { "content-encoding": "gzip" } : {}),
      ...reply.headers,
    });
    response.end(isZipped ? gzipSync(reply.body, { level: 1 }) : reply.body);
  }

  /** Undefined: nothing is ever answered. */
  private async answer(
    request: IncomingMessage,
    url: URL,
    route: Route | undefined,
    call: CallRecord,
  ): Promise<Reply | "cut" | undefined> {
    const faults = this.faults.take(call.operation);
    const find = <K extends Fault["kind"]>(kind: K) =>
      faults.find((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind);
    const rate = find("throttle")
      ? { allowed: false, remaining: 0, resetMs: rateDefaults.windowMs }
      : this.rate.take(this.nowMs());
    const headers = this.rate.headers(rate);
    if (!rate.allowed) return errorReply(apiErrors.rateLimited(), headers);
    const refuse = find("refuse");
    if (refuse !== undefined) return { status: refuse.status, body: refuse.body ?? "", headers };
    if (find("busy")) return errorReply(apiErrors.conflict(), headers);
    if (find("cut-before")) return "cut";
    await find("held")?.until;
    for (const fault of faults) if (fault.kind === "meanwhile" && fault.after !== true) fault.act();

    const reply = this.run(request, url, route, call, headers);
    for (const fault of faults) if (fault.kind === "meanwhile" && fault.after === true) fault.act();
    if (find("cut-after")) return "cut";
    if (find("silent-after")) return undefined;
    const garble = find("garble");
    return garble === undefined ? reply : { ...reply, body: garble.body };
  }

  private run(
    request: IncomingMessage,
    url: URL,
    route: Route | undefined,
    call: CallRecord,
    headers: Record<string, string>,
  ): Reply {
    try {
      const bearer = request.headers.authorization;
      if (bearer !== `Bearer ${this.token}`) {
        throw call.operation === "VerifyToken"
          ? apiErrors.invalidToken()
          : apiErrors.authentication();
      }
      if (route === undefined) throw apiErrors.noRoute(url.pathname);
      const body = call.body ?? {};
      if (typeof body !== "object" || Array.isArray(body)) throw apiErrors.body();
      const answer = route.run({
        account: this,
        path: url.pathname,
        ids: route.path.exec(url.pathname)!.slice(1),
        query: url.searchParams,
        body: body as Readonly<Record<string, unknown>>,
      });
      return okReply(answer, headers);
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      return errorReply(fault, headers);
    }
  }
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly type?: string;
}

function okReply(answer: Answer, headers: Record<string, string>): Reply {
  if (answer.text !== undefined) {
    return { status: 200, body: answer.text, headers, type: "text/plain" };
  }
  const envelope = {
    result: answer.result,
    success: true,
    errors: [],
    messages: [],
    ...(answer.resultInfo === undefined ? {} : { result_info: answer.resultInfo }),
  };
  return { status: 200, body: JSON.stringify(envelope), headers };
}

function errorReply({ status, code, message }: ApiError, headers: Record<string, string>): Reply {
  const envelope = { result: null, success: false, errors: [{ code, message }], messages: [] };
  return { status, body: JSON.stringify(envelope), headers };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return "malformed";
  }
}

function hexOfAddress(address: string): string {
  const rdata = rdataFromText(address.includes(":") ? 28 : 1, address);
  if (!(rdata instanceof Uint8Array)) throw new Error(`${address} is no address`);
  return Buffer.from(rdata).toString("hex");
}
