import { afterEach, expect, it } from "vitest";
import { rcode } from "../../../src/dns/header.js";
import { lowerNameFromText } from "../../../src/dns/name-text.js";
import { typeCodeFromText } from "../../../src/dns/rr/registry.js";
import { DnsClient, type Reply } from "../../../src/resolver/dns-client.js";
import { FakeNameserver } from "../../support/fake-nameserver.js";
import { ServedZone } from "../../support/served-zone.js";

const apex = ["example", "com"];
const soaRdata = "00000000000100000e10000003840012750000000064";
const client = new DnsClient({ timeoutMs: 2000, attempts: 1, randomId: () => 7 });
let now = 0;
let open: FakeNameserver[] = [];

afterEach(async () => {
  await Promise.all(open.map((server) => server.close()));
  open = [];
});

/** A nameserver that serves two addresses at www.example.com from the start. */
async function start(): Promise<{ zone: ServedZone; server: FakeNameserver }> {
  now = 0;
  const zone = new ServedZone(apex, () => now);
  zone.submit([{ owner: apex, type: 6, served: rrset(apex, 6, [soaRdata]) }, www("c0000201")], 0);
  const server = await FakeNameserver.start(() => {
    zone.catchUp();
    return [zone];
  });
  open.push(server);
  return { zone, server };
}

function rrset(owner: readonly string[], type: number, rdata: readonly string[]) {
  return { owner, type, ttl: 300, rdata };
}

function www(...rdata: string[]) {
  const owner = ["www", ...apex];
  return { owner, type: 1, served: rdata.length === 0 ? undefined : rrset(owner, 1, rdata) };
}

async function ask(server: FakeNameserver, question: string): Promise<Reply> {
  const [name = "", type = ""] = question.split(" ");
  return client.ask(server, { name: lowerNameFromText(name)!, type: typeCodeFromText(type) });
}

/** RCODE and RDATA of the answer section, in one line. */
async function told(server: FakeNameserver, question: string): Promise<string> {
  const reply = await ask(server, question);
  if (typeof reply === "string") return reply;
  const rdata = reply.answers.map((record) => Buffer.from(record.rdata).toString("hex"));
  return [reply.rcode, ...rdata].join(" ");
}

it("answers over UDP from the zone as it is at that moment", async () => {
  const { zone, server } = await start();
  expect(await told(server, "www.example.com. A")).toBe("0 c0000201");
  zone.submit([www("c0000202")], 1000);
  expect(await told(server, "www.example.com. A")).toBe("0 c0000201");
  now = 1000;
  expect(await told(server, "www.example.com. A")).toBe("0 c0000202");
  expect(server.asked).toEqual({ udp: 3, tcp: 0 });
});

it("says NXDOMAIN with the SOA once the last record of a name is gone", async () => {
  const { zone, server } = await start();
  zone.submit([www()], 0);
  const reply = await ask(server, "www.example.com. A");
  expect(reply).toMatchObject({ rcode: rcode.NXDOMAIN, authorities: [{ type: 6 }] });
});

it("keeps a stale zone as it was, and goes on when it is stale no more", async () => {
  const { zone, server } = await start();
  zone.frozen = true;
  zone.submit([www("c0000202")], 0);
  expect(await told(server, "www.example.com. A")).toBe("0 c0000201");
  zone.frozen = false;
  expect(await told(server, "www.example.com. A")).toBe("0 c0000202");
});

it("truncates over UDP what is longer than the client takes, and sends all of it over TCP", async () => {
  const { zone, server } = await start();
  const rdata = Array.from({ length: 200 }, (_, i) => `0a0000${(i + 16).toString(16)}`);
  zone.submit([www(...rdata)], 0);
  expect(await told(server, "www.example.com. A")).toBe(["0", ...rdata].join(" "));
  expect(server.asked).toEqual({ udp: 1, tcp: 1 });
});

it("chooses anew for every answer where a function stands in place of records", async () => {
  const { zone, server } = await start();
  let turn = 0;
  const owner = ["w", ...apex];
  zone.submit([{ owner, type: 1, served: () => rrset(owner, 1, [`c000020${++turn}`]) }], 0);
  const first = await told(server, "w.example.com. A");
  expect(await told(server, "w.example.com. A")).not.toBe(first);
});

it("goes wrong as it is told: silent, another RCODE, not authoritative, other data", async () => {
  const { server } = await start();
  server.faults.rcode = rcode.SERVFAIL;
  expect(await told(server, "www.example.com. A")).toBe("2");
  delete server.faults.rcode;
  server.faults.distort = (one) => ({ ...one, rdata: ["c0000263"] });
  expect(await told(server, "www.example.com. A")).toBe("0 c0000263");
  server.faults.truncate = true;
  server.faults.noTcp = true;
  expect(await told(server, "www.example.com. A")).toContain("connection");
});
