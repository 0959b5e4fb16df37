/** What is applied is what somebody has seen in a plan: whatever moved since, nothing else goes. */
import { describe, expect, it } from "vitest";
import { openMemory } from "../../../../src/provider/journal/file-memory.js";
import { RollOutLab, sameZone } from "../../../support/roll-out-lab.js";
import { apex, apexNs, hosts, lastApplied, nowMs, rrset } from "../plan/plan-sketch.js";

const { outcomes } = RollOutLab;
const zone = [apexNs, ...hosts(3)];

describe("a stored plan", () => {
  it("needs no flag that it was made with, even for what was in the way of something", async () => {
    const lab = new RollOutLab();
    const alias = rrset("www CNAME", "host");
    const aws = lab.provider("aws", [...zone, rrset("www A", "203.0.113.9")]);
    lab.want(aws, [...zone, alias], { mode: "owned" });
    const plan = await lab.plan(["foreign-rrset"]);
    expect(plan.parts[0]!.changes).toHaveLength(2);
    expect(outcomes(await lab.sync({ plan }))).toBe("aws done");
    expect(sameZone(aws.stored(apex), [...zone, alias])).toBe(true);
  });

  it("does not make up for somebody else's deletion with more than it says", async () => {
    const lab = new RollOutLab();
    const alias = rrset("www CNAME", "host");
    const theirs = rrset("www A", "203.0.113.9");
    const aws = lab.provider("aws", [...zone, theirs]);
    lab.want(aws, [...zone, alias], { mode: "owned" });
    const plan = await lab.plan(["foreign-rrset"]);
    aws.put(apex, rrset("www A", "203.0.113.10"));
    const summary = await lab.sync({ plan });
    expect(summary.members[0]!.message).toContain("stale-plan");
    expect(aws.calls.apply).toBe(0);
  });

  it("for a zone to be made is stale once somebody made it with records of their own", async () => {
    const lab = new RollOutLab();
    const theirs = hosts(2, 50);
    const aws = lab.provider("aws", [], { createsZones: true });
    aws.drop(apex);
    lab.want(aws, zone, { mode: "mirror" });
    const plan = await lab.plan();
    aws.put(apex, apexNs, ...theirs);
    const summary = await lab.sync({ plan });
    expect(summary.members[0]!.message).toContain("stale-plan");
    expect(sameZone(aws.stored(apex), [apexNs, ...theirs])).toBe(true);
  });

  it("for a zone to be made still holds when somebody made it empty", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [], { createsZones: true });
    aws.drop(apex);
    lab.want(aws, zone);
    const plan = await lab.plan();
    aws.put(apex, rrset("@ NS 172800", ["a.provider.example.", "b.provider.example."]));
    expect(outcomes(await lab.sync({ plan }))).toBe("aws done");
    expect(sameZone(aws.stored(apex), zone)).toBe(true);
  });

  it("for a zone to be made is stale once the zone file is another", async () => {
    const lab = new RollOutLab();
    const aws = lab.provider("aws", [], { createsZones: true });
    aws.drop(apex);
    lab.want(aws, zone);
    const plan = await lab.plan();
    lab.want(aws, [...zone.slice(0, -1), rrset("h2 A", "203.0.113.2")], {}, 3);
    const summary = await lab.sync({ plan });
    expect(summary.members[0]!.message).toMatch(/serial 2, now 3.*stale-plan/);
    expect(aws.stored(apex)).toEqual([]);
  });

  it("that was cut short is not gone on with in a freeze window, unless that is allowed", async () => {
    const lab = new RollOutLab();
    const stop = new AbortController();
    let applied = 0;
    const aws = lab.provider("aws", [apexNs], {
      operationsMax: 1,
      mishap: (operation) => {
        if (operation !== "apply" || ++applied !== 2) return null;
        return { kind: "meanwhile", act: () => stop.abort() };
      },
    });
    lab.want(aws, zone);
    const plan = await lab.plan();
    expect(outcomes(await lab.sync({ plan, signal: stop.signal }))).toBe("aws failed");
    const window = { fromMs: 0, untilMs: nowMs * 2, reason: "Black Friday" };
    lab.want(aws, zone, { freeze: [window] });
    const summary = await lab.sync({ plan });
    expect(outcomes(summary)).toBe("aws refused");
    expect(summary.members[0]!.message).toContain("Black Friday");
    expect(aws.stored(apex)).toHaveLength(3);
    expect(outcomes(await lab.sync({ plan, allow: ["freeze"] }))).toBe("aws done");
    expect(sameZone(aws.stored(apex), zone)).toBe(true);
  });
});

it("of another zone of the same name, nothing is ours: neither put back nor deleted", async () => {
  const lab = new RollOutLab();
  const theirs = [apexNs, rrset("h0 A", "203.0.113.1"), rrset("h1 A", "203.0.113.2")];
  const aws = lab.provider("aws", theirs);
  const memory = openMemory("sync", lab.disk);
  const last = { ...lastApplied(zone), zoneId: "Z1, of another account" };
  await memory.keepLastApplied("example.com.", "aws", last);
  lab.want(aws, [apexNs, ...hosts(1), ...hosts(1, 2)], {}, 3);
  expect(outcomes(await lab.sync())).toBe("aws partly");
  expect(sameZone(aws.stored(apex), [...theirs, ...hosts(1, 2)])).toBe(true);
  const kept = await memory.lastApplied("example.com.", "aws");
  expect(kept).toMatchObject({ zoneId: "example.com." });
  expect(sameZone(kept!.rrsets, [apexNs, ...hosts(1, 2)])).toBe(true);
});
