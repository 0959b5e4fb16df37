/** The rules of planning, one by one, in the plainest zones that show them. */
import { describe, expect, it } from "vitest";
import { drainRefusal } from "../../../src/steering/drain-refusal.js";
import { SteeringRun } from "../../steering-run.js";
import {
  type PolicySketch,
  type RrsetSketch,
  usualDamping,
  type ZoneSketch,
  zoneOfSketch,
} from "../../steering-sketch.js";

const [a1, a2, a3, a4] = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"] as const;
const [b1, b2] = ["198.51.100.1", "198.51.100.2"] as const;

const primary = { name: "primary", targets: [a1, a2, a3, a4] };
const backup = { name: "backup", targets: [b1, b2] };
const twoTiers: PolicySketch = { kind: "failover", members: [primary, backup] };
const onePool: PolicySketch = { kind: "failover", members: [primary] };

function run(
  policy: PolicySketch,
  more: Partial<RrsetSketch> = {},
  zone: Partial<ZoneSketch> = {},
): SteeringRun {
  return new SteeringRun(zoneOfSketch({ ...zone, rrsets: [{ policy, ...more }] })).settle();
}

const minute = 60_000;

describe("a plan", () => {
  it("answers everything while nothing is known, with the least TTL", () => {
    const fresh = new SteeringRun(zoneOfSketch({ rrsets: [{ policy: twoTiers }] }));
    expect(fresh.values()).toEqual([a1, a2, a3, a4]);
    expect(fresh.last.rrsets[0]).toMatchObject({ ttl: 30, panic: false });
    expect(fresh.standing(a1)).toBe("unknown");
    expect(fresh.events).toEqual([]);
  });

  it("takes out what is down, and brings it back", () => {
    const going = run(twoTiers);
    going.kill(a2);
    expect(going.values()).toEqual([a1, a3, a4]);
    going.heal(a2);
    expect(going.values()).toEqual([a1, a2, a3, a4]);
  });

  it("tells causes with its events", () => {
    const going = run(twoTiers);
    going.kill(a2);
    expect(going.events.at(-1)).toEqual({
      kind: "target",
      target: `www.example.com./primary/${a2}`,
      from: "serving",
      to: "down",
      because: "1 of 1 probes failed: refused, since 2026-01-01T00:00:00Z",
    });
  });

  it("counts as many probes as `require` says", () => {
    const two = { value: a1, probes: [`web@${a1}`, `web@${a2}`], require: 1 };
    const going = run({ kind: "failover", members: [{ name: "p", targets: [two, a3] }] });
    going.kill(a1);
    expect(going.standing(a1)).toBe("serving");
    going.kill(a2);
    expect(going.values()).toEqual([a3]);
  });

  it("leaves what it has not been asked to change: an unmonitored target is always up", () => {
    const going = run({
      kind: "failover",
      members: [{ name: "p", targets: [{ value: a1, probes: [], require: 0 }] }],
    });
    expect(going.last.rrsets[0]).toMatchObject({ ttl: 300 });
    expect(going.standing(a1)).toBe("serving");
  });
});

describe("tiers", () => {
  it("carry everything from minHealthy on", () => {
    const going = run(twoTiers);
    going.kill(a1, a2);
    expect(going.values()).toEqual([a3, a4]);
  });

  it("spill below it, by 1 / minHealthy", () => {
    const going = run(twoTiers);
    going.kill(a1, a2, a3);
    expect(going.chances()).toEqual({ [a4]: 0.5, [b1]: 0.5, [b2]: 0.5 });
    expect(going.last.rrsets[0]!.panic).toBe(false);
  });

  it("spill by the factor that is given", () => {
    const going = run({ ...twoTiers, overprovision: 1.4 });
    going.kill(a1, a2);
    expect(going.chances()).toEqual({ [a3]: 0.7, [a4]: 0.7, [b1]: 0.3, [b2]: 0.3 });
  });

  it("panic only when all of them together cannot carry it", () => {
    const going = run(twoTiers);
    going.kill(a1, a2, a3, b1);
    expect(going.last.rrsets[0]!.panic).toBe(false);
    going.kill(b2);
    // The best tier whole: that of the highest healthy share.
    expect(going.values()).toEqual([a1, a2, a3, a4]);
    expect(going.last.rrsets[0]).toMatchObject({ panic: true, ttl: 30 });
    expect(going.events.at(-1)).toMatchObject({ kind: "panic", owner: "www.example.com." });
    going.heal(b2);
    expect(going.events.at(-1)).toMatchObject({ kind: "panic-over" });
  });

  it("add in a panic whatever is well in the others", () => {
    const others = ["198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4", "198.51.100.5"];
    for (const pick of [
      { kind: "all", max: 9 } as const,
      { kind: "weighted", count: 1 } as const,
    ]) {
      const going = run({
        kind: "failover",
        members: [
          { ...primary, pick },
          { name: "backup", pick, targets: others },
        ],
      });
      // A quarter and a fifth are well: they carry 50 % and 40 %.
      going.kill(a2, a3, a4, ...others.slice(1));
      expect(going.last.rrsets[0]!.panic).toBe(true);
      expect(going.values()).toEqual([a1, a2, a3, a4, b1]);
      if (pick.kind === "weighted") expect(going.chances()[b1]).toBe(0.4);
    }
  });

  it("draw in a panic what is well, although its weight is 0", () => {
    const targets = [{ value: a1 }, { value: a2 }, { value: a3, weight: 0 }];
    const pick = { kind: "weighted", count: 1 } as const;
    const going = run({ kind: "failover", members: [{ name: "p", pick, targets }] });
    going.kill(a1, a2);
    expect(going.values()).toEqual([a1, a2, a3]);
  });

  it("prefer the first when none has anything", () => {
    const going = run(twoTiers);
    going.kill(a1, a2, a3, a4, b1, b2);
    expect(going.values()).toEqual([a1, a2, a3, a4]);
  });

  it("return at once by themselves, or stay where they are until that is not well either", () => {
    for (const failback of ["auto", "manual"] as const) {
      const going = run(twoTiers, { failback });
      going.kill(a1, a2, a3, a4);
      expect(going.values()).toEqual([b1, b2]);
      going.heal(a1, a2, a3, a4);
      expect(going.values()).toEqual(failback === "auto" ? [a1, a2, a3, a4] : [b1, b2]);
      going.kill(b1, b2);
      going.heal(b1, b2);
      expect(going.values()).toEqual([a1, a2, a3, a4]);
    }
  });

  it("tell when another one takes most of it", () => {
    const going = run(twoTiers);
    going.kill(a1, a2, a3, a4);
    expect(going.events.find(({ kind }) => kind === "tier")).toEqual({
      kind: "tier",
      owner: "www.example.com.",
      type: "A",
      path: "",
      from: "primary",
      to: "backup",
      because: "0 % of primary are well, and 100 % of backup",
    });
  });

  it("may be tried a little although nothing spills", () => {
    expect(run({ ...twoTiers, probeShare: 0.05 }).chances()).toMatchObject({
      [a1]: 0.95,
      [b1]: 0.05,
    });
  });

  it("may be policies themselves", () => {
    const going = run({
      kind: "failover",
      members: [
        {
          name: "near",
          kind: "all",
          members: [
            { name: "one", targets: [a1, a2] },
            { name: "two", targets: [a3] },
          ],
        },
        backup,
      ],
    });
    expect(going.values()).toEqual([a1, a2, a3]);
    going.kill(a1, a2, a3);
    expect(going.values()).toEqual([b1, b2]);
  });
});

describe("orders of operators", () => {
  it("take out, and no panic brings it back", () => {
    for (const action of ["down", "drain"] as const) {
      const going = run(onePool);
      going.order(a1, action);
      going.kill(a2, a3, a4);
      expect(going.values()).toEqual([a2, a3, a4]);
      expect(going.last.rrsets[0]!.panic).toBe(true);
    }
  });

  it("put in, whatever the probes say", () => {
    const going = run(twoTiers);
    going.order(a1, "up");
    going.kill(a1);
    expect(going.values()).toContain(a1);
    expect(going.standing(a1)).toBe("forced-up");
    expect(going.last.targets.get(`www.example.com./primary/${a1}`)).toMatchObject({
      health: "down",
      because: expect.stringContaining("ann said up: a test; 1 of 1 probes failed"),
    });
  });

  it("end when they say so, and the plan asks to be woken then", () => {
    const going = run(twoTiers);
    going.order(a1, "drain", 30 * minute);
    expect(going.last.wakeAtMs).toBe(going.nowMs + 30 * minute);
    going.pass(30 * minute);
    expect(going.values()).toContain(a1);
  });

  it("decide in order, the last that matches first", () => {
    const going = run(twoTiers);
    going.order("primary/*", "down");
    going.order(a1, "auto");
    expect(going.values()).toEqual([a1, b1, b2]);
  });

  it("keep a standby out until nothing better is left, before any panic", () => {
    const going = run(onePool);
    going.order(a4, "standby");
    expect(going.values()).toEqual([a1, a2, a3]);
    going.kill(a1);
    expect(going.values()).toEqual([a2, a3]);
    going.kill(a2);
    expect(going.values()).toEqual([a3, a4]);
    expect(going.last.rrsets[0]!.panic).toBe(false);
  });

  it("are refused if too little would be left, unless another tier can stand in", () => {
    const order = (pattern: string) =>
      ({
        pattern,
        action: "drain",
        untilMs: null,
        atMs: 0,
        who: "",
        why: "",
        source: "admin",
      }) as const;
    const one = run(onePool);
    expect(drainRefusal(one.config, one.state, order(a1), one.nowMs)).toBeNull();
    one.order(a2, "drain");
    one.kill(a3);
    expect(drainRefusal(one.config, one.state, order(a1), one.nowMs)).toBe(
      "of www.example.com. A 1 of 4 targets would be left, less than minHealthy",
    );
    expect(drainRefusal(one.config, one.state, order("primary/*"), one.nowMs)).toBe(
      "nothing of www.example.com. A would be left",
    );
    const two = run(twoTiers);
    expect(drainRefusal(two.config, two.state, order("primary/*"), two.nowMs)).toBeNull();
  });
});

describe("hold-down, damping, slow start", () => {
  it("let a target come back after it was well for long enough, to the millisecond", () => {
    const going = run(twoTiers, { holdDownMs: minute });
    going.kill(a1);
    going.pass(10_000);
    going.heal(a1);
    expect(going.standing(a1)).toBe("hold-down");
    expect(going.last.wakeAtMs).toBe(going.nowMs + minute);
    going.pass(minute - 1);
    expect(going.values()).not.toContain(a1);
    going.pass(1);
    expect(going.values()).toContain(a1);
  });

  it("do not let back what is not known any more, as when another check is asked for", () => {
    const going = run(twoTiers, { holdDownMs: minute });
    going.kill(a1);
    going.pass(10 * minute);
    going.probes.delete(`web@${a1}`);
    going.plan();
    expect(going.standing(a1)).toBe("hold-down");
    expect(going.last.targets.get(`www.example.com./primary/${a1}`)?.because).toBe(
      "not probed yet; it was out, and stays so for 60 s",
    );
    going.kill(a1);
    expect(going.standing(a1)).toBe("down");
    going.probes.delete(`web@${a1}`);
    going.plan();
    going.pass(minute - 1);
    expect(going.values()).not.toContain(a1);
    going.pass(1);
    expect(going.standing(a1)).toBe("unknown");
    expect(going.values()).toContain(a1);
  });

  it("go on below a declared standby, whose probes have nothing new to tell", () => {
    const going = run(
      {
        kind: "failover",
        members: [{ name: "p", targets: [a1, { value: a2, state: "standby" }] }],
      },
      { holdDownMs: minute },
    );
    going.kill(a2);
    going.heal(a2);
    going.kill(a1);
    expect(going.last.rrsets[0]!.panic).toBe(true);
    expect(going.last.wakeAtMs).toBe(going.nowMs + minute);
    expect(going.plan().wakeAtMs).toBe(going.nowMs + minute);
    going.pass(minute);
    expect(going.last.rrsets[0]!.panic).toBe(false);
    expect(going.values()).toEqual([a2]);
  });

  it("are over for what is served by order: the plan asks for nothing at their end", () => {
    const going = run(onePool, { holdDownMs: minute });
    going.kill(a1);
    going.heal(a1);
    expect(going.standing(a1)).toBe("hold-down");
    going.order(a1, "up");
    expect(going.last.wakeAtMs).toBeNull();
    expect(going.plan().wakeAtMs).toBeNull();
  });

  it("do not hold anything down at the start", () => {
    expect(run(twoTiers, { holdDownMs: minute }).values()).toEqual([a1, a2, a3, a4]);
  });

  it("make one visible change of many flaps in a window (I12)", () => {
    const going = run(twoTiers, { holdDownMs: minute, damping: usualDamping });
    let changes = 0;
    let before = going.values().includes(a1);
    for (let flap = 0; flap < 20; flap++) {
      for (const ok of [false, true]) {
        if (ok) going.heal(a1);
        else going.kill(a1);
        going.pass(5000);
        const now = going.values().includes(a1);
        if (now !== before) changes++;
        before = now;
      }
    }
    expect(changes).toBe(1);
    // 40 transitions: the penalty is at its ceiling, and half an hour passes until the reuse bound.
    going.pass(minute * 10);
    expect(going.standing(a1)).toBe("suppressed");
    going.pass(minute * 20);
    expect(going.standing(a1)).toBe("serving");
  });

  it("suppress what flaps slowly, too", () => {
    const going = run(twoTiers, { damping: usualDamping });
    for (let flap = 0; flap < 2; flap++) {
      going.kill(a1);
      going.pass(20_000);
      going.heal(a1);
      going.pass(20_000);
    }
    expect(going.standing(a1)).toBe("suppressed");
    // Four transitions, the first three of them somewhat decayed: two half-lives, less a little.
    const untilMs = going.last.wakeAtMs! - going.nowMs;
    expect(untilMs).toBeGreaterThan(8 * minute);
    expect(untilMs).toBeLessThan(10 * minute);
    going.pass(untilMs - 1);
    expect(going.standing(a1)).toBe("suppressed");
    going.pass(1);
    expect(going.standing(a1)).toBe("serving");
  });

  it("leave what is suppressed as a last resort", () => {
    const going = run(twoTiers, { damping: usualDamping });
    for (let flap = 0; flap < 2; flap++) {
      going.kill(a1);
      going.heal(a1);
    }
    expect(going.standing(a1)).toBe("suppressed");
    going.kill(a2, a3, a4, b1, b2);
    expect(going.values()).toContain(a1);
  });

  it("let the share of a target grow from a tenth, in steps of the least TTL", () => {
    const weighted: PolicySketch = {
      kind: "failover",
      members: [{ name: "p", targets: [a1, a2], pick: { kind: "weighted", count: 1 } }],
    };
    const going = run(weighted, { slowStartMs: 120_000 });
    going.kill(a1);
    going.heal(a1);
    expect(going.last.wakeAtMs).toBe(going.nowMs + 30_000);
    const seen: [number, number][] = [];
    for (let seconds = 0; seconds <= 120; seconds += 15) {
      const id = `www.example.com./p/${a1}`;
      seen.push([seconds, Math.round(going.last.targets.get(id)!.weight * 1000) / 1000]);
      going.pass(15_000);
    }
    expect(seen).toEqual([
      [0, 0.1],
      [15, 0.1],
      [30, 0.325],
      [45, 0.325],
      [60, 0.55],
      [75, 0.55],
      [90, 0.775],
      [105, 0.775],
      [120, 1],
    ]);
  });

  it("let it grow by share of answers where all are answered", () => {
    const going = run(onePool, { slowStartMs: 120_000 });
    going.kill(a1);
    going.heal(a1);
    expect(going.chances()).toEqual({ [a1]: 0.1, [a2]: 1, [a3]: 1, [a4]: 1 });
  });
});

describe("the guard", () => {
  const guard = { maxRemoved: 0.34, windowMs: minute, releaseMs: 2 * minute };

  it("holds what goes beyond its share of a pool, and answers the next tier beside it", () => {
    const pair: PolicySketch = {
      kind: "failover",
      members: [{ name: "primary", targets: [a1, a2] }, backup],
    };
    const going = run(pair, {}, { guard });
    going.kill(a1, a2);
    expect(going.standing(a1)).toBe("down");
    expect(going.standing(a2)).toBe("held");
    expect(going.values()).toEqual([a2, b1, b2]);
    expect(going.events.filter(({ kind }) => kind === "guard-held")).toHaveLength(1);
  });

  it("keeps in the answers what it holds, also in a failover beside others of which nothing is well", () => {
    const pair: PolicySketch = {
      name: "site",
      kind: "failover",
      members: [{ name: "p", targets: [a1, a2] }],
    };
    const going = run({ kind: "all", members: [pair, backup] }, {}, { guard });
    going.kill(a1, a2);
    expect([going.standing(a1), going.standing(a2)]).toEqual(["down", "held"]);
    expect(going.last.rrsets[0]!.panic).toBe(false);
    expect(going.values()).toEqual([a2, b1, b2]);
  });

  it("lets go when its window has room again", () => {
    const going = run(twoTiers, {}, { guard });
    going.kill(a1);
    going.pass(10_000);
    going.kill(a2);
    expect(going.standing(a2)).toBe("held");
    expect(going.last.wakeAtMs).toBe(going.nowMs + 50_000);
    going.pass(50_000);
    expect(going.standing(a2)).toBe("down");
    expect(going.events.at(-2)).toMatchObject({ kind: "guard-released" });
  });

  it("lets go when all probes have agreed for long enough", () => {
    const going = run(twoTiers, {}, { guard: { ...guard, windowMs: 60 * minute } });
    going.kill(a1, a2);
    expect(going.last.wakeAtMs).toBe(going.nowMs + 2 * minute);
    going.pass(2 * minute - 1);
    expect(going.standing(a2)).toBe("held");
    going.pass(1);
    expect(going.standing(a2)).toBe("down");
  });

  it("lets go first what it has held for longest", () => {
    const going = run(twoTiers, {}, { guard });
    going.kill(a1);
    going.pass(10_000);
    going.kill(a4);
    going.pass(10_000);
    going.kill(a2);
    expect([going.standing(a2), going.standing(a4)]).toEqual(["held", "held"]);
    going.pass(40_000);
    expect([going.standing(a2), going.standing(a4)]).toEqual(["held", "down"]);
  });

  it("lets go first what all probes agree about, so that the others are held for the same reason again", () => {
    const going = run(onePool, {}, { guard });
    going.kill(a1, a2);
    going.pass(minute);
    expect([going.standing(a1), going.standing(a2)]).toEqual(["down", "down"]);
    going.order(a1, "up");
    going.pass(minute);
    going.kill(a3);
    going.kill(a4);
    going.pass(1000);
    going.overrides.pop();
    const planned = going.plan();
    expect(going.standing(a1)).toBe("down");
    const again = going.plan();
    expect([...again.targets]).toEqual([...planned.targets]);
    expect(again.memory).toEqual(planned.memory);
  });

  it("counts what is out, not what came back", () => {
    const going = run(twoTiers, { holdDownMs: 0 }, { guard });
    going.kill(a1);
    going.heal(a1);
    going.kill(a2);
    expect([going.standing(a1), going.standing(a2)]).toEqual(["serving", "down"]);
  });

  it("leaves the pools' bound to small zones, if it is told to", () => {
    const zone = (minRemovedOfZone: number) =>
      zoneOfSketch({
        guard: { maxRemovedOfZone: 0.1, minRemovedOfZone },
        rrsets: ["www", "shop"].map((label, i) => ({
          owner: `${label}.example.com.`,
          policy: {
            kind: "failover" as const,
            members: [{ name: "p", targets: [`192.0.2.${i}1`, `192.0.2.${i}2`] }],
          },
        })),
      });
    for (const [least, answered] of [
      [1, ["192.0.2.11", "192.0.2.12"]],
      [10, ["192.0.2.12"]],
    ] as const) {
      const going = new SteeringRun(zone(least)).settle();
      going.kill("192.0.2.01", "192.0.2.11");
      expect(going.values(1)).toEqual(answered);
    }
  });

  it("counts an address of the zone once, however many RRsets answer it", () => {
    const zone = zoneOfSketch({
      guard: { maxRemovedOfZone: 0.1 },
      rrsets: ["www", "shop", "mail"].map((label) => ({
        owner: `${label}.example.com.`,
        policy: twoTiers,
      })),
    });
    const going = new SteeringRun(zone).settle();
    going.kill(a1);
    for (const rrset of [0, 1, 2]) expect(going.values(rrset)).toEqual([a2, a3, a4]);
    going.kill(a2);
    for (const rrset of [0, 1, 2]) expect(going.values(rrset)).toEqual([a2, a3, a4]);
  });

  it("says of an address in two pools the same of both when all probes agreed", () => {
    const pools: PolicySketch = {
      kind: "all",
      members: [
        { name: "p", targets: [a1, a2] },
        { name: "q", targets: [a2] },
      ],
    };
    const guard = { maxRemovedOfZone: 0.1, windowMs: 60 * minute, releaseMs: 2 * minute };
    const going = run(pools, {}, { guard });
    going.kill(a1, a2);
    going.pass(2 * minute);
    const released = going.events.filter(({ kind }) => kind === "guard-released");
    const because = "all its probes have agreed for 120 s";
    expect(released).toMatchObject([{ because }, { because }]);
  });

  it("counts each family for itself", () => {
    const going = new SteeringRun(
      zoneOfSketch({
        guard: { maxRemovedOfZone: 0.1 },
        rrsets: [
          { policy: onePool },
          {
            type: "AAAA",
            policy: {
              kind: "failover",
              members: [{ name: "p", targets: ["2001:db8::1", "2001:db8::2"] }],
            },
          },
        ],
      }),
    ).settle();
    going.kill(a1, "2001:db8::1");
    expect(going.values(0)).toEqual([a2, a3, a4]);
    expect(going.values(1)).toEqual(["2001:db8::2"]);
  });
});

describe("when all is down", () => {
  const all = [a1, a2, a3, a4] as const;

  it("everything is answered, unless it is said otherwise", () => {
    const going = run(onePool);
    going.kill(...all);
    expect(going.values()).toEqual([...all]);
  });

  it("the last good answer may stay", () => {
    const going = run(onePool, { onAllDown: "last-good" });
    going.kill(a1);
    going.kill(a2);
    going.kill(a3, a4);
    expect(going.values()).toEqual([...all]);
    const two = run(twoTiers, { onAllDown: "last-good" });
    two.kill(...all);
    two.kill(b1);
    two.kill(b2);
    expect(two.values()).toEqual([b2]);
  });

  it("other values, or nothing, may be answered; then nothing dead is served before, either", () => {
    for (const onAllDown of ["fallback", "nodata"] as const) {
      const going = run(onePool, { onAllDown, fallback: [a4] });
      going.kill(a1, a2, a3);
      expect(going.values()).toEqual([a4]);
      going.kill(a4);
      expect(going.values()).toEqual(onAllDown === "nodata" ? [] : [a4]);
    }
  });

  it("nothing is answered if operators took out everything", () => {
    const going = run(onePool);
    going.order("*", "down");
    expect(going.values()).toEqual([]);
    expect(going.events.at(-1)).toEqual({
      kind: "all-down",
      owner: "www.example.com.",
      type: "A",
      because: "operators took everything out: no data is answered",
    });
    going.order("*", "auto");
    expect(going.events.at(-1)).toMatchObject({ kind: "all-down-over" });
  });

  it("each panic is told, also of regions that nobody was sent to in between", () => {
    const eu: PolicySketch = {
      name: "by-region",
      kind: "geo",
      members: [{ name: "eu", targets: [a1] }],
      regions: [{ continents: ["EU"] }],
    };
    const going = run({ kind: "failover", members: [eu, { name: "rest", targets: [b1] }] });
    going.kill(a1, b1);
    going.heal(b1);
    going.kill(b1);
    const kinds = going.events.map(({ kind }) => kind).filter((kind) => kind.startsWith("panic"));
    expect(kinds).toEqual(["panic", "panic-over", "panic"]);
  });

  it("what stands in is told, and its end, once each", () => {
    for (const onAllDown of ["last-good", "fallback", "nodata"] as const) {
      const going = run(onePool, { onAllDown, fallback: [a4] });
      going.kill(...all);
      going.pass(minute);
      const told = () => going.events.filter(({ kind }) => kind.startsWith("all-down"));
      expect(told()).toMatchObject([
        { kind: "all-down", because: expect.stringMatching(/^nothing is well: /) },
      ]);
      expect(going.last.rrsets[0]).toMatchObject({ panic: false, standIn: told()[0]?.because });
      // Whoever wants the last good answer has had a panic before, and it is over now.
      const over = going.events.filter(({ kind }) => kind === "panic-over");
      expect(over).toHaveLength(onAllDown === "last-good" ? 1 : 0);
      for (const { because } of over) expect(because).toMatch(/^nothing is well: /);
      going.heal(...all);
      expect(told()).toMatchObject([{}, { kind: "all-down-over" }]);
    }
  });
});

describe("families that are coupled", () => {
  const zone = zoneOfSketch({
    rrsets: [
      {
        coupled: "all",
        policy: {
          kind: "failover",
          members: [
            { name: "site", targets: [a1, a2] },
            { name: "other", targets: [b1] },
          ],
        },
      },
      {
        type: "AAAA",
        coupled: "all",
        policy: {
          kind: "failover",
          members: [
            { name: "site", targets: ["2001:db8::1", "2001:db8::2"] },
            { name: "other", targets: ["2001:db8:1::1"] },
          ],
        },
      },
    ],
  });

  it("leave a site together", () => {
    const going = new SteeringRun(zone).settle();
    going.kill(a1, a2);
    expect(going.values(0)).toEqual([b1]);
    expect(going.values(1)).toEqual(["2001:db8:1::1"]);
  });

  it("do not drag each other down when one of them has nothing at all", () => {
    const going = new SteeringRun(zone).settle();
    going.kill("2001:db8::1", "2001:db8::2", "2001:db8:1::1");
    expect(going.values(0)).toEqual([a1, a2]);
    expect(going.values(1)).toEqual(["2001:db8::1", "2001:db8::2"]);
  });
});

describe("picks", () => {
  it("answer no more than they may, each as often", () => {
    const pool = { ...primary, pick: { kind: "all", max: 3 } as const };
    const chances = run({ kind: "failover", members: [pool] }).chances();
    expect(chances).toEqual({ [a1]: 0.75, [a2]: 0.75, [a3]: 0.75, [a4]: 0.75 });
  });

  it("draw by weight, and weight 0 only when there is nothing else", () => {
    const targets = [
      { value: a1, weight: 3 },
      { value: a2, weight: 1 },
      { value: a3, weight: 0 },
    ];
    const pool = { name: "p", targets, pick: { kind: "weighted", count: 1 } as const };
    const going = run({ kind: "failover", members: [{ ...pool, minHealthy: 0.3 }] });
    expect(going.chances()).toEqual({ [a1]: 0.75, [a2]: 0.25 });
    going.kill(a1);
    expect(going.chances()).toEqual({ [a2]: 1 });
    going.kill(a2);
    expect(going.chances()).toEqual({ [a3]: 1 });
  });

  it("draw what is well with weight 0 beside a standby that has weight, with no panic either", () => {
    const pool = {
      name: "p",
      pick: { kind: "weighted", count: 1 } as const,
      targets: [
        ...[a1, a2, a3].map((value) => ({ value, weight: 0 })),
        { value: a4, state: "standby" } as const,
      ],
    };
    const going = run({ kind: "failover", members: [pool] });
    going.kill(a1, a2);
    expect(going.last.rrsets[0]!.panic).toBe(false);
    expect(going.values()).toEqual([a3, a4]);
  });

  it("draw in a panic a standby of weight 0 as well as what is held, as without it", () => {
    const pool = {
      name: "p",
      pick: { kind: "weighted", count: 1 } as const,
      minHealthy: 1,
      targets: [a1, { value: a2, weight: 0 }, { value: a3, weight: 0, state: "standby" } as const],
    };
    const guard = { maxRemoved: 0.34, windowMs: minute, releaseMs: 10 * minute };
    const going = run({ kind: "failover", members: [pool] }, {}, { guard });
    going.kill(a1, a2);
    expect([going.standing(a1), going.standing(a2)]).toEqual(["down", "held"]);
    expect(going.last.rrsets[0]!.panic).toBe(true);
    expect(going.values()).toEqual([a1, a2, a3]);
  });

  it("draw what is well with weight 0 in a panic, too, beside a standby that has weight", () => {
    const targets = [
      ...[a1, a2, a3].map((value) => ({ value, weight: 0 })),
      { value: a4, weight: 1, state: "standby" as const },
    ];
    const pick = { kind: "weighted", count: 1 } as const;
    const pool = { name: "p", targets, pick, minHealthy: 1 };
    const going = run({ kind: "failover", members: [pool] });
    going.kill(a2, a3);
    expect(going.last.rrsets[0]!.panic).toBe(true);
    expect(going.values()).toContain(a1);
  });

  it("stick to a client's network by the values of targets", () => {
    const pool = {
      ...primary,
      pick: { kind: "sticky", count: 1, prefix4: 24, prefix6: 56 } as const,
    };
    const going = run({ kind: "failover", members: [pool] });
    going.kill(a2);
    expect(going.last.rrsets[0]!.selection).toMatchObject({
      kind: "sticky",
      branches: [a1, a3, a4].map((key) => ({ key, share: 1 })),
    });
  });

  it("answer one target of a CNAME at a time", () => {
    const going = run(
      { kind: "failover", members: [{ name: "p", targets: ["a.example.net.", "b.example.net."] }] },
      { type: "CNAME" },
    );
    expect(going.chances()).toEqual({ "a.example.net.": 0.5, "b.example.net.": 0.5 });
  });
});

describe("regions", () => {
  it("fail over each in its own order, and clients of nowhere to the pool for the rest", () => {
    const going = run({
      kind: "geo",
      members: [
        { name: "eu", targets: [a1] },
        { name: "us", targets: [a2] },
        { name: "rest", targets: [a3] },
      ],
      regions: [{ continents: ["EU"], order: [1] }, { continents: ["NA"] }, {}],
    });
    const branch = (place: number) => {
      const { selection } = going.last.rrsets[0]!;
      if (selection.kind !== "geo") throw new Error("no geo selection");
      return [...selection.branches, selection.otherwise][place];
    };
    const answer = (...targets: number[]) => ({ kind: "answer", targets });
    expect([0, 1, 2, 3].map(branch)).toEqual([answer(0), answer(1), answer(2), answer(2)]);
    going.kill(a1);
    expect([0, 1, 2, 3].map(branch)).toEqual([answer(1), answer(1), answer(2), answer(2)]);
    going.kill(a2, a3);
    expect(going.last.rrsets[0]!.panic).toBe(true);
    expect(branch(0)).toEqual(answer(0));
  });

  it("are answered from elsewhere rather than not at all when operators took out their pools", () => {
    const going = run({
      kind: "geo",
      members: [
        { name: "eu", targets: [a1] },
        { name: "us", targets: [a2] },
        { name: "rest", targets: [a3] },
      ],
      regions: [{ continents: ["EU"], order: [1] }, { continents: ["NA"] }, {}],
    });
    going.order(a1, "drain");
    going.order(a2, "down");
    const { selection } = going.last.rrsets[0]!;
    const rest = { kind: "answer", targets: [2] };
    expect(selection).toMatchObject({ branches: [rest, rest, rest], otherwise: rest });
    going.kill(a3);
    expect(going.last.rrsets[0]!.selection).toMatchObject({ branches: [rest, rest, rest] });
  });

  it("inside another policy give nothing to a panic when operators took out all of them", () => {
    const inner: PolicySketch = {
      name: "inner",
      kind: "geo",
      members: [{ name: "eu", targets: [a1], pick: { kind: "weighted", count: 1 } }],
      regions: [{ continents: ["EU"] }],
    };
    const far = { name: "far", targets: [a2], pick: { kind: "weighted", count: 1 } as const };
    for (const kind of ["failover", "all"] as const) {
      for (const type of ["A", "CNAME"] as const) {
        const going = run({ kind, members: [inner, far] }, { type });
        going.order(a1, "down");
        going.kill(a2);
        expect(going.last.rrsets[0]!.selection).toEqual({ kind: "answer", targets: [1] });
      }
    }
  });
});

describe("load", () => {
  const shed = { low: 0.7, high: 0.9 };
  const pools: PolicySketch = {
    kind: "failover",
    members: [
      { name: "primary", shed, targets: [{ value: a1, capacity: 100 }] },
      { name: "backup", shed, targets: [{ value: b1, capacity: 100 }] },
    ],
  };
  const tell = (going: SteeringRun, value: string, load: number) => {
    const id = [...going.last.targets.keys()].find((each) => each.endsWith(`/${value}`))!;
    going.loads.set(id, { load, capacity: null, atMs: going.nowMs, periodMs: 10_000 });
  };

  it("moves to the next tier by a tenth in a TTL, up to what keeps the first below `high`", () => {
    const going = run(pools, { ttl: { min: 5, max: 60 } });
    const demand = 120;
    const shares: number[] = [];
    for (let minutes = 0; minutes < 5; minutes++) {
      for (let step = 0; step < 6; step++) {
        tell(going, a1, demand * (going.chances()[a1] ?? 0));
        tell(going, b1, demand * (going.chances()[b1] ?? 0));
        going.pass(10_000);
      }
      shares.push(going.chances()[a1] ?? 0);
    }
    for (const [at, share] of shares.entries()) {
      const before = shares[at - 1] ?? 1;
      expect(before - share).toBeLessThanOrEqual(0.2 + 1e-6);
    }
    // 120 of 100: the curve is at rest at 0.9 / (0.2 + 1.2) of the demand, 77 % of the capacity.
    expect(shares.at(-1)).toBeCloseTo(0.9 / 1.4, 1);
  });

  it("does not move to a tier that would be brought over its own `high`", () => {
    const going = run(pools, { ttl: { min: 5, max: 60 } });
    for (let step = 0; step < 60; step++) {
      tell(going, a1, 120 * (going.chances()[a1] ?? 0));
      tell(going, b1, 85 + 120 * (going.chances()[b1] ?? 0));
      going.pass(10_000);
    }
    expect((going.chances()[b1] ?? 0) * 120).toBeLessThanOrEqual(5.001);
  });

  it("is not held against a share that the tier was given after it was measured", () => {
    const halved: PolicySketch = {
      kind: "failover",
      members: [
        {
          name: "primary",
          shed,
          minHealthy: 1,
          targets: [a1, a2].map((value) => ({ value, capacity: 100 })),
        },
        { name: "backup", shed, targets: [{ value: b1, capacity: 1000 }] },
      ],
    };
    const going = run(halved);
    going.pass(1000);
    tell(going, a1, 90);
    tell(going, a2, 10);
    going.kill(a2);
    expect(going.chances()).toEqual({ [a1]: 0.5, [b1]: 0.5 });
    going.plan();
    going.pass(5000);
    expect(going.chances()).toEqual({ [a1]: 0.5, [b1]: 0.5 });
    // What it tells now came of the half: 180 of 100 would be all of it.
    tell(going, a1, 90);
    going.plan();
    expect(going.chances()[a1]).toBeCloseTo(0.45, 6);
    const { wakeAtMs } = going.last;
    expect(going.plan().wakeAtMs).toBe(wakeAtMs);
  });

  it("is ignored when its feed has gone stale, and the target is not blamed", () => {
    const weighted: PolicySketch = {
      kind: "failover",
      members: [
        {
          name: "p",
          shed,
          pick: { kind: "weighted", count: 1 },
          targets: [a1, a2].map((value) => ({ value, capacity: 100 })),
        },
      ],
    };
    const going = run(weighted);
    tell(going, a1, 110);
    going.plan();
    expect(going.chances()[a1]).toBeLessThan(0.45);
    going.pass(30_000);
    expect(going.chances()).toEqual({ [a1]: 0.5, [a2]: 0.5 });
    expect(going.standing(a1)).toBe("serving");
  });
});
