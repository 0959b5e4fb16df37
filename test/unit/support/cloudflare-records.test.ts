/**
 * The fake of Cloudflare holds what the documentation says of single records, seen through the real
 * SDK. Each test names the page or the report that it holds on to.
 */
import Cloudflare from "cloudflare";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FakeCloudflare } from "../../support/cloudflare/fake-cloudflare.js";
import type { FakeZone } from "../../support/cloudflare/fake-zone.js";

let fake: FakeCloudflare;
let zone: FakeZone;
let client: Cloudflare;
let zone_id: string;

beforeEach(async () => {
  fake = await FakeCloudflare.start({ nowMs: () => 1_800_000_000_000 });
  zone = fake.createZone("example.com");
  zone_id = zone.facts.id;
  client = new Cloudflare({ apiToken: fake.token, baseURL: fake.baseUrl, maxRetries: 0 });
});

afterEach(() => fake.close());

/** Tests give less, and sometimes worse, than the SDK's types allow. */
async function create(fields: Record<string, unknown>): Promise<{ id: string }> {
  return client.dns.records.create({ zone_id, ttl: 300, ...fields } as never);
}

/** The code of the first error, and its status. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const fault = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(fault instanceof Cloudflare.APIError)) return `not refused: ${fault}`;
  return `${fault.status} ${fault.errors[0]?.code}`;
}

it("answers names in lower case without final dot, and takes others as relative (API reference)", async () => {
  expect(await create({ type: "A", name: "WWW.Example.COM.", content: "192.0.2.1" })).toMatchObject(
    { name: "www.example.com", content: "192.0.2.1", ttl: 300, proxied: false, comment: null },
  );
  expect(await create({ type: "TXT", name: "www", content: '"x"' })).toMatchObject({
    name: "www.example.com",
  });
  expect(await create({ type: "TXT", name: "@", content: '"x"' })).toMatchObject({
    name: "example.com",
  });
});

it("answers contents of names without final dot, the root as a dot (external-dns, octoDNS)", async () => {
  const mx = { type: "MX", name: "example.com", content: "Mail.example.net.", priority: 10 };
  expect(await create(mx)).toMatchObject({ content: "mail.example.net", priority: 10 });
  expect(
    await create({ type: "MX", name: "null.example.com", content: ".", priority: 0 }),
  ).toMatchObject({ content: ".", priority: 0 });
});

it.each([
  ["CAA", { flags: 128, tag: "issue", value: "ca.example" }, '128 issue "ca.example"'],
  [
    "SRV",
    { priority: 1, weight: 2, port: 443, target: "srv.example.net" },
    "1 2 443 srv.example.net",
  ],
  ["SSHFP", { algorithm: 4, type: 2, fingerprint: "ab".repeat(32) }, `4 2 ${"ab".repeat(32)}`],
  ["TLSA", { usage: 3, selector: 1, matching_type: 1, certificate: "00ff" }, "3 1 1 00ff"],
  ["HTTPS", { priority: 1, target: ".", value: 'alpn="h2"' }, '1 . alpn="h2"'],
  [
    "NAPTR",
    { order: 1, preference: 2, flags: "U", service: "E2U", regex: "!a!b!", replacement: "." },
    '1 2 "U" "E2U" "!a!b!" .',
  ],
] as const)(
  "keeps %s as an object and renders its content (API reference)",
  async (type, data, content) => {
    expect(await create({ type, name: "x.example.com", data })).toMatchObject({ data, content });
  },
);

it("refuses an object that lacks a member, and a type that it does not know", async () => {
  const data = { flags: 0, tag: "issue" };
  expect(await refusal(create({ type: "CAA", name: "x", data }))).toBe("400 9101");
  expect(await refusal(create({ type: "DNAME", name: "x", content: "a.example" }))).toBe(
    "400 9002",
  );
});

it("keeps quoted strings of TXT, divides long ones at 255, and refuses none (API reference)", async () => {
  const long = "a".repeat(300);
  expect(await create({ type: "TXT", name: "long", content: `"${long}"` })).toMatchObject({
    content: `"${"a".repeat(255)}" "${"a".repeat(45)}"`,
  });
  expect(await create({ type: "TXT", name: "old", content: "v=spf1; -all" })).toMatchObject({
    content: "v=spf1; -all",
  });
  expect(await refusal(create({ type: "TXT", name: "empty", content: '""' }))).toBe("400 9101");
});

it("bounds a record at 4096 octets, and all of a name and type at 8192 characters (cisagov/manage.get.gov#5244)", async () => {
  const text = (octets: number) => `"${"a".repeat(255)}" `.repeat(octets / 255).trim();
  expect(await refusal(create({ type: "TXT", name: "big", content: text(17 * 255) }))).toBe(
    "400 9015",
  );
  for (const letter of ["b", "c"]) {
    await create({ type: "TXT", name: "many", content: text(15 * 255).replaceAll("a", letter) });
  }
  expect(await refusal(create({ type: "TXT", name: "many", content: text(15 * 255) }))).toBe(
    "400 83011",
  );
});

it("takes TTLs from 60 to 86400, 1 as automatic, and 30 for Enterprise (API reference)", async () => {
  const at = (ttl: number, name = "t") => create({ type: "A", name, content: "192.0.2.1", ttl });
  expect(await refusal(at(59))).toBe("400 9021");
  expect(await refusal(at(86_401))).toBe("400 9021");
  expect(await at(1)).toMatchObject({ ttl: 1 });
  zone_id = fake.createZone("example.org", { plan: "enterprise" }).facts.id;
  expect(await at(30)).toMatchObject({ ttl: 30 });
});

it("forces proxied records to the automatic TTL, and proxies addresses and CNAMEs only", async () => {
  const address = { type: "A", name: "p", content: "192.0.2.1", ttl: 3600, proxied: true };
  expect(await create(address)).toMatchObject({ ttl: 1, proxied: true });
  expect(await refusal(create({ type: "TXT", name: "q", content: '"x"', proxied: true }))).toBe(
    "400 9004",
  );
});

it("keeps addresses and CNAMEs apart, and two CNAMEs (records with same name)", async () => {
  await create({ type: "CNAME", name: "c", content: "a.example.net" });
  await create({ type: "A", name: "a", content: "192.0.2.1" });
  const cname = (name: string) => create({ type: "CNAME", name, content: "b.example.net" });
  expect(await refusal(create({ type: "A", name: "c", content: "192.0.2.1" }))).toBe("400 81054");
  expect(await refusal(cname("a"))).toBe("400 81053");
  expect(await refusal(cname("c"))).toBe("400 81053");
});

it("keeps NS below the apex alone but for DS, which needs them (API reference)", async () => {
  const ds = { key_tag: 1, algorithm: 13, digest_type: 2, digest: "ab".repeat(32) };
  expect(await refusal(create({ type: "DS", name: "sub", data: ds }))).toBe("400 81063");
  const ns = await create({ type: "NS", name: "sub", content: "ns.example.net" });
  await create({ type: "DS", name: "sub", data: ds });
  expect(await refusal(create({ type: "A", name: "sub", content: "192.0.2.1" }))).toBe("400 81056");
  expect(await refusal(client.dns.records.delete(ns.id, { zone_id }))).toBe("400 81063");
});

it("refuses a second identical record (81058), and tells of one that is gone (81044)", async () => {
  const record = { type: "A", name: "i", content: "192.0.2.1" };
  const { id } = await create(record);
  expect(await refusal(create({ ...record, ttl: 600 }))).toBe("400 81058");
  await client.dns.records.delete(id, { zone_id });
  expect(await refusal(client.dns.records.delete(id, { zone_id }))).toBe("404 81044");
});

it("resets on PUT what is not named, and keeps it on PATCH (batch record changes)", async () => {
  const record = { type: "A", name: "k.example.com", content: "192.0.2.1" };
  const { id } = await create({ ...record, comment: "by hand", proxied: true });
  const patched = { ...record, zone_id, content: "192.0.2.2" };
  expect(await client.dns.records.edit(id, patched as never)).toMatchObject({
    comment: "by hand",
    proxied: true,
    content: "192.0.2.2",
  });
  const put = { ...record, zone_id, content: "192.0.2.3", ttl: 600 };
  expect(await client.dns.records.update(id, put as never)).toMatchObject({
    id,
    comment: null,
    proxied: false,
    ttl: 600,
  });
});

it("bounds comments and refuses tags by plan (record attributes)", async () => {
  const record = { type: "A", name: "n", content: "192.0.2.1" };
  expect(await refusal(create({ ...record, comment: "x".repeat(101) }))).toBe("400 9110");
  expect(await refusal(create({ ...record, tags: ["a:b"] }))).toBe("400 9111");
  zone_id = fake.createZone("example.org", { plan: "pro" }).facts.id;
  expect(await create({ ...record, comment: "x".repeat(500), tags: ["a:b"] })).toMatchObject({
    tags: ["a:b"],
  });
});

it("drops flatten_cname in silence where the record is proxied (DNSControl#4026)", async () => {
  zone_id = fake.createZone("example.org", { plan: "pro" }).facts.id;
  const settings = { flatten_cname: true };
  const alias = { type: "CNAME", name: "f", content: "a.example.net", settings };
  const { id } = await create({ ...alias, proxied: true });
  expect(await client.dns.records.get(id, { zone_id })).toMatchObject({ settings: {} });
  expect(await create({ ...alias, name: "g" })).toMatchObject({ settings });
});
