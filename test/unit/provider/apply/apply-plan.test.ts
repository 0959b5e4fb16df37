import { describe, expect, it } from "vitest";
import { openMemory } from "../../../../src/provider/journal/file-memory.js";
import type { Mishap } from "../../../support/memory-provider.js";
import { RollOutLab, sameZone } from "../../../support/roll-out-lab.js";
import { apex, apexNs, hosts, rrset } from "../plan/plan-sketch.js";

const { outcomes } = RollOutLab;
const zone = [apexNs, ...hosts(3)];

/** The first calls of an operation meet these, later ones nothing. */
function mishaps(operation: string, ...list: readonly (Mishap | null)[]) {
  const left = [...list];
  return (called: string) => (called === operation ? (left.shift() ?? null) : null);
}

describe("a plan that is applied", () => {
  it("makes a provider have what the zone file has, and says so once", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs]);
    lab.want(aws, zone);
    const summary = await lab.sync();
    expect(outcomes(summary)).toBe("aws done");
    expect(summary.isComplete).toBe(true);
    expect(sameZone(aws.stored(apex), zone)).toBe(true);
    expect(outcomes(await lab.sync())).toBe("aws unchanged");
    expect(aws.calls.apply).toBe(1);
  });

  it("waits for a provider that throttles or is busy, and sends the batch again", async () => {
    const lab = new RollOutLab();
    const storm = [
      { kind: "throttled", retryAfterMs: 9_000 },
      { kind: "busy" },
      { kind: "unavailable" },
    ] as const;
    const aws = lab.provider("aws", [apexNs], { mishap: mishaps("apply", ...storm) });
    lab.want(aws, zone);
    const before = lab.clock.nowMs();
    expect(outcomes(await lab.sync())).toBe("aws done");
    expect(lab.clock.nowMs() - before).toBeGreaterThan(9_000);
    expect(aws.calls.apply).toBe(4);
    expect(lab.events.filter(({ kind }) => kind === "waiting")).toHaveLength(3);
  });

  it.each(["lost-before", "lost-after"] as const)(
    "lists again before it sends a batch whose outcome is unknown (%s)",
    async (kind) => {
      const lab = new RollOutLab();
      const aws = lab.provider("aws", [apexNs], { mishap: mishaps("apply", { kind }) });
      lab.want(aws, zone);
      expect(outcomes(await lab.sync())).toBe("aws done");
      expect(sameZone(aws.stored(apex), zone)).toBe(true);
      expect(aws.calls.apply).toBe(kind === "lost-after" ? 1 : 2);
    },
  );

  it("keeps what somebody else wrote in between, where others may, and tells of it", async () => {
    const lab = new RollOutLab();
    const theirs = rrset("h1 A", "203.0.113.9");
    const aws = lab.provider("aws", [apexNs], {
      mishap: mishaps("apply", { kind: "meanwhile", act: () => aws.put(apex, theirs) }),
    });
    lab.want(aws, zone, { mode: "owned" });
    const summary = await lab.sync();
    expect(outcomes(summary)).toBe("aws partly");
    expect(summary.members[0]!.setAside).toHaveLength(1);
    expect(summary.members[0]!.setAside[0]!.changeId).toBe("h1.example.com. A update");
    expect(sameZone(aws.stored(apex), [apexNs, ...hosts(1), theirs, ...hosts(1, 2)])).toBe(true);
  });

  it("overwrites what somebody else wrote in between, where the zone file is all there is", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs], {
      mishap: mishaps("apply", {
        kind: "meanwhile",
        act: () => aws.put(apex, rrset("h1 A", "203.0.113.9")),
      }),
    });
    lab.want(aws, zone, { mode: "mirror" });
    expect(outcomes(await lab.sync())).toBe("aws done");
    expect(sameZone(aws.stored(apex), zone)).toBe(true);
  });

  it("sets aside what the provider refuses by name, once, until the zone file has another", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs], {
      refuses: ({ type }) => (type === 16 ? "no text, please" : null),
    });
    const text = rrset("h1 TXT", '"no"');
    lab.want(aws, [...zone, text]);
    const summary = await lab.sync();
    expect(outcomes(summary)).toBe("aws partly");
    expect(summary.members[0]!.setAside.map(({ reason }) => reason)).toContain("no text, please");
    expect(aws.calls.apply).toBe(2);
    // What shares the name is no culprit: the next run sends it, and does not ask for the TXT again.
    await lab.sync();
    expect(sameZone(aws.stored(apex), zone)).toBe(true);
    await lab.sync();
    expect(aws.calls.apply).toBe(3);
    lab.want(aws, [...zone, rrset("h1 TXT", '"other"')], {}, 3);
    await lab.sync();
    expect(aws.calls.apply).toBe(4);
  });

  it("finds a refused record among a thousand in about twice ten calls, and sends the others", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs], {
      operationsMax: 1_000,
      namesCulprits: false,
      refuses: ({ ttlSeconds }) => (ttlSeconds === 77 ? "no such TTL" : null),
    });
    const many = Array.from({ length: 1_000 }, (_, i) => rrset(`n${i} A`, "192.0.2.1"));
    const bad = rrset("n417 A 77", "192.0.2.1");
    lab.want(aws, [apexNs, ...many.toSpliced(417, 1, bad)]);
    const summary = await lab.sync();
    expect(summary.members[0]!.setAside.map(({ changeId }) => changeId)).toEqual([
      "n417.example.com. A create",
    ]);
    expect(aws.stored(apex)).toHaveLength(1_000);
    expect(aws.calls.apply).toBeLessThanOrEqual(22);
  });

  it("takes in what others made and is what the zone file wants, and then may delete it", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", zone);
    lab.want(aws, zone, { mode: "owned" });
    expect(outcomes(await lab.sync())).toBe("aws unchanged");
    lab.want(aws, zone.slice(0, -1), { mode: "owned" }, 3);
    await lab.sync();
    expect(sameZone(aws.stored(apex), zone.slice(0, -1))).toBe(true);
  });

  it("lists no zone twice within a minute, where the provider refuses what others changed", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs]);
    const cloud = lab.provider("cloud", [apexNs], { compareAndSwap: "none" });
    const later = lab.provider("later", [apexNs]);
    lab.want(aws, zone, { stage: 1, soakMs: 90_000 });
    lab.want(cloud, zone, { stage: 1 });
    lab.want(later, zone, { stage: 2 });
    expect(outcomes(await lab.sync())).toBe("aws done, cloud done, later done");
    expect([aws, cloud, later].map(({ calls }) => calls.list)).toEqual([1, 2, 2]);
  });

  it("stops at a refusal of the account with its remedy, and leaves the others alone", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs], { mishap: mishaps("apply", { kind: "auth" }) });
    const pdns = lab.provider("pdns", [apexNs]);
    lab.want(aws, zone);
    lab.want(pdns, zone);
    const summary = await lab.sync();
    expect(outcomes(summary)).toBe("aws failed, pdns done");
    expect(summary.members[0]!.hint).toBe("see to auth");
  });

  it("is refused when the provider changed since, and made anew if that is asked for", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs]);
    lab.want(aws, zone, { mode: "mirror" });
    const plan = await lab.plan();
    aws.put(apex, rrset("other A", "192.0.2.99"));
    const summary = await lab.sync({ plan });
    expect(summary.members[0]!.message).toContain("stale-plan");
    expect(aws.calls.apply).toBe(0);
    expect(outcomes(await lab.sync({ plan, replan: true }))).toBe("aws done");
    expect(sameZone(aws.stored(apex), zone)).toBe(true);
  });

  it("is refused when somebody changed nothing but a TTL since", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs, rrset("h0 A", "203.0.113.1")]);
    lab.want(aws, zone, { mode: "mirror" });
    const plan = await lab.plan();
    aws.put(apex, rrset("h0 A 60", "203.0.113.1"));
    const summary = await lab.sync({ plan });
    expect(summary.members[0]!.message).toContain("stale-plan");
    expect(aws.calls.apply).toBe(0);
  });

  it("is refused when the zone file changed since", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs]);
    lab.want(aws, zone);
    const plan = await lab.plan();
    lab.want(aws, [...zone.slice(0, -1), rrset("h2 A", "203.0.113.2")], {}, 3);
    const summary = await lab.sync({ plan });
    expect(summary.members[0]!.message).toMatch(/serial 2, now 3.*stale-plan/);
    expect(aws.calls.apply).toBe(0);
  });

  it("makes a zone that never was there; one that is gone, only where that is allowed", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [], { createsZones: true });
    aws.drop(apex);
    lab.want(aws, zone);
    expect(outcomes(await lab.sync())).toBe("aws done");
    expect(sameZone(aws.stored(apex), zone)).toBe(true);
    aws.drop(apex);
    expect(outcomes(await lab.sync())).toBe("aws refused");
    expect(outcomes(await lab.sync({ allow: ["zone-missing", "apex-ns"] }))).toBe("aws done");
    expect(sameZone(aws.stored(apex), zone)).toBe(true);
  });

  it("lets only one run at a time have a zone at a provider", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs], { settlesMs: 60_000 });
    lab.want(aws, zone);
    const plan = await lab.plan();
    const first = lab.sync({ plan });
    const second = await lab.sync({ plan });
    expect(second.members[0]!.message).toContain("is applying");
    expect(outcomes(await first)).toBe("aws done");
  });
});

describe("a roll-out in stages", () => {
  it("goes to the next stage when the first is settled, verified and has soaked", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs], { delayMs: 5_000 });
    const pdns = lab.provider("pdns", [apexNs]);
    lab.want(aws, zone, { stage: 1, soakMs: 60_000 });
    lab.want(pdns, zone, { stage: 2 });
    expect(outcomes(await lab.sync())).toBe("aws done, pdns done");
    const verified = lab.events.find(
      (event) => event.kind === "verified" && event.provider === "aws",
    );
    const begun = lab.events.find((event) => event.kind === "begin" && event.provider === "pdns");
    expect(begun!.atMs - verified!.atMs).toBeGreaterThanOrEqual(60_000);
  });

  it("puts all stages back, last first, when a provider's nameservers serve something else", async () => {
    const lab = new RollOutLab();
    const before = [apexNs, rrset("h0 A", "203.0.113.1"), rrset("old A", "203.0.113.2")];
    const aws = lab.provider("aws", before);
    const pdns = lab.provider("pdns", before);
    lab.want(aws, before, { stage: 1, mode: "mirror" });
    lab.want(pdns, before, { stage: 2, mode: "mirror" });
    await lab.sync();
    lab.want(aws, zone, { stage: 1, mode: "mirror" }, 3);
    lab.want(pdns, zone, { stage: 2, mode: "mirror" }, 3);
    pdns.serves = (one) => ({ ...one, ttlSeconds: 7 });
    const summary = await lab.sync();
    // What is put back is asked for again, and is as wrong as before at the second.
    expect(outcomes(summary)).toBe("aws undone, pdns failed");
    expect(sameZone(aws.stored(apex), before)).toBe(true);
    expect(sameZone(pdns.stored(apex), before)).toBe(true);
    const undone = lab.events.flatMap((event) => (event.kind === "undo" ? [event.provider] : []));
    expect(undone).toEqual(["pdns", "aws"]);
    // Nothing is remembered of it: the next plan is the same.
    pdns.serves = (one) => one;
    expect(outcomes(await lab.sync())).toBe("aws done, pdns done");
    expect(sameZone(pdns.stored(apex), zone)).toBe(true);
  });

  it("waits for a serial until the deadline, and puts back what a stuck nameserver does not serve", async () => {
    const lab = new RollOutLab();
    const sketch = { propagation: "serial", settlesMs: 86_400_000, delayMs: 86_400_000 } as const;
    const pdns = lab.provider("pdns", [apexNs], sketch);
    const cf = lab.provider("cf", [apexNs]);
    const verify = { deadlineMs: 120_000, everyMs: 1_000 };
    lab.want(pdns, zone, { stage: 1, verify });
    lab.want(cf, zone, { stage: 2 });
    const summary = await lab.sync();
    // What is put back is what the nameserver never stopped serving.
    expect(outcomes(summary)).toBe("pdns undone, cf skipped");
    expect(sameZone(pdns.stored(apex), [apexNs])).toBe(true);
    const times = lab.events.flatMap(({ kind, atMs }) =>
      kind === "settling" || kind === "verified" ? [atMs] : [],
    );
    expect(times[1]! - times[0]!).toBe(120_000);
    expect(lab.events).toContainEqual(
      expect.objectContaining({ kind: "waiting", reason: expect.stringContaining("behind") }),
    );
  });

  it("waits a quarter of an hour for a provider that polls its nameservers, and says so", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs], { settlesMs: 86_400_000 });
    lab.want(aws, zone);
    const summary = await lab.sync();
    expect(outcomes(summary)).toBe("aws unverified");
    const [settling] = lab.events.flatMap((event) => (event.kind === "settling" ? [event] : []));
    expect(settling!.untilMs - settling!.sinceMs).toBe(900_000);
    expect(lab.events.filter(({ kind }) => kind === "waiting")).toHaveLength(14);
    aws.options = { ...aws.options, settlesMs: 0 };
    expect(outcomes(await lab.sync())).toBe("aws done");
  });

  it("leaves what somebody else changed in the meantime when it puts back", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs]);
    const pdns = lab.provider("pdns", [apexNs]);
    const theirs = rrset("h1 A", "203.0.113.9");
    lab.want(aws, zone, { stage: 1 });
    lab.want(pdns, zone, { stage: 2 });
    pdns.serves = () => {
      if (aws.stored(apex).length > 1) aws.put(apex, theirs);
      return null;
    };
    const summary = await lab.sync();
    expect(outcomes(summary)).toBe("aws undone, pdns undone");
    expect(summary.members[0]!.message).toContain("1 RRset left, since somebody else");
    expect(sameZone(aws.stored(apex), [apexNs, theirs])).toBe(true);
  });

  it("remembers nothing of a change that is as it was before already when it puts back", async () => {
    const lab = new RollOutLab();
    const before = rrset("h1 A", "203.0.113.9");
    const aws = lab.provider("aws", [apexNs, before]);
    const pdns = lab.provider("pdns", [apexNs]);
    lab.want(aws, zone, { stage: 1, mode: "mirror" });
    lab.want(pdns, zone, { stage: 2, mode: "mirror" });
    pdns.serves = () => {
      aws.put(apex, before);
      return null;
    };
    expect(outcomes(await lab.sync())).toBe("aws undone, pdns undone");
    expect(sameZone(aws.stored(apex), [apexNs, before])).toBe(true);
    const last = await openMemory("sync", lab.disk).lastApplied("example.com.", "aws");
    expect(
      last?.rrsets.filter(({ owner }) => Buffer.from(owner).equals(before.owner)) ?? [],
    ).toEqual([]);
  });

  it("stops without putting back when nobody could be asked, and goes on when they can be", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs]);
    const pdns = lab.provider("pdns", [apexNs]);
    lab.want(aws, zone, { stage: 1 });
    lab.want(pdns, zone, { stage: 2 });
    const real = lab.task(await lab.plan()).verifier;
    const verifier: typeof real = async (task) => ({ ...(await real(task)), outcome: "unknown" });
    expect(outcomes(await lab.sync({ verifier }))).toBe("aws unverified, pdns skipped");
    expect(sameZone(aws.stored(apex), zone)).toBe(true);
    expect(outcomes(await lab.sync({ verifier }))).toBe("aws unverified, pdns skipped");
    expect(outcomes(await lab.sync({ verifier, allow: ["unverified"] }))).toBe(
      "aws done, pdns done",
    );
  });

  it("goes on without a provider that is down, and makes up for it in the next run", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [apexNs]);
    const pdns = lab.provider("pdns", [apexNs]);
    lab.want(aws, zone, { stage: 1 });
    lab.want(pdns, zone, { stage: 2 });
    const plan = await lab.plan();
    const { options } = aws;
    aws.options = { ...options, mishap: () => ({ kind: "unavailable" }) };
    expect(outcomes(await lab.sync({ plan }))).toBe("aws failed, pdns done");
    aws.options = options;
    await lab.clock.advance(600_000);
    expect(outcomes(await lab.sync())).toBe("aws done, pdns unchanged");
  });

  it("does not begin the next stage when one is refused", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", zone);
    const pdns = lab.provider("pdns", [apexNs]);
    lab.want(aws, [], { stage: 1, mode: "mirror" });
    lab.want(pdns, zone, { stage: 2 });
    expect(outcomes(await lab.sync())).toBe("aws refused, pdns skipped");
    expect(pdns.calls.apply).toBe(0);
  });

  it("takes it for a fault of its own when a provider refuses too many names", async () => {
    const lab = new RollOutLab();
    const many = Array.from({ length: 200 }, (_, i) => rrset(`n${i} TXT`, '"x"'));
    const refuses = ({ type }: { type: number }) => (type === 16 ? "no text, please" : null);
    const aws = lab.provider("aws", [apexNs], { refuses });
    const pdns = lab.provider("pdns", [apexNs]);
    lab.want(aws, [...zone, ...many], { stage: 1 });
    lab.want(pdns, [...zone, ...many], { stage: 2 });
    const summary = await lab.sync();
    expect(outcomes(summary)).toBe("aws refused, pdns skipped");
    expect(summary.members[0]!.message).toContain("more than 100 names");
  });

  it("finishes the batch under way when it is told to stop, and goes on in the next run", async () => {
    const lab = new RollOutLab();
    const stop = new AbortController();
    const aws = lab.provider("aws", [apexNs], {
      operationsMax: 1,
      mishap: mishaps("apply", null, { kind: "meanwhile", act: () => stop.abort() }),
    });
    lab.want(aws, zone);
    const summary = await lab.sync({ signal: stop.signal });
    expect(outcomes(summary)).toBe("aws failed");
    expect(summary.members[0]!.hint).toBe("apply again goes on where it was");
    expect(aws.stored(apex)).toHaveLength(3);
    expect(outcomes(await lab.sync())).toBe("aws done");
    expect(sameZone(aws.stored(apex), zone)).toBe(true);
    expect(aws.calls.apply).toBe(3);
  });

  it("knows what it made itself when the zone file changes before the next run", async () => {
    const lab = new RollOutLab();
    const stop = new AbortController();
    const aws = lab.provider("aws", [apexNs], {
      mishap: mishaps("apply", { kind: "meanwhile", act: () => stop.abort() }),
    });
    lab.want(aws, zone, { mode: "owned" });
    await lab.sync({ signal: stop.signal });
    const next = [apexNs, rrset("h0 A", "203.0.113.1")];
    lab.want(aws, next, { mode: "owned" }, 3);
    expect(outcomes(await lab.sync({ allow: ["shrunken-source"] }))).toBe("aws done");
    expect(sameZone(aws.stored(apex), next)).toBe(true);
  });
});
