import { describe, expect, it } from "vitest";
import { nameFromText, nameToText } from "../../../../src/dns/name-text.js";
import { type Change, isRrsetChange } from "../../../../src/provider/contract/change.js";
import { packUpdates } from "../../../../src/provider/rfc2136/pack.js";
import { updateOfChanges } from "../../../../src/provider/rfc2136/update-of-changes.js";
import type { Rrset } from "../../../../src/provider/rrset/rrset.js";
import { encodeUpdate } from "../../../../src/transfer/update-message.js";

const wire = (text: string): Uint8Array => nameFromText(text)!;
const apex = wire("example.com.");
const A = 1;
const NS = 2;
const TXT = 16;

function rrset(owner: string, type: number, rdatas: readonly Uint8Array[]): Rrset {
  return { owner: wire(owner), type, variant: "", ttlSeconds: 300, rdatas, extra: null };
}

let made = 0;
const create = (after: Rrset): Change => ({ kind: "create", id: `${made++}`, before: null, after });
const remove = (gone: Rrset): Change => {
  const before = { ...gone, raw: null, marked: null };
  return { kind: "delete", id: `${made++}`, before, after: null };
};
const update = (old: Rrset, after: Rrset): Change => {
  const before = { ...old, raw: null, marked: null };
  return { kind: "update", id: `${made++}`, before, after };
};

const address = Uint8Array.of(192, 0, 2, 1);
const string = (octets: number, seed = 0) => Uint8Array.of(octets, ...Buffer.alloc(octets, seed));
/** An RRset of so many records of 256 octets. */
const large = (owner: string, records: number, type = TXT) =>
  rrset(
    owner,
    type,
    Array.from({ length: records }, (_, i) => string(255, i)),
  );

const owners = (batch: { readonly changes: readonly Change[] }) =>
  batch.changes
    .filter(isRrsetChange)
    .map(({ before, after }) => nameToText((after ?? before).owner));

describe("changes packed into updates", () => {
  it("fill messages of up to 64 KiB, signature included", () => {
    const changes = Array.from({ length: 400 }, (_, i) =>
      update(large(`n${i}.example.com.`, 2), large(`n${i}.example.com.`, 3)),
    );
    const batches = packUpdates(changes, apex, true, 500);
    expect(batches.length).toBeGreaterThan(8);
    for (const batch of batches) {
      const own = batch.changes.filter(isRrsetChange);
      const { prerequisites, steps } = updateOfChanges(own, apex, true);
      const message = encodeUpdate(1, apex, prerequisites, steps);
      expect(message.length).toBeLessThan(65_535 - 600);
    }
    const sizes = batches.slice(0, -1).map(({ changes: own }) => own.length);
    expect(Math.min(...sizes)).toBeGreaterThan(40);
  });

  it("stay within the number of changes, that of the provider and that asked for", () => {
    const changes = Array.from({ length: 25 }, (_, i) =>
      create(rrset(`n${i}.example.com.`, A, [address])),
    );
    expect(packUpdates(changes, apex, true, 10).map((batch) => batch.changes.length)).toEqual([
      10, 10, 5,
    ]);
    const fewer = packUpdates(changes, apex, true, 10, { changesMax: 4 });
    expect(Math.max(...fewer.map((batch) => batch.changes.length))).toBe(4);
  });

  it("divide an owner only if its changes do not fit into one message", () => {
    const old = large("www.example.com.", 100);
    const own = [
      create(large("www.example.com.", 100, 99)),
      update(old, large("www.example.com.", 110)),
      remove(large("www.example.com.", 100, 65280)),
    ];
    const batches = packUpdates(own, apex, true, 500);
    expect(batches.length).toBeGreaterThan(1);
    expect(batches[0]?.changes[0]?.kind).toBe("delete");
    expect(packUpdates(own.slice(0, 1), apex, true, 500)).toHaveLength(1);
  });

  it("make addresses before the NS at the apex that need them, and delete them after", () => {
    const before = rrset("example.com.", NS, [wire("old.example.com.")]);
    const after = rrset("example.com.", NS, [wire("new.example.com.")]);
    const changes = [
      remove(rrset("old.example.com.", A, [address])),
      update(before, after),
      create(rrset("new.example.com.", A, [address])),
    ];
    const order = packUpdates(changes, apex, true, 1).flatMap(owners);
    expect(order).toEqual(["new.example.com.", "example.com.", "old.example.com."]);
  });

  it("delete no NS at the apex that stays and is only written in other letters", () => {
    const exact = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
    const ns = (label: string) => exact(`\x03${label}\x07Example\x03net\0`);
    const before = rrset("example.com.", NS, [ns("NS1"), ns("ns2")]);
    const after = rrset("example.com.", NS, [ns("ns1"), ns("ns3")]);
    const changes = [update(before, after)].filter(isRrsetChange);
    const { steps } = updateOfChanges(changes, apex, true);
    const gone = steps.flatMap((step) => (step.kind === "delete-record" ? [step.rdata] : []));
    expect(gone).toEqual([ns("ns2")]);
  });

  it("say what they take, in figures", () => {
    const [batch] = packUpdates([create(rrset("www.example.com.", A, [address]))], apex, true, 500);
    expect(batch).toMatchObject({
      calls: 1,
      overwrite: false,
      summary: "UPDATE: 1 change, 2 prerequisites, 1 step, at most 85 octets",
    });
    const [bare] = packUpdates([create(rrset("www.example.com.", A, [address]))], apex, true, 500, {
      overwrite: true,
    });
    expect(bare).toMatchObject({
      overwrite: true,
      summary: "UPDATE: 1 change, 0 prerequisites, 1 step, at most 31 octets",
    });
  });
});
