/**
 * The fake of Cloudflare holds what the documentation says of zones, batches, listings, settings
 * and limits, seen through the real SDK.
 */
import Cloudflare from "cloudflare";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FakeCloudflare } from "../../support/cloudflare/fake-cloudflare.js";
import type { FakeZone } from "../../support/cloudflare/fake-zone.js";

let now: number;
let fake: FakeCloudflare;
let zone: FakeZone;
let client: Cloudflare;
let zone_id: string;

beforeEach(() => open());
afterEach(() => fake.close());

async function open(options: { quota?: number; zoneReadyMs?: number; perPageMax?: number } = {}) {
  await fake?.close().catch(() => undefined);
  now = 1_800_000_000_000;
  fake = await FakeCloudflare.start({ nowMs: () => now, ...options });
  zone = fake.createZone("example.com");
  zone_id = zone.facts.id;
  client = new Cloudflare({ apiToken: fake.token, baseURL: fake.baseUrl, maxRetries: 0 });
}

function address(name: string, last: number) {
  return { type: "A", name, content: `192.0.2.${last}`, ttl: 300 } as const;
}

async function refusal(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const fault = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(fault instanceof Cloudflare.APIError)) return { fault };
  return { status: fault.status, code: fault.errors[0]?.code, headers: fault.headers };
}

async function names(): Promise<string[]> {
  const listed = await client.dns.records.list({ zone_id });
  return listed.result.map(({ name, type }) => `${name} ${type}`);
}

it("runs deletes, patches, puts and posts in this order, whatever the body's (batch record changes)", async () => {
  const old = zone.plant(address("www.example.com", 1));
  const moved = zone.plant(address("a.example.com", 2));
  await client.dns.records.batch({
    zone_id,
    posts: [{ type: "CNAME", name: "www.example.com", content: "b.example.com", ttl: 300 }],
    patches: [{ id: moved.id, ...address("b.example.com", 2) }],
    deletes: [{ id: old.id }],
  });
  expect(await names()).toEqual(["b.example.com A", "www.example.com CNAME"]);
});

it("applies nothing of a batch of which one fails, and tells the first error only (batch record changes)", async () => {
  const kept = zone.plant(address("keep.example.com", 1));
  const fault = await client.dns.records
    .batch({
      zone_id,
      deletes: [{ id: kept.id }],
      posts: [
        address("new.example.com", 2),
        { type: "A", name: "bad.example.com", content: "no address", ttl: 300 },
        { type: "A", name: "worse.example.com", content: "192.0.2.3", ttl: 2 },
      ],
    })
    .catch((reason: unknown) => reason);
  expect(
    (fault as InstanceType<typeof Cloudflare.APIError>).errors.map(({ code }) => code),
  ).toEqual([9005]);
  expect(await names()).toEqual(["keep.example.com A"]);
});

it("takes 200 operations a batch on Free and 3500 on paid plans (batch record changes)", async () => {
  const posts = Array.from({ length: 201 }, (_, i) => address(`n${i}.example.com`, 1));
  expect(await refusal(client.dns.records.batch({ zone_id, posts }))).toMatchObject({
    status: 400,
  });
  await client.dns.records.batch({ zone_id, posts: posts.slice(1) });
  zone_id = fake.createZone("example.org", { plan: "business" }).facts.id;
  const many = Array.from({ length: 3500 }, (_, i) => address(`n${i}.example.org`, 1));
  await client.dns.records.batch({ zone_id, posts: many });
  expect(
    (await refusal(client.dns.records.batch({ zone_id, posts: [...many, many[0]!] }))).status,
  ).toBe(400);
});

it("lists by pages with counts, filtered by name and type (API reference)", async () => {
  for (let i = 0; i < 7; i++) zone.plant(address(`n${i}.example.com`, i));
  const page = await client.dns.records.list({ zone_id, page: 2, per_page: 3 });
  expect(page.result.map(({ name }) => name)).toEqual([3, 4, 5].map((i) => `n${i}.example.com`));
  expect(page.result_info).toMatchObject({
    page: 2,
    per_page: 3,
    count: 3,
    total_count: 7,
    total_pages: 3,
  });
  const one = await client.dns.records.list({
    zone_id,
    type: "A",
    name: { exact: "N3.example.com" },
  });
  expect(one.result).toHaveLength(1);
});

it("has no snapshot: who deletes between two pages shifts the second", async () => {
  const planted = [0, 1, 2, 3].map((i) => zone.plant(address(`n${i}.example.com`, i)));
  const act = () => zone.change((edit) => void edit.delete(planted[0]!.id));
  fake.faults.arm("ListRecords", { kind: "meanwhile", act }, { skip: 1 });
  const seen: string[] = [];
  for await (const { name } of client.dns.records.list({ zone_id, per_page: 2 })) seen.push(name);
  expect(seen).toEqual(["n0.example.com", "n1.example.com", "n3.example.com"]);
});

it("stops the SDK's own paging at an empty page only, one request more than needed (SDK pagination)", async () => {
  zone.plant(address("www.example.com", 1));
  for await (const _ of client.dns.records.list({ zone_id }));
  expect(fake.calls.filter(({ operation }) => operation === "ListRecords")).toHaveLength(2);
});

it("exports master-file text in one request (API reference)", async () => {
  zone.plant({ type: "MX", name: "example.com", content: "mail.example.net", priority: 5 });
  expect(await client.dns.records.export({ zone_id })).toContain(
    "example.com.\t1\tIN\tMX\t5 mail.example.net.",
  );
});

it("makes zones, tells their plan and nameservers, and refuses a second of a name (API reference)", async () => {
  const made = await client.zones.create({ name: "example.net", account: { id: fake.id } });
  expect(made.name_servers).toEqual(["ada.ns.cloudflare.example", "bob.ns.cloudflare.example"]);
  const again = client.zones.create({ name: "example.net", account: { id: fake.id } });
  expect(await refusal(again)).toMatchObject({ status: 400, code: 1061 });
  const { result } = await client.zones.list({ name: "example.net" });
  expect(result).toMatchObject([{ id: made.id, plan: { legacy_id: "free" } }]);
  const missing = client.zones.get({ zone_id: "0".repeat(32) });
  expect(await refusal(missing)).toMatchObject({ status: 404, code: 7003 });
});

it("answers 403 on records of a zone that was just made (octodns-cloudflare#108)", async () => {
  await open({ zoneReadyMs: 5000 });
  expect(await refusal(client.dns.records.list({ zone_id }))).toMatchObject({ status: 403 });
  now += 5000;
  expect(await names()).toEqual([]);
});

it("patches DNS settings and keeps the others (API reference)", async () => {
  await client.dns.settings.zone.edit({ zone_id, multi_provider: true });
  const settings = await client.dns.settings.zone.get({ zone_id });
  expect(settings).toMatchObject({ multi_provider: true, ns_ttl: 86_400 });
  const flatten = client.dns.settings.zone.edit({ zone_id, flatten_all_cnames: true });
  expect(await refusal(flatten)).toMatchObject({ status: 400 });
});

it("asks for the token on each call (API reference)", async () => {
  expect(await client.user.tokens.verify()).toMatchObject({ status: "active" });
  const stranger = new Cloudflare({ apiToken: "other", baseURL: fake.baseUrl, maxRetries: 0 });
  expect(await refusal(stranger.user.tokens.verify())).toMatchObject({ status: 401, code: 1000 });
  expect(await refusal(stranger.zones.get({ zone_id }))).toMatchObject({
    status: 403,
    code: 10_000,
  });
});

it("tells what is left in headers, and blocks five minutes whoever asks for more (rate limits)", async () => {
  await open({ quota: 2 });
  const { response } = await client.zones.get({ zone_id }).withResponse();
  expect(response.headers.get("ratelimit")).toBe('"default";r=1;t=300');
  expect(response.headers.get("ratelimit-policy")).toBe('"default";q=2;w=300');
  await client.zones.get({ zone_id });
  now += 299_000;
  const over = await refusal(client.zones.get({ zone_id }));
  expect(over).toMatchObject({ status: 429 });
  expect((over.headers as Headers).get("retry-after")).toBe("300");
  now += 299_000;
  expect((await refusal(client.zones.get({ zone_id }))).status).toBe(429);
  now += 1000;
  await client.zones.get({ zone_id });
});

it("does the work and loses the answer, if told so", async () => {
  fake.faults.arm("BatchRecords", { kind: "cut-after" });
  const posts = [address("www.example.com", 1)];
  await expect(client.dns.records.batch({ zone_id, posts })).rejects.toThrow();
  expect(await names()).toEqual(["www.example.com A"]);
  fake.faults.arm("BatchRecords", { kind: "cut-before" });
  await expect(
    client.dns.records.batch({ zone_id, posts: [address("b.example.com", 1)] }),
  ).rejects.toThrow();
  expect(await names()).toEqual(["www.example.com A"]);
});
