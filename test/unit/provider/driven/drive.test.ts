/** The drive, on a clock that is moved by hand: what it pushes, how often, and what it leaves alone. */
import { afterEach, describe, expect, it } from "vitest";
import { rdataToText } from "../../../../src/dns/rr/rdata-text.js";
import type { Member, MemberPolicy } from "../../../../src/provider/contract/member.js";
import { drive } from "../../../../src/provider/driven/drive.js";
import { type DriveEvent, newDriveTally } from "../../../../src/provider/driven/drive-event.js";
import { openMemory } from "../../../../src/provider/journal/file-memory.js";
import { keyOf, type Rrset } from "../../../../src/provider/rrset/rrset.js";
import type { MemoryProvider } from "../../../support/memory-provider.js";
import { RollOutLab, verifierOf } from "../../../support/roll-out-lab.js";
import { apex, apexNs, hosts, policy, rrset } from "../plan/plan-sketch.js";

const all = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
const www = (values: readonly string[], ttl = 30) => rrset(`www A ${ttl}`, values);
const hourMs = 3_600_000;

/** A provider that has what was applied, and a drive that follows `say`. */
class Drivers {
  readonly lab = new RollOutLab();
  readonly events: DriveEvent[] = [];
  readonly tally = newDriveTally();
  unknown: string | Error | null = null;
  limits = { pauseMs: 30_000, pushesPerHour: 1000 };
  allow: string[] = [];
  private readonly stop = new AbortController();
  private members: Member[] = [];
  private work: Promise<boolean> | null = null;

  /** A provider to which the zone was applied once. */
  async applied(name: string, others: readonly Rrset[] = hosts(3)): Promise<MemoryProvider> {
    const provider = this.lab.provider(name, [apexNs]);
    this.lab.want(provider, [apexNs, ...others, www(all)]);
    await this.lab.sync();
    return provider;
  }

  say(provider: MemoryProvider, more: Partial<MemberPolicy>, ...rrsets: readonly Rrset[]): void {
    const leeway = { stays: null, ttl: { minSeconds: 0, maxSeconds: 300 } };
    const driven = new Map(rrsets.map((one) => [keyOf(one), leeway]));
    const desired = { apex, serial: 9, rrsets, steered: [], hints: new Map(), losses: [], driven };
    const member = { provider, desired, policy: { ...policy, ...more } };
    this.members = [...this.members.filter((other) => other.provider !== provider), member];
  }

  start(everyMs: number | null = 1000): Promise<boolean> {
    const { clock, random, disk } = this.lab;
    this.work = drive({
      clock,
      random,
      signal: this.stop.signal,
      memory: openMemory("sync", disk),
      verifier: verifierOf(clock),
      allowances: { codes: new Set(this.allow) },
      tally: this.tally,
      everyMs,
      limits: () => this.limits,
      look: async () => {
        if (this.unknown instanceof Error) throw this.unknown;
        return { members: this.members, unknown: this.unknown };
      },
      onEvent: (event) => this.events.push(event),
    });
    return this.work;
  }

  async end(): Promise<void> {
    this.stop.abort();
    if (this.work !== null) await this.lab.clock.drive(this.work);
  }

  /** `30 192.0.2.1`, as the provider has it. */
  at(provider: MemoryProvider, key = keyOf(www(all))): string {
    const found = provider.stored(apex).find((one) => keyOf(one) === key);
    if (found === undefined) return "";
    return [found.ttlSeconds, ...found.rdatas.map((one) => rdataToText(found.type, one))].join(" ");
  }

  kinds(): string[] {
    return this.events.map(({ kind }) => kind);
  }
}

let drivers = new Drivers();
afterEach(async () => {
  await drivers.end();
  drivers = new Drivers();
});

describe("a drive", () => {
  it("pushes an answer that changed within a look, and tells it", async () => {
    const provider = await drivers.applied("cloud");
    drivers.say(provider, {}, www(all));
    void drivers.start();
    await drivers.lab.clock.advance(5000);
    expect(provider.calls.apply).toBe(1);
    drivers.say(provider, {}, www(all.slice(1)));
    await drivers.lab.clock.advance(2000);
    expect(drivers.at(provider)).toBe("30 192.0.2.2 192.0.2.3");
    expect(drivers.events).toMatchObject([
      {
        kind: "pushed",
        provider: "cloud",
        served: "equal",
        changes: [
          {
            id: "www.example.com. A update",
            why: "another answer than before: 192.0.2.1 goes",
          },
        ],
      },
    ]);
    expect(drivers.tally).toMatchObject({ pushes: 1, changes: 1, failures: 0, unproven: 0 });
  });

  it("lists a provider when it starts and each five minutes, not at each look", async () => {
    const provider = await drivers.applied("cloud");
    const before = provider.calls.list;
    drivers.say(provider, {}, www(all));
    void drivers.start();
    await drivers.lab.clock.advance(290_000);
    expect(provider.calls.list - before).toBe(1);
    await drivers.lab.clock.advance(20_000);
    expect(provider.calls.list - before).toBe(2);
  });

  it("leaves alone what else is pending, and keeps what is remembered of the rest", async () => {
    const provider = await drivers.applied("cloud", hosts(20));
    const [first] = hosts(1);
    // Somebody removed one, and the zone file has others by now: that is for plan and apply to tell.
    provider.remove(apex, first!);
    drivers.say(provider, {}, www(["192.0.2.1"]));
    void drivers.start();
    await drivers.lab.clock.advance(5000);
    expect(drivers.at(provider)).toBe("30 192.0.2.1");
    expect(drivers.at(provider, keyOf(first!))).toBe("");
    await drivers.end();
    drivers.lab.want(provider, [apexNs, ...hosts(20), www(["192.0.2.1"])]);
    const [part] = (await drivers.lab.plan()).parts;
    expect(part?.changes.map(({ change, cause }) => `${change.id} ${cause}`)).toEqual([
      "h0.example.com. A create drift",
    ]);
    const last = await openMemory("sync", drivers.lab.disk).lastApplied("example.com.", "cloud");
    expect(last?.serial).toBe(2);
  });

  it("pushes though most of a zone fails over at once, and in mode mirror over somebody's change", async () => {
    const names = Array.from({ length: 12 }, (_, i) => `w${i} A 30`);
    const provider = await drivers.applied(
      "cloud",
      names.map((name) => rrset(name, all)),
    );
    provider.put(apex, rrset("w0 A 30", "203.0.113.66"));
    drivers.say(provider, { mode: "mirror" }, ...names.map((name) => rrset(name, all.slice(2))));
    void drivers.start();
    await drivers.lab.clock.advance(5000);
    for (const name of names) {
      expect(drivers.at(provider, keyOf(rrset(name, all)))).toBe("30 192.0.2.3");
    }
    expect(drivers.tally).toMatchObject({ pushes: 1, changes: 12 });
  });

  it("tells a change of somebody else that it may not overwrite", async () => {
    const provider = await drivers.applied("cloud");
    provider.put(apex, www(["203.0.113.66"]));
    drivers.say(provider, { mode: "owned" }, www(all.slice(1)));
    void drivers.start();
    await drivers.lab.clock.advance(2000);
    expect(drivers.at(provider)).toBe("30 203.0.113.66");
    expect(drivers.events[0]).toMatchObject({ kind: "failed", hint: "--allow conflict" });
    // The others do not wait for it.
    const other = rrset("h1 A 30", "192.0.2.99");
    drivers.say(provider, { mode: "owned" }, www(all.slice(1)), other);
    await drivers.lab.clock.advance(2000);
    expect(drivers.at(provider, keyOf(other))).toBe("30 192.0.2.99");
  });

  it("does not push a TTL alone", async () => {
    const provider = await drivers.applied("cloud");
    drivers.say(provider, {}, www(all));
    void drivers.start();
    await drivers.lab.clock.advance(5000);
    drivers.say(provider, {}, www(all, 20));
    await drivers.lab.clock.advance(60_000);
    expect(drivers.at(provider)).toBe("30 192.0.2.1 192.0.2.2 192.0.2.3");
  });

  it("makes no first push: that is for a person to see", async () => {
    const provider = drivers.lab.provider("cloud", [apexNs]);
    drivers.say(provider, {}, www(all));
    expect(await drivers.lab.clock.drive(drivers.start(null))).toBe(false);
    expect(drivers.events).toMatchObject([{ kind: "failed", hint: "first: fivenines sync apply" }]);
    expect(provider.calls.apply).toBe(0);
  });
});

describe("an answer that flaps", () => {
  it("is pushed once a pause, and ends as the newest", async () => {
    const provider = await drivers.applied("cloud");
    drivers.say(provider, {}, www(all));
    void drivers.start();
    await drivers.lab.clock.advance(3000);
    for (let second = 0; second < 600; second++) {
      drivers.say(provider, {}, www(second % 2 === 0 ? all.slice(1) : all));
      await drivers.lab.clock.advance(1000);
    }
    expect(drivers.tally.pushes).toBeLessThanOrEqual(20);
    drivers.say(provider, {}, www(all.slice(2)));
    await drivers.lab.clock.advance(31_000);
    expect(drivers.at(provider)).toBe("30 192.0.2.3");
  });

  it("waits when its provider has had its pushes of an hour, and says so once", async () => {
    const provider = await drivers.applied("cloud");
    drivers.limits = { pauseMs: 1000, pushesPerHour: 5 };
    drivers.say(provider, {}, www(all));
    void drivers.start();
    for (let round = 0; round < 20; round++) {
      drivers.say(provider, {}, www(round % 2 === 0 ? all.slice(1) : all.slice(2)));
      await drivers.lab.clock.advance(5000);
    }
    expect(drivers.tally.pushes).toBe(5);
    expect(drivers.kinds().filter((kind) => kind === "delayed")).toHaveLength(1);
    drivers.say(provider, {}, www(["192.0.2.2"]));
    await drivers.lab.clock.advance(hourMs);
    expect(drivers.at(provider)).toBe("30 192.0.2.2");
  });
});

describe("when something fails", () => {
  it("nothing moves while it is not known what is answered", async () => {
    const provider = await drivers.applied("cloud");
    drivers.say(provider, {}, www(all));
    void drivers.start();
    await drivers.lab.clock.advance(3000);
    drivers.unknown = "nobody answers";
    drivers.say(provider, {}, www(all.slice(2)));
    await drivers.lab.clock.advance(600_000);
    drivers.unknown = new Error("the folder of zones is gone");
    await drivers.lab.clock.advance(600_000);
    expect(provider.calls.apply).toBe(1);
    drivers.unknown = null;
    await drivers.lab.clock.advance(3000);
    expect(drivers.at(provider)).toBe("30 192.0.2.3");
    expect(drivers.kinds()).toEqual(["blind", "blind", "seeing", "pushed"]);
  });

  it("a provider that is down holds up no other, and has the newest answer once it is back", async () => {
    const one = await drivers.applied("one");
    const other = await drivers.applied("other");
    for (const provider of [one, other]) drivers.say(provider, {}, www(all));
    void drivers.start();
    await drivers.lab.clock.advance(3000);
    one.options = { ...one.options, mishap: () => ({ kind: "unavailable" }) };
    for (const provider of [one, other]) drivers.say(provider, {}, www(all.slice(1)));
    await drivers.lab.clock.advance(3000);
    expect(drivers.at(other)).toBe("30 192.0.2.2 192.0.2.3");
    await drivers.lab.clock.advance(600_000);
    drivers.say(one, {}, www(all.slice(2)));
    one.options = { ...one.options, mishap: () => null };
    await drivers.lab.clock.advance(600_000);
    expect(drivers.at(one)).toBe("30 192.0.2.3");
    expect(drivers.tally.failures).toBeGreaterThan(0);
    expect(one.history.filter(({ by }) => by === "sync").at(-1)?.after?.rdatas).toHaveLength(1);
  });

  it("an answer that is not served is told, and the dead target is not put back", async () => {
    const provider = await drivers.applied("cloud");
    provider.serves = () => www(["203.0.113.66"]);
    drivers.say(provider, {}, www(all.slice(1)));
    void drivers.start();
    await drivers.lab.clock.advance(60_000);
    expect(drivers.at(provider)).toBe("30 192.0.2.2 192.0.2.3");
    expect(drivers.events).toMatchObject([{ kind: "pushed", served: "unequal" }]);
    expect(drivers.tally.unproven).toBe(1);
    drivers.say(provider, {}, www(all.slice(2)));
    await drivers.lab.clock.advance(60_000);
    expect(drivers.at(provider)).toBe("30 192.0.2.3");
  });
});
