/**
 * What holds for every provider, whatever it speaks. A provider that cannot do a thing says so in
 * its capabilities, and then the suite holds it to that.
 */
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nameToText } from "../../../src/dns/name-text.js";
import { typeName } from "../../../src/dns/rr/registry.js";
import type { Change } from "../../../src/provider/contract/change.js";
import { ProviderFault } from "../../../src/provider/contract/fault.js";
import type { Snapshot } from "../../../src/provider/contract/provider.js";
import type { Rrset } from "../../../src/provider/rrset/rrset.js";
import { rrsetContent } from "../../../src/provider/rrset/rrset-digest.js";
import { type OddZone, oddZone } from "../../support/odd-zone-arbitrary.js";
import { applyAll, desiredOf, mirror, planOf, type Workplace } from "./mirroring.js";
import type { OpenHarness, ProviderHarness } from "./provider-harness.js";
import { rrsetOf } from "./rdata-of.js";

const A = 1;
const NS = 2;
const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
/** How many random RRsets go to the provider and back; CI sends 10,000. */
const rrsetsWanted = Number(process.env.RRSETS ?? 100);
/** PowerDNS takes some 200 RRsets a second by updates. */
const patienceMs = 60_000 + 20 * rrsetsWanted;

export function providerContract(harness: ProviderHarness): void {
  describe(`the contract of providers, kept by ${harness.name}`, () => {
    let open: OpenHarness;
    beforeAll(async () => {
      open = await harness.open();
    });
    afterAll(() => open?.close());

    const newPlace = async (): Promise<Workplace> => {
      const { provider } = open;
      const zone = await provider.find(await open.newZone());
      if (zone === null) throw new Error("a new zone is not found");
      return { provider, zone };
    };
    const randomZone = ({ zone }: Workplace, ownersMax: number) =>
      oddZone(nameToText(zone.apex), ownersMax).map(({ apex, rrsets }) => ({
        apex,
        rrsets: rrsets.filter((rrset) => harness.unwanted?.(rrset) !== true),
      }));
    const www = ({ zone }: Workplace, ...addresses: string[]) =>
      rrsetOf(`www.${nameToText(zone.apex)}`, A, 300, addresses);

    it("finds a zone that is there, and none that is not", async () => {
      const { provider, zone } = await newPlace();
      expect(await provider.find(zone.apex)).toEqual(zone);
      const absent = rrsetOf("not-there.invalid.", A, 1, ["192.0.2.1"]).owner;
      expect(await provider.find(absent)).toBeNull();
    });

    it("makes a zone, or says that it cannot", async () => {
      const { provider } = open;
      const apex = rrsetOf("made-by-test.example.", A, 1, ["192.0.2.1"]).owner;
      if (provider.capabilities.createsZones) {
        const zone = await provider.create(apex);
        expect(await provider.find(apex)).toEqual(zone);
        expect(namesOf(await provider.list(zone)).filter((name) => !name.endsWith(" NS"))).toEqual(
          [],
        );
      } else {
        const fault = await faultOf(provider.create(apex));
        expect(fault).toMatchObject({ kind: "rejected", committed: "no" });
      }
    });

    it("lists neither SOA nor anything that nobody wrote, but perhaps NS at the apex", async () => {
      const place = await newPlace();
      const { rrsets } = await place.provider.list(place.zone);
      const strangers = rrsets.filter(
        ({ owner, type }) => type !== NS || owner.length !== place.zone.apex.length,
      );
      expect(strangers).toEqual([]);
    });

    it(
      "gives back what it was given, of random zones one after the other, and plans nothing more",
      async () => {
        const place = await newPlace();
        let count = 0;
        const runs = { count: 0 };
        const check = async ({ rrsets }: OddZone) => {
          const { translation } = await mirror(rrsets, place);
          const after = await place.provider.list(place.zone);
          sameContents(contentsOf(after.rrsets, place), contentsOf(translation.rrsets, place));
          const again = planOf(desiredOf(rrsets, place, after), place, after);
          expect(again.changes.map(({ change, why }) => `${change.id}: ${why}`)).toEqual([]);
          count += translation.rrsets.length;
          runs.count++;
        };
        const zones = randomZone(place, harness.ownersMax);
        for (let round = 0; count < rrsetsWanted; round++) {
          // The zone keeps what went wrong, so smaller examples would say nothing.
          const parameters = { seed: seed + round, numRuns: 2, endOnFailure: true };
          await fc.assert(fc.asyncProperty(zones, check), parameters);
        }
        expect(count).toBeGreaterThanOrEqual(rrsetsWanted);
      },
      patienceMs,
    );

    it("translates without changing anything, and what it translated stays as it is", async () => {
      const place = await newPlace();
      const { provider, zone } = place;
      const live = await provider.list(zone);
      const zones = randomZone(place, 20);
      fc.assert(
        fc.property(zones, ({ rrsets }) => {
          const desired = desiredOf(rrsets, place, live);
          const before = contentsOf(desired.rrsets, place);
          const once = provider.translate(desired, zone, live);
          expect(contentsOf(desired.rrsets, place)).toEqual(before);
          const twice = provider.translate({ ...desired, rrsets: once.rrsets }, zone, live);
          expect(contentsOf(twice.rrsets, place)).toEqual(contentsOf(once.rrsets, place));
          // What is left out is told.
          const told = new Set(
            once.losses.map(({ owner, type }) => `${nameToText(owner)} ${type}`),
          );
          const kept = new Set(
            once.rrsets.map(({ owner, type }) => `${nameToText(owner)} ${type}`),
          );
          for (const { owner, type } of desired.rrsets) {
            const name = `${nameToText(owner)} ${type}`;
            expect(told.has(name) || kept.has(name), name).toBe(true);
          }
        }),
        { seed, numRuns: 10 },
      );
    });

    it("packs every change once, those of one owner together, within its limits", async () => {
      const place = await newPlace();
      const { provider, zone } = place;
      const live = await provider.list(zone);
      const { operationsMax } = provider.capabilities.batch;
      fc.assert(
        fc.property(randomZone(place, 60), ({ rrsets }) => {
          const part = planOf(desiredOf(rrsets, place, live), place, live);
          const changes = part.changes.map(({ change }) => change);
          for (const changesMax of [undefined, 7, 1]) {
            const options = changesMax === undefined ? {} : { changesMax };
            const batches = provider.pack(changes, zone, options);
            const packed = batches.flatMap((batch) => batch.changes.map(({ id }) => id));
            expect(packed.toSorted()).toEqual(changes.map(({ id }) => id).sort());
            const places = batches.flatMap((batch, i) =>
              [...new Set(batch.changes.map(ownerOf))].map((owner) => ({ owner, i })),
            );
            expect(new Set(places.map(({ owner }) => owner)).size).toBe(places.length);
            for (const { changes: own } of batches) {
              expect(own.length).toBeLessThanOrEqual(operationsMax);
              const owners = new Set(own.map(ownerOf)).size;
              if (changesMax !== undefined && owners > 1) {
                expect(own.length).toBeLessThanOrEqual(changesMax);
              }
            }
          }
        }),
        { seed, numRuns: 5 },
      );
    });

    it("lists a zone that is larger than a page", async () => {
      const place = await newPlace();
      const many = Array.from({ length: 350 }, (_, i) =>
        rrsetOf(`h${i}.${nameToText(place.zone.apex)}`, A, 300, [`10.1.${i >> 8}.${i & 255}`]),
      );
      await mirror(many, place);
      const listed = await place.provider.list(place.zone);
      expect(listed.rrsets.filter(({ type }) => type === A)).toHaveLength(350);
    });

    it("goes back to what was before, by the changes that undo those made", async () => {
      const place = await newPlace();
      const { provider, zone } = place;
      const zones = fc.tuple(...[10, 10].map((max) => randomZone(place, max)));
      await fc.assert(
        fc.asyncProperty(zones, async ([before, after]) => {
          await mirror(before!.rrsets, place);
          const start = await provider.list(zone);
          const { part } = await mirror(after!.rrsets, place);
          const done = part.changes.map(({ change }) => change);
          const back = provider.undo(done, await provider.list(zone));
          await applyAll(provider.pack(back, zone), place);
          const end = await provider.list(zone);
          sameContents(contentsOf(end.rrsets, place), contentsOf(start.rrsets, place));
        }),
        { seed, numRuns: 3, endOnFailure: true },
      );
    });

    it("leaves alone, when it undoes, what somebody else has changed since", async () => {
      const place = await newPlace();
      const { provider, zone } = place;
      const { part } = await mirror([www(place, "192.0.2.1")], place);
      const done = part.changes.map(({ change }) => change);
      await mirror([www(place, "192.0.2.99")], place);
      expect(provider.undo(done, await provider.list(zone))).toEqual([]);
    });

    it("says when a change is settled", async () => {
      const place = await newPlace();
      const { receipts } = await mirror([www(place, "192.0.2.1")], place);
      for (const receipt of receipts) {
        for (;;) {
          const settlement = await place.provider.settled(receipt, place.zone);
          if (settlement.kind === "settled") break;
          expect(settlement.askAgainMs).toBeGreaterThan(0);
          await open.clock.wait(settlement.askAgainMs);
          await sleep(1);
        }
      }
    });

    it("names the nameservers of a zone, with addresses", async () => {
      const place = await newPlace();
      const nameservers = await place.provider.nameservers(place.zone);
      for (const { name, address, port } of nameservers) {
        expect(name).not.toBe("");
        expect(address).toMatch(/^[0-9a-f.:]+$/);
        expect(port).toBeGreaterThan(0);
      }
    });

    it("notices that somebody else was faster, where it has compare-and-swap", async () => {
      const place = await newPlace();
      const { provider, zone } = place;
      if (provider.capabilities.compareAndSwap === "none") return;
      await mirror([www(place, "192.0.2.1")], place);
      const seen = await provider.list(zone);
      const mine = planOf(desiredOf([www(place, "192.0.2.2")], place, seen), place, seen);
      await mirror([www(place, "192.0.2.99")], place);
      const fault = await faultOf(applyAll(mine.batches, place));
      expect(fault).toMatchObject({ kind: "conflict", committed: "no" });
      const after = await provider.list(zone);
      expect(contentsOf(after.rrsets, place)).toContain(contentOf(www(place, "192.0.2.99"), place));
    });

    it("overwrites what somebody else wrote only if it is told to", async () => {
      const place = await newPlace();
      const { provider, zone } = place;
      await mirror([www(place, "192.0.2.1")], place);
      const seen = await provider.list(zone);
      const mine = planOf(desiredOf([www(place, "192.0.2.2")], place, seen), place, seen);
      await mirror([www(place, "192.0.2.99")], place);
      const changes = mine.changes.map(({ change }) => change);
      await applyAll(provider.pack(changes, zone, { overwrite: true }), place);
      const after = await provider.list(zone);
      expect(contentsOf(after.rrsets, place)).toContain(contentOf(www(place, "192.0.2.2"), place));
    });

    it("does all of a batch or nothing, and names whom it did not want", async () => {
      const place = await newPlace();
      const { provider, zone } = place;
      if (open.refused === undefined || provider.capabilities.batch.atomic !== "batch") return;
      const bad = open.refused.rrset(zone.apex);
      const live = await provider.list(zone);
      const { changes: planned } = planOf(
        desiredOf([www(place, "192.0.2.1")], place, live),
        place,
        live,
      );
      const refused: Change = { kind: "create", id: "the bad one", before: null, after: bad };
      const batches = provider.pack([...planned.map(({ change }) => change), refused], zone);
      expect(batches).toHaveLength(1);
      const fault = await faultOf(applyAll(batches, place));
      expect(fault).toMatchObject({ kind: "rejected", committed: "no" });
      if (open.refused.named) {
        expect(fault.culprits.map(({ changeId }) => changeId)).toEqual(["the bad one"]);
      }
      const after = await provider.list(zone);
      expect(contentsOf(after.rrsets, place)).toEqual(contentsOf(live.rrsets, place));
    });

    it("does not say of a write whose answer was lost that it did not happen", async () => {
      const place = await newPlace();
      const { provider, zone } = place;
      if (open.trouble === undefined) return;
      const { faults, writing } = open.trouble;
      const live = await provider.list(zone);
      const { batches } = planOf(desiredOf([www(place, "192.0.2.1")], place, live), place, live);
      faults.arm(writing, { kind: "cut-after" });
      const fault = await faultOf(applyAll(batches, place));
      expect(fault).toMatchObject({ committed: "unknown", retryable: true });
      const after = await provider.list(zone);
      expect(contentsOf(after.rrsets, place)).toContain(contentOf(www(place, "192.0.2.1"), place));
    });

    it("lists again by itself when the provider did not answer", async () => {
      const place = await newPlace();
      if (open.trouble === undefined) return;
      const { faults, listing } = open.trouble;
      await mirror([www(place, "192.0.2.1")], place);
      faults.arm(listing, { kind: "cut-before" }, { times: 2 });
      const listed = await place.provider.list(place.zone);
      expect(contentsOf(listed.rrsets, place)).toContain(contentOf(www(place, "192.0.2.1"), place));
      expect(faults.armed()).toEqual([]);
    });

    it("makes a plain fault of an answer that makes no sense", async () => {
      const place = await newPlace();
      if (open.trouble === undefined) return;
      const { faults, listing } = open.trouble;
      faults.arm(listing, { kind: "garble", body: "<html>Bad Gateway</html>" }, { times: 10 });
      const fault = await faultOf(place.provider.list(place.zone));
      faults.clear();
      expect(fault.message).not.toMatch(/\n|at .*:\d+:\d+/);
      expect(fault.message).toContain(place.provider.name);
    });

    it("stops when it is told to", async () => {
      const place = await newPlace();
      const stopped = AbortSignal.abort();
      await expect(place.provider.list(place.zone, { signal: stopped })).rejects.toBeInstanceOf(
        Error,
      );
    });

    const contentOf = (rrset: Rrset, { provider }: Workplace): string => {
      const { txtStrings } = provider.capabilities;
      const where = `${nameToText(rrset.owner)} ${typeName(rrset.type)}`;
      return `${where} ${rrsetContent(rrset, { txtStrings, exactTxt: true })}`;
    };
    const contentsOf = (rrsets: readonly Rrset[], place: Workplace): string[] =>
      rrsets.map((rrset) => contentOf(rrset, place)).sort();
  });
}

/** Throws an error that shows the first few differences, which say more than two long lists. */
function sameContents(found: readonly string[], wanted: readonly string[]): void {
  const [there, due] = [new Set(found), new Set(wanted)];
  const missing = wanted.filter((one) => !there.has(one)).map((one) => `missing ${one}`);
  const extra = found.filter((one) => !due.has(one)).map((one) => `not wanted ${one}`);
  const differences = [...missing, ...extra];
  if (differences.length > 0) throw new Error(differences.slice(0, 6).join("\n"));
}

function namesOf({ rrsets }: Snapshot): string[] {
  return rrsets.map(({ owner, type }) => `${nameToText(owner)} ${typeName(type)}`);
}

function ownerOf(change: Change): string {
  if (change.kind === "setting" || change.kind === "resource") return change.id;
  return nameToText((change.after ?? change.before)!.owner);
}

async function faultOf(work: Promise<unknown>): Promise<ProviderFault> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProviderFault) return error;
    throw error;
  }
  throw new Error("there was no fault");
}
