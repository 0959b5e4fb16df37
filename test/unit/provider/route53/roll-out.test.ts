/**
 * Plans applied to Route 53 and verified at its nameservers, everything as the command line does it
 * but for the clock: waits are over at once, and the fake's time moves on with them.
 */

import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lowerNameFromText, nameToText } from "../../../../src/dns/name-text.js";
import { rdataFromText, rdataToText } from "../../../../src/dns/rr/rdata-text.js";
import { typeName } from "../../../../src/dns/rr/registry.js";
import { applyPlan } from "../../../../src/provider/apply/apply-plan.js";
import type { MemberSummary } from "../../../../src/provider/apply/apply-task.js";
import { openDesk } from "../../../../src/provider/calls/call-desk.js";
import type { SteeredIntent } from "../../../../src/provider/contract/desired.js";
import type { Member } from "../../../../src/provider/contract/member.js";
import { openMemory } from "../../../../src/provider/journal/file-memory.js";
import { makePlan } from "../../../../src/provider/plan/make-plan.js";
import { route53Capabilities } from "../../../../src/provider/route53/capabilities.js";
import type { Rrset } from "../../../../src/provider/rrset/rrset.js";
import { realAskPort } from "../../../../src/provider/verify/ask.js";
import { openVerifier } from "../../../../src/provider/verify/verify-changes.js";
import { contextOf } from "../../../contract/providers/provider-harness.js";
import { rrsetOf } from "../../../contract/providers/rdata-of.js";
import { callDeadlineMs, QuickClock } from "../../../support/quick-clock.js";
import type { HostedZone } from "../../../support/route53/hosted-zone.js";
import { type Lab, openLab } from "../../../support/route53/route53-lab.js";
import { documentedRates } from "../../../support/route53/token-buckets.js";
import { StoppingDisk } from "../../../support/stopping-disk.js";
import { policy } from "../plan/plan-sketch.js";

const A = 1;
const TXT = 16;
const apexText = "example.com.";
const apex = lowerNameFromText(apexText)!;

let clock: QuickClock;
let disk: StoppingDisk;
let lab: Lab;
let hosted: HostedZone;
beforeEach(async () => {
  clock = new QuickClock((ms) => ms >= callDeadlineMs);
  disk = new StoppingDisk();
  lab = await openLab({
    nowMs: () => clock.nowMs(),
    rates: documentedRates,
    context: (nameservers) => ({
      ...contextOf("aws", clock, nameservers),
      desk: openDesk({
        account: "aws",
        rate: route53Capabilities.rate,
        clock,
        random: () => 0.5,
      }),
    }),
  });
  hosted = lab.fake.createZone(apexText);
});
afterEach(() => lab.close());

function www(...addresses: string[]): Rrset {
  return rrsetOf(`www.${apexText}`, A, 300, addresses);
}

const spf = rrsetOf(apexText, TXT, 300, ['"v=spf1 include:_spf.example.net -all"']);

/** Plans and applies, and says how it went. */
async function sync(
  rrsets: readonly Rrset[],
  more: Partial<Member["policy"]> = {},
  steered: readonly SteeredIntent[] = [],
): Promise<MemberSummary> {
  const ns = hosted.sets.get("example.com. NS ")!;
  const apexNs = rrsetOf(apexText, 2, ns.ttl!, [...ns.values]);
  const member: Member = {
    provider: lab.provider,
    desired: {
      apex,
      serial: 1,
      rrsets: [apexNs, ...rrsets],
      steered,
      hints: new Map(),
      losses: [],
    },
    policy: { ...policy, mode: "mirror", verify: { deadlineMs: 20_000, everyMs: 500 }, ...more },
  };
  const memory = openMemory("sync", disk);
  const allowances = { codes: new Set<string>() };
  const { plan, bases } = await makePlan([member], memory, { clock, allowances });
  const { members } = await applyPlan({
    plan,
    bases,
    members: [member],
    memory,
    clock,
    random: () => 0.5,
    allowances,
    replan: false,
    verifier: openVerifier({
      port: realAskPort(5000, () => randomBytes(2).readUInt16BE(0)),
      clock,
    }),
  });
  return members[0]!;
}

/** What is stored besides NS and SOA of the apex. */
function stored(): string[] {
  return [...hosted.sets.values()]
    .filter(({ type }) => type !== "NS" && type !== "SOA")
    .map(({ name, type, ttl, values }) => [name, type, ttl, ...values].join(" "))
    .sort();
}

function verdicts({ report }: MemberSummary): string[] {
  return (report?.findings ?? []).map(({ owner, type, verdict, transport }) => {
    return `${verdict} ${nameToText(owner)} ${typeName(type)} ${transport}`;
  });
}

describe("a plan applied to Route 53", () => {
  it("is done when all four nameservers serve it, those that are behind INSYNC included", async () => {
    lab.fake.settleMs = 30_000;
    lab.fake.delaysMs.splice(0, 4, 5_000, 30_000, 40_000, 2_000);
    const began = clock.nowMs();
    const done = await sync([www("192.0.2.1"), spf]);
    expect(done.outcome).toBe("done");
    expect(done.report).toMatchObject({ outcome: "equal" });
    expect(done.report?.nameservers).toHaveLength(4);
    expect(clock.nowMs() - began).toBeGreaterThanOrEqual(40_000);
    expect((await sync([www("192.0.2.1"), spf])).outcome).toBe("unchanged");
  });

  it("is put back when one nameserver is stale", async () => {
    await sync([www("192.0.2.1"), spf]);
    const before = stored();
    lab.fake.freeze(2);
    const done = await sync([www("192.0.2.2"), spf]);
    expect(done.outcome).toBe("undone");
    expect(done.message).toContain("1 of 4 nameservers of aws");
    expect(stored()).toEqual(before);
  });

  it("is put back when a nameserver serves TXT with quotes that nobody wrote", async () => {
    lab.fake.nameservers[1]!.faults.distort = (rrset) =>
      rrset.type !== TXT
        ? rrset
        : {
            ...rrset,
            rdata: rrset.rdata.map((rdata) => {
              const text = rdataToText(TXT, Buffer.from(rdata, "hex"));
              const quoted = `"${text.replace(/["\\]/g, "\\$&")}"`;
              return Buffer.from(rdataFromText(TXT, quoted) as Uint8Array).toString("hex");
            }),
          };
    const done = await sync([www("192.0.2.1"), spf]);
    expect(done.outcome).toBe("undone");
    expect(stored()).toEqual([]);
  });

  it("stays, and is told to be unverified, when nobody answers at a nameserver", async () => {
    lab.fake.nameservers[0]!.faults.rcode = 5;
    const done = await sync([www("192.0.2.1")]);
    expect(done.outcome).toBe("unverified");
    expect(new Set(verdicts(done))).toEqual(
      new Set(["unreachable www.example.com. A udp", "unreachable www.example.com. A tcp"]),
    );
    expect(stored()).toEqual(["www.example.com. A 300 192.0.2.1"]);
  });

  it.each([
    ["its answer was lost", { kind: "cut-after" }, 1],
    ["it was lost before it was made", { kind: "cut-before" }, 2],
    ["the service was down", { kind: "refuse", status: 503 }, 2],
    ["its answer made no sense", { kind: "garble", body: "<oops" }, 1],
    ["the account was throttled", { kind: "throttle" }, 2],
    ["another request was under way", { kind: "busy" }, 2],
  ] as const)("is done once, though %s", async (_why, fault, calls) => {
    lab.fake.faults.arm("ChangeResourceRecordSets", fault);
    const done = await sync([www("192.0.2.1"), spf]);
    expect(done.outcome).toBe("done");
    expect(stored()).toHaveLength(2);
    expect(lab.fake.count("ChangeResourceRecordSets")).toBe(calls);
  });

  it("overwrites nobody who was faster, where others may write", async () => {
    await sync([www("192.0.2.1")], { mode: "owned" });
    const act = () => {
      const set = hosted.sets.get("www.example.com. A ")!;
      lab.fake.write(hosted, [{ ...set, values: ["203.0.113.9"] }]);
    };
    lab.fake.faults.arm("ChangeResourceRecordSets", { kind: "meanwhile", act });
    const done = await sync([www("192.0.2.2"), spf], { mode: "owned" });
    expect(done.outcome).toBe("partly");
    expect(done.setAside.map(({ changeId }) => changeId)).toEqual(["www.example.com. A update"]);
    expect(stored()).toContain("www.example.com. A 300 203.0.113.9");
    expect(stored()).toHaveLength(2);
  });

  it("sets aside the one record that Route 53 refuses, and sends the others", async () => {
    const set = { name: "geo.example.com.", type: "A", ttl: 60, values: ["192.0.2.9"] };
    const act = () =>
      lab.fake.write(hosted, [{ ...set, setIdentifier: "eu", region: "eu-west-1" }]);
    lab.fake.faults.arm("ChangeResourceRecordSets", { kind: "meanwhile", act });
    const done = await sync([www("192.0.2.1"), rrsetOf(`geo.${apexText}`, A, 60, ["192.0.2.1"])]);
    expect(done.outcome).toBe("partly");
    expect(done.setAside).toMatchObject([
      { changeId: "geo.example.com. A create", reason: expect.stringContaining("other RRSets") },
    ]);
    expect(lab.fake.count("ChangeResourceRecordSets")).toBe(2);
    expect(stored()).toHaveLength(2);
  });

  it("hands a name over to steering by Route 53, and takes it back, verified both times", async () => {
    const check = {
      kind: "http",
      port: 80,
      path: "/",
      host: "",
      intervalSeconds: 10,
      fall: 3,
    } as const;
    const pool = (name: string, ...addresses: string[]) => ({
      name,
      targets: addresses.map((address) => {
        const rdata = rdataFromText(A, address) as Uint8Array;
        return { rdata, weight: 1, check: { ...check, address } };
      }),
    });
    const { owner } = www("192.0.2.1");
    const pools = [
      pool("a", "192.0.2.1", "192.0.2.2"),
      pool("b", "192.0.2.3"),
      pool("c", "192.0.2.4"),
    ];
    const steered = [{ owner, type: A, policy: "failover", ttlSeconds: 30, pools }] as const;
    const all = www("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4");
    await sync([all]);
    const over = await sync([all], {}, steered);
    expect(over).toMatchObject({ outcome: "done", report: { outcome: "equal" } });
    expect(lab.fake.health.checks.size).toBe(4);
    expect((await sync([all], {}, steered)).outcome).toBe("unchanged");
    // Nine of eleven RRsets go: more than a plan may delete unasked.
    const safety = { deletesMax: 1, updatesMax: 1, fromRecords: 10, shrinkMax: 1 };
    const back = await sync([all], { safety });
    expect(back).toMatchObject({ outcome: "done", report: { outcome: "equal" } });
    expect(lab.fake.health.checks.size).toBe(0);
    expect(stored()).toHaveLength(1);
  });

  it("keeps the pace of the account, so that no call is throttled", async () => {
    await sync([www("192.0.2.1"), spf]);
    const zone = await lab.zoneAt(apex);
    for (let i = 0; i < 60; i++) await lab.provider.list(zone);
    expect(lab.fake.calls.length).toBeGreaterThan(120);
    expect(lab.fake.calls.filter(({ status }) => status === 400)).toEqual([]);
  });
});
