/**
 * Amazon Route 53 on the loopback: REST-XML of API version 2013-04-01 over HTTP, to be driven by
 * the SDK, and nameservers that answer from the same store. Holds what the documentation says;
 * where it is silent, what users of the API report. Time, chance and everything that goes wrong
 * come from the test.
 *
 *   const fake = await FakeRoute53.start({ nowMs: () => now });
 *   fake.createZone("example.com");
 *   fake.faults.arm("ChangeResourceRecordSets", { kind: "cut-after" });
 *   new Route53Client({ endpoint: fake.endpoint, credentials: fake.credentials, … });
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FakeNameserver } from "../fake-nameserver.js";
import { type Fault, FaultSwitches } from "../fault-switches.js";
import { Account } from "./account.js";
import { type Answer, busy, errorBody, throttled } from "./answer.js";
import { ApiFault } from "./api-fault.js";
import { authFault, type Call, readCall } from "./http-call.js";
import { type Rates, TokenBuckets } from "./token-buckets.js";

// As the adapter does it: a warning of the SDK about Node versions to come.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

export interface FakeOptions {
  readonly nowMs: () => number;
  /** Numbers in [0, 1), for weighted answers. */
  readonly random?: () => number;
  /** Null: as many calls as one likes. */
  readonly rates?: Rates | null;
  readonly nameserverCount?: number;
  /** How InvalidChangeBatch tells its messages: in brackets, as users see it, or as a list. */
  readonly messagesAs?: "text" | "list";
}

export interface CallRecord {
  readonly operation: string;
  readonly bodyBytes: number;
  readonly atMs: number;
  /** 0 while there is no answer, and if there never was one. */
  status: number;
}

/** An account of Route 53, and the servers through which the world gets at it. */
export class FakeRoute53 extends Account {
  readonly faults = new FaultSwitches();
  readonly calls: CallRecord[] = [];
  readonly credentials = { accessKeyId: "AKIDFAKEROUTE53", secretAccessKey: "not a secret" };
  readonly nameservers: FakeNameserver[] = [];
  private readonly server: Server;

  private constructor(
    private readonly fakeOptions: FakeOptions,
    private readonly buckets: TokenBuckets | null,
  ) {
    super({
      nowMs: fakeOptions.nowMs,
      random: fakeOptions.random ?? (() => 0),
      nameserverCount: fakeOptions.nameserverCount ?? 4,
      takeChanges: (count) => buckets?.takeChanges(count) !== false,
    });
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: FakeOptions): Promise<FakeRoute53> {
    const { rates = null, nowMs } = options;
    const buckets = rates === null ? null : new TokenBuckets(rates, nowMs);
    const fake = new FakeRoute53(options, buckets);
    await new Promise<void>((resolve) => fake.server.listen(0, "127.0.0.1", resolve));
    for (const index of fake.delaysMs.keys()) {
      fake.nameservers.push(await FakeNameserver.start(() => fake.copiesAt(index)));
    }
    return fake;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await Promise.all([
      new Promise<void>((resolve) => this.server.close(() => resolve())),
      ...this.nameservers.map((server) => server.close()),
    ]);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  count(operation: string): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    const record: CallRecord = {
      operation: call instanceof ApiFault ? "unknown" : call.operation,
      bodyBytes: call instanceof ApiFault ? 0 : Buffer.byteLength(call.body),
      atMs: this.fakeOptions.nowMs(),
      status: 0,
    };
    this.calls.push(record);
    const met = this.faults.take(record.operation);
    if (met.some(({ kind }) => kind === "cut-before")) {
      response.destroy();
      return;
    }
    const refusal =
      call instanceof ApiFault ? call : authFault(request, this.credentials.accessKeyId);
    const answer =
      refusal === undefined ? await this.answer(call as Call, met) : this.faultAnswer(refusal);
    for (const fault of met) if (fault.kind === "meanwhile" && fault.after === true) fault.act();
    if (met.some(({ kind }) => kind === "silent-after")) return;
    if (met.some(({ kind }) => kind === "cut-after")) {
      response.destroy();
      return;
    }
    record.status = answer.status;
    const garbled = met.find((fault) => fault.kind === "garble");
    response.writeHead(answer.status, { "content-type": "text/xml" });
    response.end(garbled?.body ?? answer.body);
  }

  private async answer(call: Call, met: readonly Fault[]): Promise<Answer> {
    const isChange = call.operation === "ChangeResourceRecordSets";
    const zone = isChange ? this.zones.get(call.args[0]!) : undefined;
    for (const fault of met) {
      if (fault.kind === "meanwhile" && fault.after !== true) fault.act();
      if (fault.kind === "throttle") return this.faultAnswer(throttled());
      if (fault.kind === "busy") return this.faultAnswer(busy());
      if (fault.kind === "refuse") {
        const body = fault.body ?? errorBody("ServiceUnavailable", "Try again later");
        return { status: fault.status, body };
      }
    }
    if (this.buckets?.takeCall(call.operation) === false) return this.faultAnswer(throttled());
    // "If Route 53 can't process a request before the next request arrives."
    if (zone?.busy === true) return this.faultAnswer(busy());
    if (zone !== undefined) zone.busy = true;
    try {
      for (const fault of met) if (fault.kind === "held") await fault.until;
      const result = this.perform(call);
      return result instanceof ApiFault ? this.faultAnswer(result) : result;
    } finally {
      if (zone !== undefined) zone.busy = false;
    }
  }

  private faultAnswer(fault: ApiFault): Answer {
    const asList = this.fakeOptions.messagesAs === "list" && fault.messages.length > 0;
    return {
      status: fault.status,
      body: asList
        ? errorBody(fault.code, "", fault.messages)
        : errorBody(fault.code, fault.message),
    };
  }
}
