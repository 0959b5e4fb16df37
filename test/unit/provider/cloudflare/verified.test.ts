/** What Cloudflare's nameservers answer after changes, held against what the adapter expects. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Rrset } from "../../../../src/provider/rrset/rrset.js";
import { realAskPort } from "../../../../src/provider/verify/ask.js";
import { openVerifier } from "../../../../src/provider/verify/verify-changes.js";
import { CloudflarePlace, type HintTable, set } from "./cloudflare-place.js";

let place: CloudflarePlace;
let id = 0;
const port = realAskPort(5000, () => ++id & 0xffff);

beforeEach(async () => {
  place = await CloudflarePlace.make({ zone: { plan: "pro" } });
});
afterEach(() => place.open.close());

/** Brings the zone there; the outcome, and what was not asked for which reason. */
async function verified(rrsets: readonly Rrset[], hints: HintTable = {}) {
  const { provider, clock } = place.open;
  const part = await place.plan(rrsets, hints);
  await place.bring(rrsets, hints);
  const { rrsets: served } = await provider.list(place.zone);
  const report = await openVerifier({ port, clock })({
    provider,
    zone: place.zone,
    changes: part.changes.map(({ change }) => change),
    served,
    policy: { deadlineMs: 5000, everyMs: 500 },
  });
  return {
    outcome: report.outcome,
    asked: report.asked,
    findings: report.findings.map(({ verdict, detail }) => `${verdict}: ${detail}`),
    unchecked: report.unchecked.map(({ reason }) => reason),
  };
}

const equal = { outcome: "equal", findings: [] };

it("finds all that it wrote at every nameserver", async () => {
  const rrsets = [
    set("www 300 A", "192.0.2.1", "192.0.2.2"),
    set("@ 3600 MX", "10 mail.example.net."),
    set("@ 3600 TXT", '"v=spf1 -all"', `"${"k".repeat(255)}" "more"`),
    set("srv 300 SRV", "1 2 443 a.example.net."),
    set("* 300 CNAME", "elsewhere.example.net."),
    set("sub 300 NS", "ns.example.net."),
    set("sub 300 DS", `1 13 2 ${"ab".repeat(32)}`),
    set("@ 300 HTTPS", "1 . alpn=h2"),
  ];
  expect(await verified(rrsets)).toMatchObject({ ...equal, asked: 9, unchecked: [] });
  expect(await verified(rrsets.slice(1))).toMatchObject({ ...equal, asked: 1 });
});

it("waits for the last nameserver, each record in its own time", async () => {
  place.open.fake.delayMs = (nameserver, index) => 500 + nameserver * 1000 + index * 300;
  const rrsets = [set("a 300 A", "192.0.2.1"), set("b 300 A", "192.0.2.1", "192.0.2.2")];
  expect(await verified(rrsets)).toMatchObject(equal);
});

it("notices a nameserver that stays behind, and one that quotes TXT wrongly", async () => {
  await verified([set("a 300 A", "192.0.2.1"), set("t 300 TXT", '"one"')]);
  place.there.served[1]!.frozen = true;
  const behind = await verified([set("a 300 A", "192.0.2.2"), set("t 300 TXT", '"one"')]);
  expect(behind.outcome).toBe("unequal");
  expect(behind.findings[0]).toMatch(/^stale: /);
  place.there.served[1]!.frozen = false;
  const [nameserver] = place.open.fake.nameservers;
  const quoted = Buffer.from('\x05"two"').toString("hex");
  nameserver!.faults.distort = (rrset) =>
    rrset.type === 16 ? { ...rrset, rdata: [quoted] } : rrset;
  const wrong = await verified([set("a 300 A", "192.0.2.2"), set("t 300 TXT", '"two"')]);
  expect(wrong.findings[0]).toMatch(/^wrong: /);
});

it("expects addresses of the proxy where a name is proxied", async () => {
  const rrsets = [set("www 300 A", "192.0.2.1"), set("www 300 AAAA", "2001:db8::1")];
  expect(await verified(rrsets, { "www A": { proxied: true } })).toMatchObject({
    ...equal,
    asked: 2,
  });
  // AAAA goes on being answered.
  expect(await verified(rrsets.slice(0, 1))).toMatchObject({
    ...equal,
    unchecked: ["it is proxied: addresses of Cloudflare are answered"],
  });
  expect(await verified(rrsets.slice(0, 1), { "www A": { proxied: false } })).toMatchObject(equal);
});

it("expects the addresses of the target where a CNAME is flattened within the zone", async () => {
  const target = [set("a 300 A", "192.0.2.1"), set("a 120 AAAA", "2001:db8::1")];
  const chain = [set("b 90 CNAME", "A.example.com."), set("www 300 CNAME", "b.example.com.")];
  await verified([...target, set("www 300 A", "192.0.2.2")]);
  const report = await verified([...target, ...chain]);
  // The A that went is the CNAME's to answer for.
  expect(report).toMatchObject({ ...equal, asked: 4 });
  expect(report.unchecked).toEqual(["a CNAME whose target is in the same zone is flattened"]);
  expect(await verified([...target, ...chain, set("* 300 CNAME", "a.example.com.")])).toMatchObject(
    {
      ...equal,
      unchecked: [],
    },
  );
  place.there.served[1]!.frozen = true;
  const behind = await verified([...target, set("www 300 A", "192.0.2.9")]);
  // Nor does it miss that a CNAME and a wildcard went.
  expect(behind).toMatchObject({ outcome: "unequal", asked: 5 });
  // www, b, and the wildcard by two names, over two transports.
  expect(behind.findings).toHaveLength(2 * 4);
});

it("tells what it cannot know of a flattened CNAME", async () => {
  const proxied = { "p A": { proxied: true } };
  const rrsets = [
    set("p 300 A", "192.0.2.1"),
    set("sub 300 NS", "ns.example.net."),
    set("d 300 CNAME", "host.sub.example.com."),
    set("o 300 CNAME", "out.example.com."),
    set("out 300 CNAME", "x.example.net."),
    set("w 300 CNAME", "p.example.com."),
    set("n 300 CNAME", "nowhere.example.com."),
  ];
  const { unchecked } = await verified(rrsets, proxied);
  expect(unchecked.sort()).toEqual([
    "it is flattened, and its target host.sub.example.com. is delegated",
    "it is flattened, and its target nowhere.example.com. has no address",
    "it is flattened, and its target p.example.com. is answered by the provider its own way",
    "it is flattened, and its target x.example.net. is in another zone",
  ]);
});

it("does not ask for CNAMEs into other zones that are flattened", async () => {
  place.there.edit({ flatten_all_cnames: true });
  await place.open.clock.wait(60_000);
  const zone = await place.open.provider.find(place.zone.apex);
  const outside = set("x 300 CNAME", "a.example.net.");
  expect(place.open.provider.expect?.(outside, zone!)).toMatchObject({ kind: "unchecked" });
  expect(place.open.provider.expect?.(outside, place.zone)).toMatchObject({ kind: "exact" });
});

it("expects its own nameservers and those added, together", async () => {
  const rrsets = [set("@ 3600 NS", "ns.example.net.", "ada.ns.cloudflare.example.")];
  expect(await verified(rrsets)).toMatchObject({ ...equal, asked: 1 });
  place.there.edit({ multi_provider: false });
  expect(await place.pending(rrsets)).toEqual(["setting multi_provider"]);
  const own = [set("@ 3600 NS", "ada.ns.cloudflare.example.", "bob.ns.cloudflare.example.")];
  expect(await verified(own)).toMatchObject({
    ...equal,
    unchecked: ["Cloudflare answers its own nameservers"],
  });
  expect(place.records("type")).toEqual([]);
});
