/** What Route 53 cannot hold is left out and told; all else is as it was. */
import { expect, it } from "vitest";
import { lowerNameFromText } from "../../../../src/dns/name-text.js";
import type { ProviderZone } from "../../../../src/provider/contract/provider.js";
import { translateZone } from "../../../../src/provider/route53/translate.js";
import type { Rrset } from "../../../../src/provider/rrset/rrset.js";
import { rrsetOf } from "../../../contract/providers/rdata-of.js";

const apex = lowerNameFromText("example.com.")!;
const zone: ProviderZone = { apex, id: "Z1", assigned: [], facts: {} };
const address = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
const addresses = (count: number) => Array.from({ length: count }, (_, i) => address(i));
const texts = (count: number, length: number) =>
  Array.from({ length: count }, (_, i) => `"${String(i).padStart(length, "x")}"`);

function translated(rrset: Rrset) {
  return translateZone(
    { apex, serial: 1, rrsets: [rrset], steered: [], hints: new Map(), losses: [] },
    zone,
  );
}

it.each([
  ["LOC", rrsetOf("l.example.com.", 29, 1, ["1 N 1 E 1m"]), "type-not-taken"],
  ["DNAME", rrsetOf("d.example.com.", 39, 1, ["example.net."]), "type-not-taken"],
  ["TYPE65280", rrsetOf("u.example.com.", 65_280, 1, ["\\# 1 00"]), "type-not-taken"],
  ["NS of a wildcard", rrsetOf("*.example.com.", 2, 1, ["ns.example.net."]), "wildcard-not-taken"],
  ["401 records", rrsetOf("a.example.com.", 1, 1, addresses(401)), "rrset-too-large"],
  [
    "more than 16,000 characters",
    rrsetOf("t.example.com.", 16, 1, texts(81, 198)),
    "rrset-too-large",
  ],
  [
    "a record of more than 4,000 characters",
    rrsetOf("t.example.com.", 16, 1, [texts(17, 240).join(" ")]),
    "rrset-too-large",
  ],
])("leaves out %s", (_what, rrset, code) => {
  const { rrsets, losses } = translated(rrset);
  expect(rrsets).toEqual([]);
  expect(losses).toMatchObject([{ code, severity: "refused", owner: rrset.owner }]);
  expect(losses[0]?.hint).not.toBe("");
});

it.each([
  ["400 records", rrsetOf("a.example.com.", 1, 1, addresses(400))],
  ["16,000 characters", rrsetOf("t.example.com.", 16, 1, texts(80, 198))],
  ["a wildcard", rrsetOf("*.example.com.", 1, 0, ["192.0.2.1"])],
  ["the longest TTL", rrsetOf("a.example.com.", 1, 0x7fff_ffff, ["192.0.2.1"])],
  ["a delegation with DS", rrsetOf("d.example.com.", 43, 1, [`1 13 2 ${"00".repeat(32)}`])],
])("keeps %s", (_what, rrset) => {
  expect(translated(rrset)).toMatchObject({ rrsets: [rrset], losses: [], resources: [] });
});
