/** What goes to Cloudflare for a change: as few calls as the plan allows, and ids that stay. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../../../../src/provider/contract/change.js";
import type { Json } from "../../../../src/provider/contract/json.js";
import { applyAll } from "../../../contract/providers/mirroring.js";
import { CloudflarePlace, set } from "./cloudflare-place.js";

let place: CloudflarePlace;

beforeEach(async () => {
  place = await CloudflarePlace.make();
});
afterEach(() => place.open.close());

describe("records that stay keep their id, and what people set on them", () => {
  const byHand = { type: "A", name: "www", content: "192.0.2.1", ttl: 300, comment: "by hand" };

  it("patches a new value into the place of one that goes", async () => {
    const { id } = place.there.plant({ ...byHand, proxied: true });
    const [body] = await place.bring([set("www 300 A", "192.0.2.2")]);
    const patch = { id, name: "www.example.com", type: "A", content: "192.0.2.2" };
    expect(body).toEqual({ deletes: [], patches: [patch], posts: [] });
    expect(place.records("id", "content", "proxied", "comment")).toEqual([
      [id, "192.0.2.2", true, "by hand"],
    ]);
  });

  it("patches a TTL alone, and leaves values that stay out of the batch", async () => {
    const { id } = place.there.plant(byHand);
    await place.bring([set("www 600 A", "192.0.2.1")]);
    expect(place.records("id", "ttl", "comment")).toEqual([[id, 600, "by hand"]]);
    const [body] = await place.bring([set("www 600 A", "192.0.2.1", "192.0.2.3")]);
    expect(body).toMatchObject({ deletes: [], patches: [], posts: [{ content: "192.0.2.3" }] });
  });

  it("leaves an automatic TTL alone where it is served as wanted", async () => {
    place.there.plant({ ...byHand, ttl: 1 });
    expect(await place.pending([set("www 300 A", "192.0.2.1")])).toEqual([]);
    expect(await place.bring([set("www 300 A", "192.0.2.7")])).toHaveLength(1);
    expect(place.records("content", "ttl")).toEqual([["192.0.2.7", 1]]);
  });

  it("gives back the TTL with the proxy", async () => {
    place.there.plant({ ...byHand, proxied: true });
    await place.bring([set("www 900 A", "192.0.2.1")], { "www A": { proxied: false } });
    expect(place.records("ttl", "proxied")).toEqual([[900, false]]);
  });

  it("brings TTLs that disagree within an RRset together", async () => {
    place.there.plant(byHand);
    place.there.plant({ ...byHand, content: "192.0.2.2", ttl: 60 });
    const rrsets = [set("www 60 A", "192.0.2.1", "192.0.2.2")];
    expect(await place.pending(rrsets)).toEqual(["www.example.com. A update"]);
    await place.bring(rrsets);
    expect(place.records("ttl")).toEqual([[60], [60]]);
  });

  it("sets the comment that a hint gives, behind our mark or without", async () => {
    place.there.plant(byHand);
    const rrsets = [set("www 300 A", "192.0.2.1")];
    const hints = { "www A": { comment: "ours" } };
    await place.bring(rrsets, hints);
    expect(place.records("comment")).toEqual([["ours"]]);
    expect(await place.pending(rrsets, hints)).toEqual([]);
    expect(await place.pending(rrsets)).toEqual([]);
  });

  it("makes one record of values that differ in the case of a name only", async () => {
    const rrsets = [set("www 300 HTTPS", "0 Pool.example.net.", "0 pool.example.net.")];
    await place.bring(rrsets);
    expect(place.records("type")).toEqual([["HTTPS"]]);
    expect(await place.pending(rrsets)).toEqual([]);
  });

  it("puts back comment, proxy and tags with a record that was deleted", async () => {
    await place.open.close();
    place = await CloudflarePlace.make({ zone: { plan: "pro" } });
    place.there.plant({ ...byHand, proxied: true, tags: ["team:web"] });
    const part = await place.plan([]);
    const { provider } = place.open;
    for (const batch of part.batches) await provider.apply(batch, place.zone, { token: "t" });
    expect(place.records("id")).toEqual([]);
    const done = part.changes.map(({ change }) => change);
    const back = provider.undo(done, await provider.list(place.zone));
    for (const batch of provider.pack(back, place.zone)) {
      await provider.apply(batch, place.zone, { token: "u" });
    }
    expect(place.records("content", "proxied", "comment", "tags")).toEqual([
      ["192.0.2.1", true, "by hand", ["team:web"]],
    ]);
  });

  it.each([
    ["deleted", []],
    ["changed", [set("www 900 A", "192.0.2.9")]],
    ["changed in one of them", [set("www 60 A", "192.0.2.2", "192.0.2.3", "192.0.2.4")]],
  ])("puts records back as they were that differ within an RRset: %s", async (_, rrsets) => {
    await place.open.close();
    place = await CloudflarePlace.make({ zone: { plan: "pro" } });
    place.there.plant({ ...byHand, tags: ["team:web"] });
    place.there.plant({ ...byHand, content: "192.0.2.2", ttl: 60, comment: "other" });
    place.there.plant({ ...byHand, content: "192.0.2.3", ttl: 1, comment: null, tags: ["x:y"] });
    const members = ["content", "ttl", "comment", "tags"];
    const before = place.records(...members);
    const part = await place.plan(rrsets);
    const { provider } = place.open;
    const there = { provider, zone: place.zone };
    await applyAll(part.batches, there);
    const done = part.changes.map(({ change }) => change);
    const back = provider.undo(done, await provider.list(place.zone));
    await applyAll(provider.pack(back, place.zone), there);
    const byContent = (all: readonly Json[][]) => all.map((one) => JSON.stringify(one)).sort();
    expect(byContent(place.records(...members))).toEqual(byContent(before));
    expect(provider.undo(done, await provider.list(place.zone))).toEqual([]);
  });
});

it("marks what it makes, if asked to, and knows it again", async () => {
  await place.open.close();
  place = await CloudflarePlace.make({}, { mark: true });
  place.there.plant({ type: "A", name: "other", content: "192.0.2.1" });
  const rrsets = [set("www 300 A", "192.0.2.1"), set("note 300 A", "192.0.2.1")];
  const hints = { "note A": { comment: "a note" } };
  await place.bring([...rrsets, set("other 300 A", "192.0.2.1")], hints);
  expect(place.records("name", "comment")).toEqual([
    ["note.example.com", "fivenines: a note"],
    ["other.example.com", null],
    ["www.example.com", "fivenines"],
  ]);
  const { rrsets: listed } = await place.open.provider.list(place.zone);
  expect(listed.map(({ marked }) => marked).sort()).toEqual([false, true, true]);
  expect(listed.map(({ extra }) => extra)).toContainEqual({ comment: "a note" });
});

it("deletes a CNAME before it makes addresses, in one batch", async () => {
  await place.bring([set("www 300 CNAME", "a.example.net.")]);
  const bodies = await place.bring([set("www 300 A", "192.0.2.1")]);
  expect(bodies).toMatchObject([{ deletes: [{}], patches: [], posts: [{ type: "A" }] }]);
});

it("makes NS before DS, and deletes DS before NS", async () => {
  const cut = [
    set("sub 300 NS", "ns.example.net."),
    set("sub 300 DS", `1 13 2 ${"ab".repeat(32)}`),
  ];
  await place.bring(cut);
  expect(place.records("type")).toEqual([["DS"], ["NS"]]);
  await place.bring([]);
  expect(place.records("type")).toEqual([]);
});

it("switches the setting on before it adds nameservers at the apex, as a change of its own", async () => {
  const rrsets = [set("@ 3600 NS", "ns.example.net.")];
  const part = await place.plan(rrsets);
  expect(part.batches.map(({ summary }) => summary)).toEqual([
    "DNS settings: multi_provider",
    "batch: 0 deletes, 0 patches, 1 posts",
  ]);
  await place.bring(rrsets);
  expect(place.there.settings).toMatchObject({ multi_provider: true, ns_ttl: 86_400 });
  expect(await place.pending(rrsets)).toEqual([]);
});

it.each([
  ["free", 1, 1],
  ["free", 1000, 5],
  ["free", 10_000, 50],
  ["pro", 1, 1],
  ["pro", 1000, 1],
  ["pro", 10_000, 3],
] as const)("on plan %s, %i changes are %i calls", (plan, count, calls) => {
  const changes = Array.from({ length: count }, (_, i): Change => {
    const after = set(`h${i} 300 A`, "192.0.2.1");
    return { kind: "create", id: `h${i}`, before: null, after };
  });
  const zone = { ...place.zone, facts: { plan } };
  expect(place.open.provider.pack(changes, zone)).toHaveLength(calls);
});

it("sends an owner with more records than a batch takes in several calls", async () => {
  const addresses = Array.from({ length: 450 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
  const rrsets = [set("big 300 A", ...addresses)];
  const [batch, ...others] = (await place.plan(rrsets)).batches;
  expect([batch?.calls, others]).toEqual([3, []]);
  await place.bring(rrsets);
  expect(await place.pending(rrsets)).toEqual([]);
});
