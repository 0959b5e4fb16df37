/** What becomes of a zone at Cloudflare: what is left out or bent is told. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { nameToText } from "../../../../src/dns/name-text.js";
import { typeName } from "../../../../src/dns/rr/registry.js";
import type { Rrset } from "../../../../src/provider/rrset/rrset.js";
import { keyOf } from "../../../../src/provider/rrset/rrset.js";
import { CloudflarePlace, type HintTable, set } from "./cloudflare-place.js";

let place: CloudflarePlace;

beforeEach(async () => {
  place = await CloudflarePlace.make();
});
afterEach(() => place.open.close());

/** `www A 300 {"proxied":true}`, and losses as `- refused type-not-taken`. */
async function told(rrsets: readonly Rrset[], hints: HintTable = {}): Promise<string[]> {
  const { rrsets: kept, losses } = await place.translate(rrsets, hints);
  const relative = (owner: Uint8Array) =>
    nameToText(owner).replace(/\.?example\.com\.$/, "") || "@";
  return [
    ...kept.map(({ owner, type, ttlSeconds, extra }) =>
      [relative(owner), typeName(type), ttlSeconds, extra === null ? "" : JSON.stringify(extra)]
        .join(" ")
        .trimEnd(),
    ),
    ...losses.map(({ severity, code }) => `- ${severity} ${code}`),
  ];
}

it.each([
  ["a type that is not taken", set("x 300 RP", "a.example. b.example."), "type-not-taken"],
  [
    "a name with a blank",
    { ...set("x 300 A", "192.0.2.1"), owner: Buffer.from("\x03a b\x07example\x03com\0", "latin1") },
    "owner-not-taken",
  ],
  ["an empty text", set("x 300 TXT", '""'), "value-not-taken"],
  ["a target that is no host name", set("x 300 CNAME", "a\\032b.example."), "value-not-taken"],
  ["octets that JSON text cannot tell", set("x 300 CAA", '0 issue "\\200"'), "value-not-taken"],
  [
    "a record of more than 4096 octets",
    set(
      "x 300 TXT",
      Array(17)
        .fill(`"${"a".repeat(255)}"`)
        .join(" "),
    ),
    "rdata-too-large",
  ],
  ["DS without NS", set("x 300 DS", `1 13 2 ${"ab".repeat(32)}`), "ds-without-ns"],
] as const)("refuses %s", async (_what, rrset, code) => {
  expect(await told([rrset])).toEqual([`- refused ${code}`]);
});

it("refuses more than 8192 characters at a name and type", async () => {
  const values = ["a", "b", "c"].map((letter) =>
    Array(12)
      .fill(`"${letter.repeat(255)}"`)
      .join(" "),
  );
  expect(await told([set("x 300 TXT", ...values)])).toEqual(["- refused rrset-too-large"]);
});

it("lets DS stand with NS, and nothing else", async () => {
  const rrsets = [
    set("sub 300 NS", "ns.example.net."),
    set("sub 300 DS", `1 13 2 ${"ab".repeat(32)}`),
    set("sub 300 A", "192.0.2.1"),
  ];
  expect(await told(rrsets)).toEqual(["sub NS 300", "sub DS 300", "- refused beside-ns"]);
});

it("bends TTLs into what the plan of the zone takes, and says so", async () => {
  const rrsets = [set("a 0 A", "192.0.2.1"), set("b 604800 A", "192.0.2.1")];
  expect(await told(rrsets)).toEqual([
    "a A 60",
    "b A 86400",
    "- info ttl-raised",
    "- info ttl-lowered",
  ]);
  const there = place.open.fake.createZone("example.org", { plan: "enterprise" });
  const apex = Buffer.from("\x07example\x03org\0", "latin1");
  const zone = await place.open.provider.find(apex);
  expect(zone?.facts).toMatchObject({ plan: there.plan });
  const desired = { ...place.desired([{ ...set("a 30 A", "192.0.2.1"), owner: apex }]), apex };
  expect(place.open.provider.translate(desired, zone!, null).losses).toEqual([]);
});

it("proxies where a hint says so, all addresses of the name, with the TTL that is served then", async () => {
  const rrsets = [set("www 3600 A", "192.0.2.1"), set("www 3600 AAAA", "2001:db8::1")];
  expect(await told(rrsets, { "www A": { proxied: true } })).toEqual([
    'www A 300 {"proxied":true}',
    'www AAAA 300 {"proxied":true}',
  ]);
  const beside = [set("www 3600 A", "192.0.2.1"), set("www 3600 TXT", '"a"')];
  expect(await told(beside, { "www A": { proxied: true } })).toEqual([
    'www A 300 {"proxied":true}',
    "www TXT 3600",
  ]);
  expect(await told([set("x 300 TXT", '"a"')], { "x TXT": { proxied: true } })).toEqual([
    "x TXT 300",
    "- info not-proxied",
  ]);
});

it("keeps what people set there: proxy, comments, flattening; and hints go before", async () => {
  place.there.plant({
    type: "A",
    name: "www",
    content: "192.0.2.9",
    proxied: true,
    comment: "mine",
  });
  const rrsets = [set("www 3600 A", "192.0.2.1"), set("www 3600 AAAA", "2001:db8::1")];
  expect(await told(rrsets)).toEqual([
    'www A 300 {"proxied":true,"comment":"mine"}',
    'www AAAA 300 {"proxied":true}',
  ]);
  const hints = { "www A": { proxied: false, comment: "ours" } };
  expect(await told(rrsets, hints)).toEqual(['www A 3600 {"comment":"ours"}', "www AAAA 3600"]);
});

it("shortens comments to what the plan takes", async () => {
  const hints = { "x A": { comment: "c".repeat(120) } };
  const [line, loss] = await told([set("x 300 A", "192.0.2.1")], hints);
  expect(line).toMatch(/"c{89}"/);
  expect(loss).toBe("- info comment-shortened");
});

it("adds foreign nameservers at the apex, and the setting without which they are ignored", async () => {
  const own = ["ada.ns.cloudflare.example.", "bob.ns.cloudflare.example."];
  const union = set("@ 3600 NS", ...own, "ns.example.net.");
  const translation = await place.translate([union]);
  expect(translation).toMatchObject({ settings: { multi_provider: true }, losses: [] });
  expect([...translation.settingsNeededBy!]).toEqual([["multi_provider", keyOf(union)]]);
  expect(translation.rrsets[0]?.rdatas).toEqual(set("@ 3600 NS", "ns.example.net.").rdatas);
  const shouted = await place.translate([set("@ 3600 NS", ...own.map((one) => one.toUpperCase()))]);
  expect([shouted.rrsets, shouted.losses]).toEqual([[], []]);
  expect(await place.translate([set("@ 3600 NS", ...own)])).toMatchObject({
    rrsets: [],
    settings: {},
    losses: [],
  });
  expect(await told([set("@ 3600 NS", "ns.example.net.")])).toEqual([
    "@ NS 3600",
    "- info apex-ns-added",
  ]);
});
