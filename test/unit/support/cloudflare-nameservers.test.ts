/** What the nameservers of the fake answer, against what the documentation says that they do. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { lowerNameFromText } from "../../../src/dns/name-text.js";
import { rdataToText } from "../../../src/dns/rr/rdata-text.js";
import { typeCodeFromText } from "../../../src/dns/rr/registry.js";
import { DnsClient } from "../../../src/resolver/dns-client.js";
import { FakeCloudflare } from "../../support/cloudflare/fake-cloudflare.js";
import type { FakeZone } from "../../support/cloudflare/fake-zone.js";

const dns = new DnsClient({ timeoutMs: 5000, attempts: 1, randomId: () => 9 });
let now: number;
let fake: FakeCloudflare;
let zone: FakeZone;

beforeEach(async () => {
  now = 0;
  fake = await FakeCloudflare.start({ nowMs: () => now, zone: { plan: "pro" } });
  zone = fake.createZone("example.com");
});

afterEach(() => fake.close());

/** TTL and RDATA of the answers, sorted. */
async function answers(question: string, nameserver = 0): Promise<string[]> {
  const [name = "", type = ""] = question.split(" ");
  const ask = { name: lowerNameFromText(`${name}.`)!, type: typeCodeFromText(type) };
  const reply = await dns.ask(fake.nameservers[nameserver]!, ask);
  if (typeof reply === "string") throw new Error(reply);
  return reply.answers
    .map((record) => `${record.ttlSeconds} ${rdataToText(record.type, record.rdata)}`)
    .sort();
}

it("answers records with their TTL, and automatic ones with 300 (record attributes)", async () => {
  zone.plant({ type: "A", name: "www", content: "192.0.2.1", ttl: 120 });
  zone.plant({ type: "TXT", name: "www", content: "plain; text" });
  expect(await answers("www.example.com A")).toEqual(["120 192.0.2.1"]);
  expect(await answers("www.example.com TXT")).toEqual(['300 "plain; text"']);
});

it("answers addresses of the edge for a name of which one address is proxied (proxy status)", async () => {
  zone.plant({ type: "A", name: "www", content: "192.0.2.1", ttl: 120, proxied: true });
  zone.plant({ type: "A", name: "www", content: "192.0.2.2", ttl: 120 });
  expect(await answers("www.example.com A")).toEqual(["300 203.0.113.1", "300 203.0.113.2"]);
  expect(await answers("www.example.com AAAA")).toHaveLength(1);
});

it("ignores NS at the apex unless the zone has several providers (nameserver options)", async () => {
  zone.plant({ type: "NS", name: "@", content: "ns.example.net", ttl: 3600 });
  const own = ["86400 ada.ns.cloudflare.example.", "86400 bob.ns.cloudflare.example."];
  expect(await answers("example.com NS")).toEqual(own);
  zone.edit({ multi_provider: true });
  expect(await answers("example.com NS")).toEqual([...own, "86400 ns.example.net."]);
});

it("flattens a CNAME at the apex, with the lower TTL (how CNAME flattening works)", async () => {
  fake.elsewhere.set("host.example.net.", ["192.0.2.9", "2001:db8::9"]);
  zone.plant({ type: "CNAME", name: "@", content: "host.example.net", ttl: 120 });
  expect(await answers("example.com A")).toEqual(["120 192.0.2.9"]);
  expect(await answers("example.com AAAA")).toEqual(["120 2001:db8::9"]);
});

it("flattens CNAMEs into the same zone, and others where they or the zone say so (setup)", async () => {
  fake.elsewhere.set("host.example.net.", ["192.0.2.9"]);
  zone.plant({ type: "A", name: "a", content: "192.0.2.1", ttl: 60 });
  zone.plant({ type: "CNAME", name: "inside", content: "a.example.com", ttl: 120 });
  zone.plant({ type: "CNAME", name: "outside", content: "host.example.net", ttl: 120 });
  const settings = { flatten_cname: true };
  zone.plant({ type: "CNAME", name: "said", content: "host.example.net", ttl: 120, settings });
  expect(await answers("inside.example.com A")).toEqual(["60 192.0.2.1"]);
  expect(await answers("outside.example.com A")).toEqual(["120 host.example.net."]);
  expect(await answers("said.example.com A")).toEqual(["120 192.0.2.9"]);
  zone.edit({ flatten_all_cnames: true });
  expect(await answers("outside.example.com A")).toEqual(["120 192.0.2.9"]);
});

it("serves each record of a batch at a time of its own, at each nameserver (batched DNS changes)", async () => {
  fake.delayMs = (nameserver, index) => (nameserver + 1) * 1000 + index * 10;
  zone.change((edit) => {
    edit.post({ type: "A", name: "www", content: "192.0.2.1" });
    edit.post({ type: "A", name: "www", content: "192.0.2.2" });
  });
  expect(await answers("www.example.com A")).toEqual([]);
  now = 1000;
  expect(await answers("www.example.com A")).toEqual(["300 192.0.2.1"]);
  now = 1010;
  expect(await answers("www.example.com A")).toEqual(["300 192.0.2.1", "300 192.0.2.2"]);
  expect(await answers("www.example.com A", 1)).toEqual([]);
  zone.served[1]!.frozen = true;
  now = 9000;
  expect(await answers("www.example.com A", 1)).toEqual([]);
});
