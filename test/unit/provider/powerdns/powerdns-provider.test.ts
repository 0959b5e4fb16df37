/** PowerDNS as it answers when something is wrong. That it works is held against the real one. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { lowerNameFromText } from "../../../../src/dns/name-text.js";
import type { Change } from "../../../../src/provider/contract/change.js";
import { ProviderFault } from "../../../../src/provider/contract/fault.js";
import type { ProviderZone } from "../../../../src/provider/contract/provider.js";
import { powerdns } from "../../../../src/provider/powerdns/powerdns-provider.js";
import { contextOf } from "../../../contract/providers/provider-harness.js";
import { rrsetOf } from "../../../contract/providers/rdata-of.js";
import { QuickClock } from "../../../support/quick-clock.js";

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: { readonly [name: string]: string };
}

interface Call {
  readonly line: string;
  readonly key: string | undefined;
  readonly body: string;
}

const apiKey = "k3y-that-nobody-may-see";
const apex = lowerNameFromText("example.com.")!;
const zone: ProviderZone = {
  apex,
  id: "example.com.",
  assigned: [],
  facts: { kind: "Native", dnssec: false, soaEdit: "", soaEditApi: "DEFAULT" },
};
const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** A provider whose server gives these answers, the last one for ever; null cuts the connection. */
async function scripted(...answers: (Answer | null)[]) {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString("utf8");
    });
    request.on("end", () => {
      const key = request.headers["x-api-key"];
      calls.push({ line: `${request.method} ${request.url}`, key: key?.toString(), body });
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      if (answer === null) request.socket.destroy();
      else response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  open.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { provider: opened(url), calls, server };
}

function opened(url: string, key = apiKey) {
  const settings = { type: "powerdns", url, apiKey: key, server: "localhost" } as const;
  return powerdns.open(settings, contextOf("pdns", new QuickClock(), []));
}

async function faultOf(work: Promise<unknown> | (() => unknown)): Promise<ProviderFault> {
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    expect(error).toBeInstanceOf(ProviderFault);
    const fault = error as ProviderFault;
    expect(`${fault.message} ${fault.hint} ${String(fault.stack)}`).not.toContain(apiKey);
    expect(fault.message).not.toMatch(/\n/);
    return fault;
  }
  throw new Error("there was no fault");
}

const json = (body: unknown, status = 200): Answer => ({ status, body: JSON.stringify(body) });
const www = rrsetOf("www.example.com.", 1, 300, ["192.0.2.1"]);
const mail = rrsetOf("mail.example.com.", 28, 300, ["2001:db8::1"]);
const create = (rrset: typeof www, id: string): Change => ({
  kind: "create",
  id,
  before: null,
  after: rrset,
});
const changes = [create(www, "www"), create(mail, "mail")];
const batch = { changes, summary: "", calls: 1, overwrite: false };
const apply = (provider: ReturnType<typeof opened>) => provider.apply(batch, zone, { token: "t" });

describe("calls to the API of PowerDNS", () => {
  it("carry the key, and the id of the zone in a form that a path can hold", async () => {
    const head = {
      id: "0=2F25.2.0.192.in-addr.arpa.",
      name: "0/25.2.0.192.in-addr.arpa.",
      kind: "Native",
    };
    const { provider, calls } = await scripted(json([head]), json(head));
    const found = await provider.find(lowerNameFromText(head.name)!);
    expect(found).toMatchObject({ id: head.id, assigned: [] });
    expect(calls.map(({ line }) => line)).toEqual([
      "GET /api/v1/servers/localhost/zones?zone=0%2F25.2.0.192.in-addr.arpa.",
      "GET /api/v1/servers/localhost/zones/0%3D2F25.2.0.192.in-addr.arpa.?rrsets=false",
    ]);
    expect(calls[0]!.key).toBe(apiKey);
  });

  it("find a zone among all of a server that lists all", async () => {
    const head = { id: "example.com.", name: "Example.COM.", kind: "Native" };
    const { provider } = await scripted(
      json([{ ...head, name: "other.example." }, head]),
      json(head),
    );
    expect(await provider.find(apex)).toMatchObject({ id: "example.com." });
    const none = await scripted(json([{ ...head, name: "other.example." }]));
    expect(await none.provider.find(apex)).toBeNull();
  });

  it("do not write to a secondary", async () => {
    const head = { id: "example.com.", name: "example.com.", kind: "Slave" };
    const { provider } = await scripted(json([head]), json(head));
    const fault = await faultOf(provider.find(apex));
    expect(fault.message).toBe("pdns is a secondary for example.com. (kind Slave)");
  });

  it("delete before they replace, and say nothing of comments", async () => {
    const { provider, calls } = await scripted({
      status: 204,
      body: "",
      headers: { "X-PDNS-New-Serial": "7" },
    });
    const before = { ...mail, raw: ["2001:db8:0:0:0:0:0:2"], marked: null };
    const gone = { ...rrsetOf("gone.example.com.", 1, 5, ["192.0.2.9"]), raw: null, marked: null };
    const all: Change[] = [
      create(www, "www"),
      { kind: "update", id: "mail", before, after: mail },
      { kind: "delete", id: "gone", before: gone, after: null },
    ];
    const receipt = await provider.apply({ ...batch, changes: all }, zone, { token: "t" });
    expect(receipt.serial).toBe(7);
    expect(calls[0]!.line).toBe("PATCH /api/v1/servers/localhost/zones/example.com.");
    expect(JSON.parse(calls[0]!.body)).toEqual({
      rrsets: [
        { name: "gone.example.com.", type: "A", changetype: "DELETE" },
        {
          name: "www.example.com.",
          type: "A",
          changetype: "REPLACE",
          ttl: 300,
          records: [{ content: "192.0.2.1", disabled: false }],
        },
        {
          name: "mail.example.com.",
          type: "AAAA",
          changetype: "REPLACE",
          ttl: 300,
          // What was switched off before stays there, and off.
          records: [
            { content: "2001:db8:0:0:0:0:0:1", disabled: false },
            { content: "2001:db8:0:0:0:0:0:2", disabled: true },
          ],
        },
      ],
    });
  });
});

it("leave records that are switched off there when a deletion is undone", async () => {
  const { provider, calls } = await scripted({ status: 204, body: "" });
  const before = { ...mail, raw: ["2001:db8:0:0:0:0:0:2"], marked: null };
  const done: Change[] = [{ kind: "delete", id: "mail", before, after: null }];
  const nothing = {
    ...{ rrsets: [], settings: {}, resources: [], opaque: [], serial: null, listedAtMs: 0 },
  };
  const changes = provider.undo(done, nothing);
  await provider.apply({ ...batch, changes }, zone, { token: "t" });
  expect(JSON.parse(calls[0]!.body).rrsets[0].records).toEqual([
    { content: "2001:db8:0:0:0:0:0:1", disabled: false },
    { content: "2001:db8:0:0:0:0:0:2", disabled: true },
  ]);
});

describe("faults of PowerDNS", () => {
  it.each([
    [401, "Unauthorized", "auth", "no"],
    [403, "Forbidden", "auth", "no"],
    [404, "Not Found", "not-found", "no"],
    [413, "", "limit", "no"],
    [422, '{"error": "no"}', "rejected", "no"],
    [400, "Bad Request", "rejected", "no"],
    [429, "", "throttled", "unknown"],
    [500, "<html>oops</html>", "unavailable", "unknown"],
    [502, "<html>Bad Gateway</html>", "unavailable", "unknown"],
    [302, "", "malformed", "no"],
  ])("of a write that is answered %i", async (status, body, kind, committed) => {
    const { provider } = await scripted({
      status,
      body,
      headers: { location: "http://192.0.2.1/" },
    });
    const fault = await faultOf(apply(provider));
    expect(fault).toMatchObject({ kind, committed });
    expect(fault.message).toMatch(
      new RegExp(`^pdns \\(127\\.0\\.0\\.1:\\d+\\) answered ${status}`),
    );
  });

  it("name the changes that it does not want", async () => {
    const says = (error: string) => json({ error }, 422);
    const { provider } = await scripted(
      says("Record mail.example.com./AAAA 'x': unable to parse"),
      says("RRset www.example.com. IN A: Conflicts with pre-existing RRset"),
      says('Duplicate record in RRset www.example.com. IN A with content "192.0.2.1"'),
      says("Record www.example.com./AAAA 'x': no such change"),
    );
    const named = async () =>
      (await faultOf(apply(provider))).culprits.map(({ changeId }) => changeId);
    expect(await named()).toEqual(["mail"]);
    expect(await named()).toEqual(["www"]);
    expect(await named()).toEqual(["www"]);
    expect(await named()).toEqual([]);
  });

  it("show a message of somebody else in one short line", async () => {
    const { provider } = await scripted(json({ error: `a\n\u001b[31m${"b".repeat(5000)}` }, 422));
    const { message } = await faultOf(apply(provider));
    expect(message).toMatch(/answered 422: a \[31mbbb+…$/);
    expect(message.length).toBeLessThan(600);
  });

  it("leave open whether a write has happened if its answer is lost, and say that it has not if it never went out", async () => {
    const { provider, server } = await scripted(null);
    expect(await faultOf(apply(provider))).toMatchObject({
      kind: "unavailable",
      committed: "unknown",
    });
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    open.pop();
    const fault = await faultOf(apply(opened(`http://127.0.0.1:${port}`)));
    expect(fault).toMatchObject({ kind: "unavailable", committed: "no", retryable: true });
    expect(fault.message).toContain("cannot be reached: ECONNREFUSED");
  });

  it("wait as long as it says", async () => {
    const { provider } = await scripted({ status: 503, body: "", headers: { "retry-after": "7" } });
    expect(await faultOf(apply(provider))).toMatchObject({ retryAfterMs: 7000 });
  });

  it.each([
    ["HTML", "<html>Welcome</html>"],
    ["nothing", ""],
    ["something else", '{"rrsets": 1}'],
    [
      "a record without content",
      JSON.stringify({
        id: "example.com.",
        name: "example.com.",
        kind: "Native",
        rrsets: [{ name: "a.", type: "A", ttl: 1, records: [{}] }],
      }),
    ],
    [
      "a TTL that is none",
      JSON.stringify({
        id: "example.com.",
        name: "example.com.",
        kind: "Native",
        rrsets: [{ name: "a.", type: "A", ttl: -1, records: [] }],
      }),
    ],
  ])("are plain if it answers %s", async (_what, body) => {
    const { provider } = await scripted({ status: 200, body });
    const fault = await faultOf(provider.list(zone));
    expect(fault.kind).toBe("malformed");
    expect(fault.message).toMatch(
      /^pdns \(.*\) answered something else than the PowerDNS API does/,
    );
    expect(fault.hint).toBe("does its url lead to the API of PowerDNS?");
  });

  it("are told of names that are not in the zone", async () => {
    const rrset = {
      name: "evilexample.com.",
      type: "A",
      ttl: 1,
      records: [{ content: "192.0.2.1" }],
    };
    const { provider } = await scripted(
      json({ id: "example.com.", name: "example.com.", kind: "Native", rrsets: [rrset] }),
    );
    const fault = await faultOf(provider.list(zone));
    expect(fault.message).toBe(
      'PowerDNS lists "evilexample.com.", which is no name in example.com.',
    );
  });

  it("keep what cannot be understood out of the listing", async () => {
    const of = (name: string, type: string, content: string, disabled = false) => ({
      name: `${name}.example.com.`,
      type,
      ttl: 60,
      records: [{ content, disabled }],
    });
    const rrsets = [
      of("a", "ALIAS", "x."),
      of("b", "LUA", "A \"ifportup(443, {'192.0.2.1'})\""),
      of("c", "A", "not an address"),
      of("d", "A", "192.0.2.1", true),
      of("e", "A", "192.0.2.1"),
      of("f", "RRSIG", "whatever"),
      of("g", "WALLET2", "x"),
    ];
    const { provider } = await scripted(
      json({ id: "example.com.", name: "example.com.", kind: "Native", serial: 3, rrsets }),
    );
    const snapshot = await provider.list(zone);
    expect(snapshot.serial).toBe(3);
    expect(snapshot.rrsets.map(({ owner }) => owner[1])).toEqual(["e".charCodeAt(0)]);
    expect(snapshot.opaque.map(({ what, type }) => `${type} ${what}`)).toEqual([
      '65401 "ALIAS", a type of PowerDNS',
      '65402 "LUA", a type of PowerDNS',
      "1 A whose content makes no sense here",
      "1 A with all of its records disabled",
      '0 "WALLET2", a type of PowerDNS',
    ]);
  });

  it("of settings are told before anything is sent, without the key", async () => {
    const url = await faultOf(() => opened("http://user:pass@127.0.0.1:1"));
    expect(url.message).toBe("pdns: its url is not usable");
    const key = await faultOf(() => opened("http://127.0.0.1:1", `${apiKey}\n`));
    expect(key.message).toBe("pdns: its API key has characters that no header can hold");
  });
});
