import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { lowerNameFromText, nameToText } from "../../../../src/dns/name-text.js";
import { typeCodeFromText, typeName } from "../../../../src/dns/rr/registry.js";
import type { Change } from "../../../../src/provider/contract/change.js";
import { nameFromRoute53 } from "../../../../src/provider/route53/octal-escapes.js";
import { keyOf, rrsetKey } from "../../../../src/provider/rrset/rrset.js";
import { sameRrset } from "../../../../src/provider/rrset/same-rrset.js";
import { oddZone } from "../../../support/odd-zone-arbitrary.js";
import { rdataOf } from "../../../support/route53/record-value.js";
import { type Lab, openLab } from "../../../support/route53/route53-lab.js";

const seed = Number(process.env.SEED ?? Date.now() & 0x7fff_ffff);
console.log(`odd zones at Route 53: SEED=${seed}`);
const runs = Number(process.env.RUNS ?? 4);
const told = new Map<string, number>();
let lab: Lab;
beforeAll(async () => {
  lab = await openLab({ nameserverCount: 1 });
});
afterAll(() => lab.close());

it("lists what it was told to hold, for zones of odd records", async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1 << 30 }), async (zoneSeed) => {
      const apexText = `z${count++}.example.com.`;
      const [odd] = fc.sample(oddZone(apexText, 30), { seed: zoneSeed, numRuns: 1 });
      const { provider, fake } = lab;
      const apex = lowerNameFromText(apexText)!;
      fake.createZone(apexText);
      const zone = await lab.zoneAt(apex);
      const { rrsets, losses } = provider.translate(
        { apex, serial: 1, rrsets: odd!.rrsets, steered: [], hints: new Map(), losses: [] },
        zone,
      );
      for (const { code } of losses) told.set(code, (told.get(code) ?? 0) + 1);
      const changes = rrsets.map((after): Change => {
        const id = `${nameToText(after.owner)} ${typeName(after.type)} create`;
        return { kind: "create", id, before: null, after };
      });
      for (const batch of provider.pack(changes, zone)) {
        await provider.apply(batch, zone, { token: "t" });
      }
      const snapshot = await provider.list(zone);
      expect(snapshot.opaque).toEqual([]);
      const listed = new Map(snapshot.rrsets.map((rrset) => [keyOf(rrset), rrset]));
      for (const rrset of rrsets) {
        const found = listed.get(keyOf(rrset));
        const text = `${nameToText(rrset.owner)} ${typeName(rrset.type)}`;
        expect(found, text).toBeDefined();
        expect(sameRrset(found!, rrset, { txtStrings: "kept", exactTxt: true }), text).toBe(true);
      }
      expect(listed.size).toBe(rrsets.length + 1);
      // What nameservers serve is read by a codec of its own.
      for (const set of fake.zoneNamed(apexText).sets.values()) {
        if (set.type === "SOA" || set.name === apexText) continue;
        const owner = nameFromRoute53(set.name)!;
        const rrset = listed.get(rrsetKey(owner, typeCodeFromText(set.type)))!;
        const held = rrset.rdatas.map((rdata) => Buffer.from(rdata).toString("hex")).sort();
        expect(set.values.map((value) => rdataOf(set.type, value)).sort()).toEqual(held);
      }
    }),
    { seed, numRuns: runs },
  );
  console.log(`losses: ${[...told].map(([code, times]) => `${times} ${code}`).join(", ")}`);
});
