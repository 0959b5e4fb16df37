/** The adapter for RFC 2136 against the servers that people run. */

import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realClock } from "../../src/cli/sync-clock.js";
import { nameFromText } from "../../src/dns/name-text.js";
import { openDesk } from "../../src/provider/calls/call-desk.js";
import type { Change } from "../../src/provider/contract/change.js";
import { ProviderFault } from "../../src/provider/contract/fault.js";
import type { Provider, ProviderZone } from "../../src/provider/contract/provider.js";
import { rfc2136 } from "../../src/provider/rfc2136/rfc2136-provider.js";
import { looseComparison } from "../../src/provider/rrset/comparable-rdata.js";
import { keyOf, type ListedRrset, type Rrset } from "../../src/provider/rrset/rrset.js";
import { rrsetToJson } from "../../src/provider/rrset/rrset-text.js";
import { sameRrset } from "../../src/provider/rrset/same-rrset.js";
import { DnsClient } from "../../src/resolver/dns-client.js";
import { launchPeer, type RunningPeer, whyMissing } from "./peers/launch.js";
import { loopback, type Peer } from "./peers/peer.js";
import { syncKey } from "./peers/writable.js";
import { writableBind } from "./peers/writable-bind.js";
import { writableKnot } from "./peers/writable-knot.js";
import { whyNotWritable, writablePowerdns } from "./peers/writable-powerdns.js";

const apexText = "sync.example";
const apex = nameFromText(`${apexText}.`)!;
const wire = (text: string): Uint8Array => nameFromText(text, apex)!;
const A = 1;
const NS = 2;
const CNAME = 5;
const SOA = 6;
const TXT = 16;

const folder = mkdtempSync(join(tmpdir(), "fivenines-rfc2136-"));
writeFileSync(
  join(folder, `${apexText}.zone`),
  `$ORIGIN ${apexText}.
$TTL 300
@ SOA ns1 hostmaster 1 7200 900 1209600 300
@ NS ns1
ns1 A 127.0.0.1
`,
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function rrset(owner: string, type: number, rdatas: readonly Uint8Array[], ttl = 300): Rrset {
  return { owner: wire(owner), type, variant: "", ttlSeconds: ttl, rdatas, extra: null };
}

const json = (one: Rrset | undefined) => one && rrsetToJson(one);

const create = (after: Rrset): Change => ({
  kind: "create",
  id: keyOf(after),
  before: null,
  after,
});
const update = (before: ListedRrset, after: Rrset): Change => ({
  kind: "update",
  id: keyOf(after),
  before,
  after,
});
const remove = (before: ListedRrset): Change => ({
  kind: "delete",
  id: keyOf(before),
  before,
  after: null,
});

function openProvider(name: string, port: number): Provider {
  const { algorithm, ...key } = syncKey;
  if (algorithm !== "hmac-sha256") throw new Error(algorithm);
  return rfc2136.open(
    {
      type: "rfc2136",
      servers: [{ address: loopback, port }],
      key: { ...key, algorithm },
      prerequisites: true,
    },
    {
      name,
      clock: realClock,
      randomBytes,
      desk: openDesk({
        account: name,
        rate: { callsPerSecond: 1000, burst: 1000 },
        clock: realClock,
        random: () => 0,
      }),
      dns: new DnsClient({
        timeoutMs: 5000,
        attempts: 3,
        randomId: () => randomBytes(2).readUInt16BE(),
      }),
      addressesOf: () => Promise.resolve([]),
      nameservers: [{ name, address: loopback, port }],
    },
  );
}

const servers: readonly { name: string; missing: string | undefined; make: () => Promise<Peer> }[] =
  [
    {
      name: "BIND",
      missing: whyMissing(writableBind(syncKey)),
      make: () => Promise.resolve(writableBind(syncKey)),
    },
    {
      name: "Knot",
      missing: whyMissing(writableKnot(syncKey)),
      make: () => Promise.resolve(writableKnot(syncKey)),
    },
    {
      name: "PowerDNS",
      missing: whyNotWritable(),
      make: async () => (await writablePowerdns(syncKey)).peer,
    },
  ];

for (const { name, missing, make } of servers) {
  if (missing !== undefined) console.warn(`${name} is left out: ${missing}`);
  describe.skipIf(missing !== undefined)(`${name} by RFC 2136`, () => {
    let running: RunningPeer;
    let provider: Provider;
    let zone: ProviderZone;

    beforeAll(async () => {
      running = await launchPeer(await make(), { zonesFolder: folder, apexes: [apexText] });
      provider = openProvider(name, running.port);
      const found = await provider.find(apex);
      if (found === null) throw new Error("no zone");
      zone = found;
    });
    afterAll(() => running?.stop());

    async function apply(changes: readonly Change[]) {
      for (const batch of provider.pack(changes, zone)) {
        const receipt = await provider.apply(batch, zone, { token: "t" });
        await expect
          .poll(async () => (await provider.settled(receipt, zone)).kind, { timeout: 30_000 })
          .toBe("settled");
      }
    }

    async function live(): Promise<ReadonlyMap<string, ListedRrset>> {
      const { rrsets } = await provider.list(zone);
      return new Map(rrsets.map((one) => [keyOf(one), one]));
    }

    it("is found, and its SOA left alone", async () => {
      expect(await provider.find(nameFromText("elsewhere.example.")!)).toBeNull();
      expect([...(await live()).values()].map(({ type }) => type)).not.toContain(SOA);
    });

    it("makes, changes, and deletes RRsets", async () => {
      const first = rrset("www", A, [Uint8Array.of(192, 0, 2, 1), Uint8Array.of(192, 0, 2, 2)]);
      const text = rrset("*.odd\\000\\255name", TXT, [Uint8Array.of(2, 0, 255, 1, 0x22)], 0);
      await apply([create(first), create(text)]);
      const made = await live();
      expect(json(made.get(keyOf(first)))).toEqual(json(first));
      expect(json(made.get(keyOf(text)))).toEqual(json(text));
      const second = rrset(
        "www",
        A,
        [Uint8Array.of(192, 0, 2, 2), Uint8Array.of(192, 0, 2, 3)],
        60,
      );
      await apply([update(made.get(keyOf(first))!, second), remove(made.get(keyOf(text))!)]);
      const changed = await live();
      expect(json(changed.get(keyOf(second)))).toEqual(json(second));
      expect(changed.has(keyOf(text))).toBe(false);
    });

    it("puts an alias in the place of other records, and back", async () => {
      const address = (await live()).get(keyOf(rrset("www", A, [])))!;
      const alias = rrset("www", CNAME, [nameFromText("Elsewhere.example.")!]);
      await apply([create(alias), remove(address)]);
      const there = await live();
      // Knot folds the case of names in RDATA.
      const made = there.get(keyOf(alias));
      expect(made !== undefined && sameRrset(made, alias, looseComparison)).toBe(true);
      expect(there.has(keyOf(address))).toBe(false);
      await apply([create(rrset("www", A, address.rdatas)), remove(there.get(keyOf(alias))!)]);
      expect((await live()).has(keyOf(alias))).toBe(false);
    });

    it("changes NS at the apex together with the addresses that they need", async () => {
      const names = rrset("@", NS, [wire("a"), wire("ns1")], 900);
      const before = (await live()).get(keyOf(names));
      const change = before === undefined ? create(names) : update(before, names);
      await apply([change, create(rrset("a", A, [Uint8Array.of(127, 0, 0, 1)]))]);
      const there = await live();
      expect(json(there.get(keyOf(names)))).toEqual(json(names));
      const slower = rrset("@", NS, [wire("a"), wire("ns1")], 901);
      await apply([update(there.get(keyOf(names))!, slower)]);
      expect(json((await live()).get(keyOf(slower)))).toEqual(json(slower));
      const fewer = rrset("@", NS, [nameFromText("ns.elsewhere.example.")!], 60);
      await apply([update((await live()).get(keyOf(slower))!, fewer)]);
      expect(json((await live()).get(keyOf(fewer)))).toEqual(json(fewer));
      // Of a record that it has, Knot keeps the TTL; and the last one cannot be taken away.
      const longer = { ...fewer, ttlSeconds: 61 };
      await apply([update((await live()).get(keyOf(fewer))!, longer)]);
      expect(json((await live()).get(keyOf(longer)))).toEqual(json(longer));
    });

    it("refuses what somebody else changed in between", async () => {
      const before = (await live()).get(keyOf(rrset("www", A, [])))!;
      const stale = { ...before, rdatas: [Uint8Array.of(192, 0, 2, 99)] };
      const after = rrset("www", A, [Uint8Array.of(192, 0, 2, 7)]);
      const other = create(rrset("other", TXT, [Uint8Array.of(1, 65)]));
      const fault = await apply([update(stale, after), other]).catch((error: unknown) => error);
      expect(fault).toBeInstanceOf(ProviderFault);
      expect(fault).toMatchObject({ kind: "conflict", committed: "no" });
      const there = await live();
      expect(json(there.get(keyOf(after)))).toEqual(json(before));
      expect(there.has(keyOf(rrset("other", TXT, [])))).toBe(false);
      const twice = await apply([create(after)]).catch((error: unknown) => error);
      expect(twice).toMatchObject({ kind: "conflict" });
    });

    it("takes large RRsets, and thousands of changes in few updates", async () => {
      const many = Array.from({ length: 3000 }, (_, i) =>
        create(rrset(`n${i}`, TXT, [Uint8Array.of(3, i >>> 8, i & 255, 65)])),
      );
      const large = rrset(
        "large",
        A,
        Array.from({ length: 600 }, (_, i) => Uint8Array.of(10, 0, i >>> 8, i & 255)),
      );
      expect(provider.pack([...many, create(large)], zone).length).toBeLessThan(10);
      await apply([...many, create(large)]);
      const there = await live();
      expect(json(there.get(keyOf(large)))).toEqual(json(large));
      expect([...there.values()].filter(({ type }) => type === TXT)).toHaveLength(3000);
      await apply([
        update(there.get(keyOf(large))!, { ...large, rdatas: large.rdatas.slice(0, 599) }),
      ]);
      expect((await live()).get(keyOf(large))?.rdatas).toHaveLength(599);
    });
  });
}

const signers: readonly { name: string; peer: Peer }[] = [
  {
    name: "BIND",
    peer: writableBind(syncKey, ["dnssec-policy default;", "inline-signing no;"]),
  },
  {
    name: "Knot",
    peer: writableKnot(syncKey, ["dnssec-signing: on", "zonemd-generate: zonemd-sha384"]),
  },
];

for (const { name, peer } of signers) {
  describe.skipIf(whyMissing(peer) !== undefined)(`${name} that signs the zone itself`, () => {
    it("keeps its keys and signatures to itself, and takes updates as before", async () => {
      const running = await launchPeer(peer, { zonesFolder: folder, apexes: [apexText] });
      try {
        const provider = openProvider(name, running.port);
        await expect
          .poll(async () => (await provider.find(apex))?.facts, { timeout: 30_000 })
          .toEqual({ signed: true });
        const zone = (await provider.find(apex))!;
        const desired = [
          rrset("@", NS, [wire("ns1")]),
          rrset("ns1", A, [Uint8Array.of(127, 0, 0, 1)]),
          rrset("sub", NS, [wire("ns1")]),
          rrset("sub", 43, [Buffer.from(`12340d02${"11".repeat(32)}`, "hex")]),
        ];
        const keys = rrset("@", 48, [Buffer.from(`0101030d${"11".repeat(64)}`, "hex")]);
        const { rrsets, losses } = provider.translate(
          {
            apex,
            serial: 1,
            rrsets: [...desired, keys],
            steered: [],
            hints: new Map(),
            losses: [],
          },
          zone,
          await provider.list(zone),
        );
        expect(rrsets).toEqual(desired);
        expect(losses).toMatchObject([{ code: "type-not-taken", type: 48, severity: "info" }]);
        for (const batch of provider.pack(desired.slice(2).map(create), zone)) {
          await provider.apply(batch, zone, { token: "t" });
        }
        const listed = (await provider.list(zone)).rrsets.map((one) => json(one));
        expect(listed).toHaveLength(desired.length);
        expect(listed).toEqual(expect.arrayContaining(desired.map((one) => json(one))));
      } finally {
        await running.stop();
      }
    });
  });
}

/** The same server with one line of its configuration changed. */
function changed(peer: Peer, file: string, from: string | RegExp, to: string): Peer {
  return {
    ...peer,
    prepare(setup, port) {
      const launch = peer.prepare(setup, port);
      const path = join(setup.folder, file);
      const text = readFileSync(path, "utf8");
      const other = text.replace(from, to);
      if (other === text) throw new Error(`${path} has no ${from}`);
      writeFileSync(path, other);
      return launch;
    },
  };
}

const bindRights = /allow-update \{[^}]*\};/;
const knotRights = "action: [update, transfer]";
const grudging: readonly { name: string; peer: Peer; kind: "rejected" | "auth" }[] = [
  {
    name: "BIND whose policy allows A only",
    peer: changed(
      writableBind(syncKey),
      "named.conf",
      bindRights,
      `update-policy { grant ${syncKey.name} zonesub A; };`,
    ),
    kind: "rejected",
  },
  {
    name: "BIND that takes no updates",
    peer: changed(writableBind(syncKey), "named.conf", bindRights, "allow-update { none; };"),
    kind: "auth",
  },
  {
    name: "BIND that takes one record an RRset",
    peer: changed(
      writableBind(syncKey),
      "named.conf",
      "max-records-per-type 0;",
      "max-records-per-type 1;",
    ),
    kind: "rejected",
  },
  {
    name: "Knot whose ACL allows A only",
    peer: changed(
      writableKnot(syncKey),
      "knot.conf",
      knotRights,
      `${knotRights}\n    update-type: [A]`,
    ),
    kind: "rejected",
  },
  {
    name: "Knot that takes no updates",
    peer: changed(writableKnot(syncKey), "knot.conf", knotRights, "action: [transfer]"),
    kind: "auth",
  },
];

for (const { name, peer, kind } of grudging) {
  describe.skipIf(whyMissing(peer) !== undefined)(name, () => {
    it(`is ${kind === "auth" ? "told of a want of rights" : "taken at its word for one RRset"}`, async () => {
      const running = await launchPeer(peer, { zonesFolder: folder, apexes: [apexText] });
      try {
        const provider = openProvider(name, running.port);
        const zone = (await provider.find(apex))!;
        const send = (one: Rrset) =>
          provider.apply(provider.pack([create(one)], zone)[0]!, zone, { token: "t" });
        const texts = [Uint8Array.of(1, 65), Uint8Array.of(1, 66)];
        const fault = await send(rrset("text", TXT, texts)).catch((error: unknown) => error);
        expect(fault).toBeInstanceOf(ProviderFault);
        expect(fault).toMatchObject({ kind, committed: "no" });
        if (kind === "rejected") await send(rrset("www", A, [Uint8Array.of(192, 0, 2, 1)]));
      } finally {
        await running.stop();
      }
    });
  });
}
