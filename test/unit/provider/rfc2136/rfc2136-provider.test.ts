import { afterEach, describe, expect, it } from "vitest";
import { rcode } from "../../../../src/dns/header.js";
import { nameFromText } from "../../../../src/dns/name-text.js";
import type { Change } from "../../../../src/provider/contract/change.js";
import { ProviderFault } from "../../../../src/provider/contract/fault.js";
import type { Provider, ProviderZone } from "../../../../src/provider/contract/provider.js";
import type { ListedRrset, Rrset } from "../../../../src/provider/rrset/rrset.js";
import {
  openSession,
  type SessionOptions,
  testKey,
} from "../../../support/rfc2136/primary-session.js";
import { UpdatedZone } from "../../../support/rfc2136/updated-zone.js";
import { VirtualClock } from "../../../support/virtual-clock.js";

const wire = (text: string): Uint8Array => nameFromText(text)!;
const apex = wire("example.com.");
const A = 1;
const NS = 2;
const CNAME = 5;
const TXT = 16;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const soaData = Buffer.concat([
  wire("ns1.example.com."),
  wire("hostmaster.example.com."),
  Buffer.from("00000001000000010000000100000001000000ff", "hex"),
]);

function initialZone(): UpdatedZone {
  const record = (owner: string, type: number, rdata: Uint8Array) => {
    return { name: wire(owner), type, ttlSeconds: 300, rdata };
  };
  return new UpdatedZone(apex, [
    record("example.com.", 6, soaData),
    record("example.com.", NS, wire("ns1.example.com.")),
    record("ns1.example.com.", A, Uint8Array.of(127, 0, 0, 1)),
    record("www.example.com.", A, Uint8Array.of(192, 0, 2, 1)),
    record("www.example.com.", A, Uint8Array.of(192, 0, 2, 2)),
    record("alias.example.com.", CNAME, wire("WWW.example.com.")),
  ]);
}

async function open(options: SessionOptions = {}) {
  const session = await openSession(options);
  closing.push(session.close);
  const there = initialZone();
  session.primary.zones.push(there);
  return { ...session, there };
}

async function zoneOf(provider: Provider): Promise<ProviderZone> {
  const zone = await provider.find(apex);
  if (zone === null) throw new Error("no zone");
  return zone;
}

function rrset(
  owner: string,
  type: number,
  rdatas: readonly Uint8Array[],
  ttlSeconds = 300,
): Rrset {
  return { owner: wire(owner), type, variant: "", ttlSeconds, rdatas, extra: null };
}

const listed = (one: Rrset): ListedRrset => ({ ...one, raw: null, marked: null });
const create = (after: Rrset): Change => ({ kind: "create", id: "made", before: null, after });
const remove = (before: Rrset): Change => ({
  kind: "delete",
  id: "gone",
  before: listed(before),
  after: null,
});
const update = (before: Rrset, after: Rrset): Change => ({
  kind: "update",
  id: "changed",
  before: listed(before),
  after,
});

const www = rrset("www.example.com.", A, [
  Uint8Array.of(192, 0, 2, 1),
  Uint8Array.of(192, 0, 2, 2),
]);
const wwwNew = rrset("www.example.com.", A, [Uint8Array.of(192, 0, 2, 9)], 60);
const text = rrset("text.example.com.", TXT, [Uint8Array.of(1, 65)]);
const alias = rrset("alias.example.com.", CNAME, [wire("www.example.com.")]);

async function apply(provider: Provider, changes: readonly Change[], overwrite = false) {
  const zone = await zoneOf(provider);
  const batches = provider.pack(changes, zone, { overwrite });
  const receipts = [];
  for (const batch of batches) receipts.push(await provider.apply(batch, zone, { token: "t" }));
  return receipts;
}

async function faultOf(call: Promise<unknown>): Promise<ProviderFault> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ProviderFault) return error;
    throw error;
  }
  throw new Error("it succeeded");
}

/** Octets of one RRset there, in hex, with its TTL. */
function at(there: UpdatedZone, owner: string, type: number): string[] | undefined {
  const found = there.rrset(wire(owner), type);
  return found && [`${found.ttlSeconds}`, ...found.rdatas.keys()];
}

describe("an RFC 2136 provider", () => {
  it("finds the zones that its server is authoritative for, and no others", async () => {
    const { provider } = await open();
    expect(await provider.find(apex)).toMatchObject({
      id: "example.com.",
      facts: { signed: false },
    });
    expect(await provider.find(wire("example.net."))).toBeNull();
    expect(await provider.find(wire("www.example.com."))).toBeNull();
  });

  it("lists all but the SOA, in canonical form, in transfers of many messages", async () => {
    const { provider, there } = await open({
      primary: { recordsPerMessage: 2, unsignedBetween: 1 },
    });
    there.change([{ ...text, name: wire("TEXT.example.com."), class: 1, rdata: text.rdatas[0]! }]);
    const snapshot = await provider.list(await zoneOf(provider));
    expect(snapshot.serial).toBe(2);
    expect(snapshot.rrsets.map(({ type }) => type).sort()).toEqual([1, 1, 16, 2, 5]);
    expect(snapshot.rrsets).toContainEqual(listed(www));
    expect(snapshot.rrsets).toContainEqual(listed(text));
    expect(snapshot.opaque).toEqual([]);
  });

  it("keeps RRsets apart that it does not understand", async () => {
    const { provider, there } = await open();
    const odd = { name: wire("Odd.example.com."), class: 1, ttlSeconds: 1, type: A };
    there.change([{ ...odd, rdata: Uint8Array.of(1, 2, 3, 4) }]);
    there.changeBlindly({ ...odd, rdata: Uint8Array.of(1, 2, 3) });
    const { rrsets, opaque } = await provider.list(await zoneOf(provider));
    expect(opaque).toEqual([
      {
        owner: wire("odd.example.com."),
        type: A,
        what: "a record whose RDATA is not what its type says",
      },
    ]);
    expect(rrsets).toHaveLength(4);
  });

  it("makes, changes and deletes in one update, and tells the serial", async () => {
    const { provider, primary, there } = await open();
    const receipts = await apply(provider, [create(text), update(www, wwwNew), remove(alias)]);
    expect(receipts).toEqual([{ operation: null, serial: 2, raw: null }]);
    expect(primary.asked.update).toBe(1);
    expect(at(there, "text.example.com.", TXT)).toEqual(["300", "0141"]);
    expect(at(there, "www.example.com.", A)).toEqual(["60", "c0000209"]);
    expect(at(there, "alias.example.com.", CNAME)).toBeUndefined();
  });

  it("puts an alias in the place of other records, and back", async () => {
    const { provider, there } = await open();
    const asAlias = rrset("www.example.com.", CNAME, [wire("elsewhere.example.")]);
    await apply(provider, [create(asAlias), remove(www)]);
    expect(at(there, "www.example.com.", CNAME)).toHaveLength(2);
    expect(at(there, "www.example.com.", A)).toBeUndefined();
    await apply(provider, [create(www), remove(asAlias)]);
    expect(at(there, "www.example.com.", CNAME)).toBeUndefined();
    expect(at(there, "www.example.com.", A)).toHaveLength(3);
  });

  it("changes NS at the apex without ever being without one, and never deletes them", async () => {
    const { provider, there } = await open();
    const before = rrset("example.com.", NS, [wire("ns1.example.com.")]);
    const after = rrset("example.com.", NS, [wire("a.example.net."), wire("b.example.net.")], 60);
    await apply(provider, [update(before, after)]);
    expect(at(there, "example.com.", NS)).toHaveLength(3);
    expect(at(there, "example.com.", NS)?.[0]).toBe("60");
    const later = { ...after, ttlSeconds: 61 };
    await apply(provider, [update(after, later)]);
    expect(at(there, "example.com.", NS)).toEqual([
      "61",
      ...at(there, "example.com.", NS)!.slice(1),
    ]);
    expect(at(there, "example.com.", NS)).toHaveLength(3);
    const fault = await faultOf(apply(provider, [remove(later)]));
    expect(fault).toMatchObject({ kind: "rejected", culprits: [{ changeId: "gone" }] });
  });
});

describe("compare and swap", () => {
  const other = { name: wire("www.example.com."), class: 1, ttlSeconds: 1, type: A };
  const meddle = (there: UpdatedZone) => {
    there.change([{ ...other, rdata: Uint8Array.of(192, 0, 2, 77) }]);
  };

  it("refuses the whole update when somebody else came in between", async () => {
    const { provider, primary, there } = await open();
    primary.faults.arm("update", { kind: "meanwhile", act: () => meddle(there) });
    const fault = await faultOf(apply(provider, [create(text), update(www, wwwNew)]));
    expect(fault).toMatchObject({ kind: "conflict", committed: "no" });
    expect(fault.message).toMatch(/^scripted \(127\.0\.0\.1:\d+\) answered NXRRSET/);
    expect(fault.hint).toContain("plan again");
    expect(at(there, "www.example.com.", A)).toHaveLength(4);
    expect(at(there, "text.example.com.", TXT)).toBeUndefined();
  });

  it("refuses to make what somebody else made", async () => {
    const { provider, primary, there } = await open();
    const act = () =>
      there.change([
        { name: text.owner, class: 1, ttlSeconds: 1, type: TXT, rdata: Uint8Array.of(0) },
      ]);
    primary.faults.arm("update", { kind: "meanwhile", act });
    expect(await faultOf(apply(provider, [create(text)]))).toMatchObject({ kind: "conflict" });
  });

  it.each([
    ["an alias where others came", create(rrset("new.example.com.", CNAME, [apex])), A],
    ["others where an alias came", create(rrset("new.example.com.", A, [www.rdatas[0]!])), CNAME],
  ])("refuses %s, which the server would ignore in silence", async (_, change, type) => {
    const { provider, primary, there } = await open();
    const rdata = type === A ? www.rdatas[0]! : apex;
    const name = wire("new.example.com.");
    const act = () => there.change([{ name, class: 1, ttlSeconds: 1, type, rdata }]);
    primary.faults.arm("update", { kind: "meanwhile", act });
    expect(await faultOf(apply(provider, [change]))).toMatchObject({ kind: "conflict" });
  });

  it("is left out when asked to overwrite, and for servers that do not know it", async () => {
    const first = await open();
    meddle(first.there);
    await apply(first.provider, [update(www, wwwNew)], true);
    expect(at(first.there, "www.example.com.", A)).toEqual(["60", "c0000209"]);
    const second = await open({ settings: { prerequisites: false } });
    expect(second.provider.capabilities.compareAndSwap).toBe("none");
    meddle(second.there);
    await apply(second.provider, [update(www, wwwNew)]);
    expect(at(second.there, "www.example.com.", A)).toEqual(["60", "c0000209"]);
  });
});

describe("an update whose outcome is unknown", () => {
  it.each(["cut-after", "cut-before"] as const)("is told as such after %s", async (kind) => {
    const { provider, primary, there } = await open();
    primary.faults.arm("update", { kind });
    const fault = await faultOf(apply(provider, [create(text)]));
    expect(fault).toMatchObject({ kind: "unavailable", committed: "unknown" });
    expect(primary.asked.update).toBe(1);
    expect(at(there, "text.example.com.", TXT) !== undefined).toBe(kind === "cut-after");
  });

  it("is told as such when nothing ever comes back", async () => {
    const clock = new VirtualClock();
    const { provider, primary } = await open({
      clock,
      primary: { nowSeconds: () => Math.floor(clock.nowMs() / 1000) },
    });
    primary.faults.arm("update", { kind: "silent-after" });
    const fault = faultOf(apply(provider, [create(text)]));
    await expect.poll(() => primary.asked.update, { timeout: 30_000 }).toBe(1);
    await clock.advance(15_000);
    expect(await fault).toMatchObject({ kind: "unavailable", committed: "unknown" });
    expect((await fault).message).toContain("did not answer within 15 s");
  });

  it("is told as such when the answer makes no sense", async () => {
    const { provider, primary } = await open();
    primary.faults.arm("update", { kind: "garble", body: "HTTP/1.1 400 Bad Request" });
    const fault = await faultOf(apply(provider, [create(text)]));
    expect(fault).toMatchObject({ kind: "malformed", committed: "unknown" });
  });

  it("cannot have happened when nobody listens", async () => {
    const { provider, primary } = await open();
    const zone = await zoneOf(provider);
    await primary.close();
    const [batch] = provider.pack([create(text)], zone);
    const fault = await faultOf(provider.apply(batch!, zone, { token: "t" }));
    expect(fault).toMatchObject({ kind: "unavailable", committed: "no" });
    expect(fault.message).toContain("cannot be reached: nothing listens there");
  });
});

describe("what a server refuses", () => {
  it("for one record is not taken for a want of rights", async () => {
    const { provider, primary } = await open();
    primary.faults.arm("update", { kind: "refuse", status: rcode.REFUSED });
    const fault = await faultOf(apply(provider, [create(text)]));
    expect(fault).toMatchObject({ kind: "rejected", committed: "no" });
    expect(fault.hint).toContain("log");
  });

  it("with BADKEY for one record, as Knot does, is not taken for a wrong key", async () => {
    const { provider, primary } = await open();
    primary.faults.arm("update", { kind: "refuse", status: rcode.BADKEY });
    const fault = await faultOf(apply(provider, [create(text)]));
    expect(fault).toMatchObject({ kind: "rejected", committed: "no" });
    primary.faults.arm("update", { kind: "refuse", status: rcode.BADKEY }, { times: 2 });
    const every = await faultOf(apply(provider, [create(text)]));
    expect(every).toMatchObject({ kind: "auth", committed: "no" });
    expect(every.message).toContain("does not take the key sync-key.");
    expect(every.hint).toContain("action: update");
  });

  it("of every update is a want of rights, with the remedy for each server", async () => {
    const { provider, primary } = await open();
    primary.faults.arm("update", { kind: "refuse", status: rcode.REFUSED }, { times: 2 });
    const fault = await faultOf(apply(provider, [create(text)]));
    expect(fault).toMatchObject({ kind: "auth", committed: "no" });
    for (const remedy of ["allow-update", "action: update", "TSIG-ALLOW-DNSUPDATE"]) {
      expect(fault.hint).toContain(remedy);
    }
  });

  it.each([
    [rcode.NOTAUTH, "auth"],
    [rcode.NOTZONE, "rejected"],
    [rcode.FORMERR, "rejected"],
    [rcode.NOTIMP, "rejected"],
    [12, "rejected"],
  ])("with RCODE %i is %s", async (status, kind) => {
    const { provider, primary } = await open();
    primary.faults.arm("update", { kind: "refuse", status }, { times: 2 });
    expect(await faultOf(apply(provider, [create(text)]))).toMatchObject({ kind, committed: "no" });
  });

  it("with SERVFAIL at everything is an outage", async () => {
    const { provider, primary } = await open();
    primary.faults.arm("update", { kind: "refuse", status: rcode.SERVFAIL }, { times: 2 });
    expect(await faultOf(apply(provider, [create(text)]))).toMatchObject({ kind: "unavailable" });
  });

  it("as a transfer names the remedy", async () => {
    const { provider, primary } = await open();
    primary.faults.arm("axfr", { kind: "refuse", status: rcode.REFUSED });
    const zone = await zoneOf(provider);
    const fault = await faultOf(provider.list(zone));
    expect(fault).toMatchObject({ kind: "auth" });
    for (const remedy of ["allow-transfer", "action: transfer", "TSIG-ALLOW-AXFR"]) {
      expect(fault.hint).toContain(remedy);
    }
  });

  it.each([
    ["another name", { ...testKey, name: "stranger" }, /does not take the key stranger\./],
    [
      "another secret",
      { ...testKey, secret: Buffer.alloc(32, 9).toString("base64") },
      /could not verify our signature \(BADSIG\)/,
    ],
    ["no key", null, /answered REFUSED/],
  ])("because of %s is said plainly, and without the secret", async (_, key, words) => {
    const { provider } = await open({ settings: { key } });
    const zone = { apex, id: "example.com.", assigned: [], facts: {} };
    const fault = await faultOf(provider.list(zone));
    expect(fault).toMatchObject({ kind: "auth", committed: "no" });
    expect(fault.message).toMatch(words);
    if (key !== null) expect(JSON.stringify([fault.message, fault.hint])).not.toContain(key.secret);
  });

  it("because of the time says by how much clocks differ", async () => {
    const late = Math.floor(Date.now() / 1000) + 5000;
    const { provider } = await open({ primary: { nowSeconds: () => late } });
    const fault = await faultOf(provider.find(apex).then(() => undefined));
    expect(fault).toMatchObject({ kind: "auth" });
    expect(fault.message).toMatch(/BADTIME\): (5000|4999|4998) s apart/);
  });

  it("is not tried with a secret that is none", async () => {
    const settings = { key: { ...testKey, secret: "not base64!" } };
    const fault = await faultOf(open({ settings }));
    expect(fault.message).toBe('scripted: the secret of the key "sync-key" is not base64');
  });
});

describe("a transfer that fails", () => {
  it("in the middle is made again", async () => {
    const { provider, primary } = await open({ primary: { recordsPerMessage: 1 } });
    const zone = await zoneOf(provider);
    primary.faults.arm("axfr", { kind: "cut-after" }, { times: 2 });
    expect((await provider.list(zone)).rrsets).toHaveLength(4);
    expect(primary.asked.axfr).toBe(3);
  });

  it("every time is an outage, and never a smaller zone", async () => {
    const { provider, primary } = await open({ primary: { recordsPerMessage: 1 } });
    const zone = await zoneOf(provider);
    primary.faults.arm("axfr", { kind: "cut-after" }, { times: 100 });
    const fault = await faultOf(provider.list(zone));
    expect(fault).toMatchObject({ kind: "unavailable", committed: "no" });
    expect(primary.asked.axfr).toBeGreaterThan(1);
  });

  it("with nonsense is not made again", async () => {
    const { provider, primary } = await open();
    const zone = await zoneOf(provider);
    primary.faults.arm("axfr", { kind: "garble", body: "nonsense" }, { times: 100 });
    expect(await faultOf(provider.list(zone))).toMatchObject({ kind: "malformed" });
    expect(primary.asked.axfr).toBe(1);
  });
});

describe("several servers", () => {
  it("are tried in turn while one is down", async () => {
    const down = await openSession();
    await down.close();
    const alive = await open();
    const { provider } = await openAt(down.primary.port, alive.primary.port);
    const [receipt] = await apply(provider, [create(text)]);
    expect(receipt?.serial).toBe(2);
    expect(alive.primary.asked.update).toBe(1);
    expect(at(alive.there, "text.example.com.", TXT)).toBeDefined();
  });

  it("never get the same update twice", async () => {
    const first = await open();
    const second = await open();
    const { provider } = await openAt(first.primary.port, second.primary.port);
    first.primary.faults.arm("update", { kind: "cut-after" });
    const fault = await faultOf(apply(provider, [create(text)]));
    expect(fault).toMatchObject({ committed: "unknown" });
    expect(second.primary.asked.update).toBe(0);
  });

  const openAt = (...ports: readonly number[]) =>
    open({ settings: { servers: ports.map((port) => ({ address: "127.0.0.1", port })) } });
});

describe("settlement", () => {
  it("is when every nameserver has the serial", async () => {
    const { provider, there } = await open();
    const zone = await zoneOf(provider);
    const receipt = { operation: null, serial: 3, raw: null };
    expect(await provider.settled(receipt, zone)).toEqual({ kind: "pending", askAgainMs: 500 });
    there.change([]);
    there.change([]);
    expect(await provider.settled(receipt, zone)).toEqual({ kind: "settled" });
  });

  it("does not wait for a nameserver that says nothing of the zone", async () => {
    const { provider, nameserver } = await open();
    nameserver.faults.rcode = rcode.SERVFAIL;
    const receipt = { operation: null, serial: 3, raw: null };
    expect(await provider.settled(receipt, await zoneOf(provider))).toEqual({ kind: "settled" });
  });

  it("asks the primary for the serial when the update could not tell it", async () => {
    const { provider, primary, there } = await open();
    const zone = await zoneOf(provider);
    const [batch] = provider.pack([create(text)], zone);
    primary.faults.arm("query", { kind: "refuse", status: rcode.SERVFAIL });
    const receipt = await provider.apply(batch!, zone, { token: "t" });
    expect(receipt.serial).toBeNull();
    expect(at(there, "text.example.com.", TXT)).toBeDefined();
    expect(await provider.settled(receipt, zone)).toEqual({ kind: "settled" });
  });
});

describe("the nameservers of a zone", () => {
  it("are the configured ones, else the servers themselves, whatever stands at the apex", async () => {
    const { provider, nameserver } = await open();
    const zone = await zoneOf(provider);
    expect(await provider.nameservers(zone)).toEqual([
      { name: "ns", address: nameserver.address, port: nameserver.port },
    ]);
    const servers = ["127.0.0.1", "::1"].map((address) => ({ address, port: 5353 }));
    const other = await open({ nameserver: false, settings: { servers } });
    expect(await other.provider.nameservers(zone)).toEqual([
      { name: "127.0.0.1:5353", address: "127.0.0.1", port: 5353 },
      { name: "[::1]:5353", address: "::1", port: 5353 },
    ]);
  });
});
