/** What goes wrong between us and Cloudflare, and what is said of it. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { rateFacts } from "../../../../src/provider/cloudflare/calls.js";
import { ProviderFault } from "../../../../src/provider/contract/fault.js";
import { openCloudflare } from "../../../contract/providers/fake-cloudflare.js";
import { toApi } from "../../../support/cloudflare/stored-record.js";
import type { Fault } from "../../../support/fault-switches.js";
import { CloudflarePlace, nameOf, set } from "./cloudflare-place.js";

let place: CloudflarePlace;

beforeEach(async () => {
  place = await CloudflarePlace.make();
});
afterEach(() => place.open.close());

async function faultOf(work: Promise<unknown>): Promise<ProviderFault> {
  const fault = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (fault instanceof ProviderFault) return fault;
  throw new Error(`no fault of the contract: ${fault}`);
}

const www = [set("www 300 A", "192.0.2.1")];

function refusal(status: number, code: number): Fault {
  const errors = [{ code, message: "Words of\nCloudflare" }];
  return { kind: "refuse", status, body: JSON.stringify({ success: false, errors, result: null }) };
}

it.each([
  ["too many calls", { kind: "throttle" }, "throttled", "no"],
  ["another change under way", { kind: "busy" }, "busy", "no"],
  ["an error of theirs", { kind: "refuse", status: 502, body: "<html>" }, "unavailable", "unknown"],
  ["a connection cut", { kind: "cut-before" }, "unavailable", "unknown"],
  ["an answer lost", { kind: "cut-after" }, "unavailable", "unknown"],
  ["an answer that is no JSON", { kind: "garble", body: "{" }, "malformed", "unknown"],
  ["a token without the right", refusal(403, 10_000), "auth", "no"],
  ["a zone that is gone", refusal(404, 7003), "not-found", "no"],
  ["a record that is gone", refusal(404, 81_044), "conflict", "no"],
  ["a record that is there already", refusal(400, 81_058), "conflict", "no"],
  ["a full zone", refusal(400, 81_045), "limit", "no"],
  ["a value that is refused", refusal(400, 9005), "rejected", "no"],
  ["a redirection", { kind: "refuse", status: 302, body: "" }, "malformed", "no"],
] as const)("makes of %s the fault that it is", async (_what, fault, kind, committed) => {
  const { batches } = await place.plan(www);
  place.open.fake.faults.arm("BatchRecords", fault as Fault);
  const told = await faultOf(place.open.provider.apply(batches[0]!, place.zone, { token: "t" }));
  expect(told).toMatchObject({ kind, committed });
  expect(told.message).toMatch(/^cf: batch: Cloudflare [^\n]+$/);
});

it("takes from a refusal how long to wait", async () => {
  const { batches } = await place.plan(www);
  place.open.fake.faults.arm("BatchRecords", { kind: "throttle" });
  const fault = await faultOf(place.open.provider.apply(batches[0]!, place.zone, { token: "t" }));
  expect(fault.retryAfterMs).toBe(300_000);
});

it("says of an owner that takes several calls that part of it may be there", async () => {
  const addresses = Array.from({ length: 250 }, (_, i) => `10.0.0.${i}`);
  const { batches } = await place.plan([set("big 300 A", ...addresses)]);
  place.open.fake.faults.arm("BatchRecords", refusal(400, 9005), { skip: 1 });
  const fault = await faultOf(place.open.provider.apply(batches[0]!, place.zone, { token: "t" }));
  expect(fault).toMatchObject({ kind: "rejected", committed: "unknown" });
  expect(place.records("id")).toHaveLength(200);
});

it("slows down before the account's calls run out, so that it is never blocked", async () => {
  await place.open.close();
  place = await CloudflarePlace.make({ quota: 20 });
  for (let i = 0; i < 30; i++) await place.open.provider.list(place.zone);
  expect(place.open.fake.calls.filter(({ status }) => status === 429)).toEqual([]);
});

it("takes the token to no other place", async () => {
  const asked: string[] = [];
  const elsewhere = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(302, { location: `http://localhost:${portOf(elsewhere)}/stolen` }).end();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const open = await openCloudflare({}, { baseUrl: `http://127.0.0.1:${portOf(elsewhere)}` });
  expect(await faultOf(open.provider.find(place.zone.apex))).toMatchObject({ kind: "malformed" });
  expect(asked).toEqual(["/zones?name=example.com"]);
  await open.close();
  elsewhere.closeAllConnections();
  elsewhere.close();
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;

it("names the culprits where a batch is about one owner, and nobody where it is not", async () => {
  const bad = { ...set("bad 300 A", "192.0.2.1"), ttlSeconds: 5 };
  const create = (after: typeof bad, id: string) =>
    ({ kind: "create", id, before: null, after }) as const;
  const { provider } = place.open;
  const send = (...changes: ReturnType<typeof create>[]) =>
    faultOf(provider.apply(provider.pack(changes, place.zone)[0]!, place.zone, { token: "t" }));
  expect((await send(create(bad, "one"))).culprits.map(({ changeId }) => changeId)).toEqual([
    "one",
  ]);
  const two = await send(create(bad, "one"), create({ ...bad, owner: nameOf("two") }, "two"));
  expect(two).toMatchObject({ kind: "rejected", culprits: [] });
});

it("reads again when somebody writes while pages are listed", async () => {
  await place.open.close();
  place = await CloudflarePlace.make({ perPageMax: 2 });
  const planted = [0, 1, 2, 3].map((i) =>
    place.there.plant({ type: "A", name: `n${i}`, content: `192.0.2.${i}` }),
  );
  const act = () => place.there.change((edit) => void edit.delete(planted[0]!.id));
  place.open.fake.faults.arm("ListRecords", { kind: "meanwhile", act }, { skip: 1 });
  const { rrsets } = await place.open.provider.list(place.zone);
  expect(rrsets.map(({ owner }) => owner)).toEqual(["n1", "n2", "n3"].map(nameOf));
});

it("reads again when a record comes twice", async () => {
  await place.open.close();
  place = await CloudflarePlace.make({ perPageMax: 1 });
  const [one] = [1, 2].map((i) =>
    toApi(place.there.plant({ type: "A", name: `n${i}`, content: "192.0.2.1" })),
  );
  const body = JSON.stringify({ success: true, result: [one], result_info: { total_count: 2 } });
  place.open.fake.faults.arm("ListRecords", { kind: "garble", body }, { skip: 1 });
  expect((await place.open.provider.list(place.zone)).rrsets).toHaveLength(2);
});

it("gives up listing a zone that somebody writes to all the time", async () => {
  await place.open.close();
  place = await CloudflarePlace.make({ perPageMax: 2 });
  let made = 0;
  const act = () => {
    made++;
    place.there.plant({ type: "A", name: `n${made}`, content: "192.0.2.1" });
  };
  for (let i = 0; i < 3; i++) act();
  place.open.fake.faults.arm("ListRecords", { kind: "meanwhile", act }, { times: 1000 });
  const fault = await faultOf(place.open.provider.list(place.zone));
  expect(fault).toMatchObject({ kind: "busy", retryable: true });
});

it("looks for a zone once a minute at most", async () => {
  const { provider, fake, clock } = place.open;
  const finds = () => fake.calls.filter(({ operation }) => operation === "ListZones").length;
  await provider.find(place.zone.apex);
  expect(finds()).toBe(1);
  await clock.wait(60_000);
  await provider.find(place.zone.apex);
  expect(finds()).toBe(2);
});

it("asks for no more pages than there are", async () => {
  await place.open.close();
  place = await CloudflarePlace.make({ perPageMax: 100 });
  for (let i = 0; i < 200; i++)
    place.there.plant({ type: "A", name: `n${i}`, content: "192.0.2.1" });
  await place.open.provider.list(place.zone);
  const { calls } = place.open.fake;
  expect(calls.filter(({ operation }) => operation === "ListRecords")).toHaveLength(2);
});

it("asks for smaller pages where large ones are refused", async () => {
  place.there.plant({ type: "A", name: "www", content: "192.0.2.1" });
  place.open.fake.faults.arm("ListRecords", refusal(400, 9999));
  expect((await place.open.provider.list(place.zone)).rrsets).toHaveLength(1);
  const queries = place.open.fake.calls
    .filter(({ operation }) => operation === "ListRecords")
    .map(({ query }) => new URLSearchParams(query).get("per_page"));
  expect(queries).toEqual(["5000", "100"]);
});

it("waits for a zone that it has just made to take records", async () => {
  await place.open.close();
  place = await CloudflarePlace.make({ zoneReadyMs: 7000 });
  const zone = await place.open.provider.create(Buffer.from("\x07example\x03org\0", "latin1"));
  expect(await place.open.provider.list(zone)).toMatchObject({ rrsets: [] });
});

it("keeps what services of Cloudflare hold, and what it does not understand, out of the way", async () => {
  place.there.plant(
    { type: "MX", name: "@", content: "route.mx.cloudflare.example", priority: 5 },
    true,
  );
  const listing = await place.open.provider.list(place.zone);
  expect(listing.rrsets).toEqual([]);
  expect(listing.opaque).toMatchObject([
    { type: 15, what: expect.stringContaining("Email Routing") },
  ]);
});

it("keeps records of a zone whose settings the token may not read, and says what that costs", async () => {
  const { provider, fake } = place.open;
  fake.faults.arm("GetDnsSettings", refusal(403, 10_000), { times: 100 });
  await place.open.clock.wait(60_000);
  const zone = await provider.find(place.zone.apex);
  const live = await provider.list(zone!);
  expect(live.settings).toEqual({});
  const desired = place.desired([set("@ 3600 NS", "ns.example.net."), ...www]);
  const translation = provider.translate(desired, zone!, live);
  expect(translation).toMatchObject({ settings: {}, rrsets: [{ type: 2 }, { type: 1 }] });
  expect(translation.losses.map(({ code }) => code)).toContain("setting-not-readable");
  const kinds = translation.rrsets.map((rrset) => provider.expect?.(rrset, zone!).kind);
  expect(kinds).toEqual(["unchecked", "exact"]);
});

it("asks which account is meant if several have the zone", async () => {
  place.open.fake.createZone("example.com");
  await place.open.clock.wait(60_000);
  const fault = await faultOf(place.open.provider.find(place.zone.apex));
  expect(fault).toMatchObject({ kind: "not-found", hint: expect.stringContaining("accountId") });
});

it("never shows the token, and takes none that a header cannot hold", async () => {
  const secret = "s3cret-token";
  const wrong = await openCloudflare({ token: "another" }, { apiToken: secret });
  const fault = await faultOf(wrong.provider.find(place.zone.apex));
  expect(fault).toMatchObject({ kind: "auth", hint: expect.stringContaining("DNS:Edit") });
  expect(`${fault.message}${fault.hint}${JSON.stringify(fault)}`).not.toContain(secret);
  await wrong.close();
  const unusable = await faultOf(openCloudflare({}, { apiToken: `${secret}\n` }));
  expect(unusable.message).not.toContain(secret);
});

it("learns from headers which limit is the nearest", () => {
  const headers = new Headers({
    ratelimit: '"default";r=50;t=30, "burst";r=3;t=1',
    "ratelimit-policy": '"burst";q=100;w=60, "default";q=1200;w=300',
  });
  expect(rateFacts(headers)).toEqual({ remaining: 3, resetMs: 1000, quota: 100, windowMs: 60_000 });
  expect(rateFacts(new Headers({ ratelimit: "nonsense" }))).toBeUndefined();
  expect(rateFacts(new Headers())).toBeUndefined();
});
