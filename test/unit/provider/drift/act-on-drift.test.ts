import { describe, expect, it } from "vitest";
import type { DriftActions } from "../../../../src/provider/contract/drift.js";
import type { Member } from "../../../../src/provider/contract/member.js";
import { actionOf, adoptWishes, revertIds } from "../../../../src/provider/drift/drift-actions.js";
import type { DriftReport } from "../../../../src/provider/drift/drift-finding.js";
import { findDrift } from "../../../../src/provider/drift/find-drift.js";
import { revertPlan } from "../../../../src/provider/drift/revert-plan.js";
import { realAskPort } from "../../../../src/provider/verify/ask.js";
import {
  type LabAccount,
  listingProvider,
  memberOf,
  memoryOf,
  steppingClock,
} from "../../../support/zone-lab.js";

const clock = steppingClock();
const world = { port: realAskPort(2000, () => 1), clock, delegation: null };

const report: DriftActions = {
  value: "report",
  ttl: "report",
  extra: "report",
  missing: "report",
  settings: "report",
};

const last = "a A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1\nd A 192.0.2.1\n";

async function drifted(live: string, wanted = last, name = "lab") {
  const account: LabAccount = { records: live };
  const member: Member = memberOf({ ...listingProvider(account), name }, wanted);
  const memory = memoryOf(last);
  const found = await findDrift([member], memory, { sampleMax: 0, random: () => 0 }, world);
  return { member, memory, account, report: found.members[0] as DriftReport };
}

function plan(
  { member, memory, report: found }: Awaited<ReturnType<typeof drifted>>,
  actions: DriftActions,
  allow: readonly string[] = [],
) {
  const changeIds = revertIds({ report: found, actions });
  const options = { clock, allowances: { codes: new Set(allow) } };
  return revertPlan([{ member, changeIds }], memory, options);
}

function ids(made: Awaited<ReturnType<typeof plan>>): string[] {
  return made.plan.parts.flatMap(({ changes }) => changes.map(({ change }) => change.id));
}

describe("a plan that reverts drift", () => {
  const live = "a A 192.0.2.9\nb 60 A 192.0.2.1\nc A 192.0.2.1\n";

  it("puts back the classes that are to be reverted, and those alone", async () => {
    const found = await drifted(live);
    const value = await plan(found, { ...report, value: "revert" });
    expect(ids(value)).toEqual(["a.example.com. A update"]);
    const all = await plan(found, { ...report, value: "revert", ttl: "revert", missing: "revert" });
    expect(ids(all)).toEqual([
      "a.example.com. A update",
      "b.example.com. A update",
      "d.example.com. A create",
    ]);
    expect(all.plan.parts[0]!.batches).toHaveLength(1);
  });

  it("leaves alone what is pending", async () => {
    const wanted = `${last.replace("c A 192.0.2.1", "c A 192.0.2.3")}new TXT x\n`;
    const found = await drifted(live, wanted);
    const made = await plan(found, { ...report, value: "revert" });
    expect(ids(made)).toEqual(["a.example.com. A update"]);
  });

  it("leaves alone what somebody has put back in the meantime", async () => {
    const found = await drifted(live);
    found.account.records = last;
    expect(ids(await plan(found, { ...report, value: "revert" }))).toEqual([]);
  });

  it("leaves an address alone while the CNAME in its place is to stay", async () => {
    const found = await drifted(last.replace("a A 192.0.2.1", "a CNAME b"));
    expect(ids(await plan(found, { ...report, missing: "revert" }))).toEqual([]);
    const both = await plan(found, { ...report, missing: "revert", extra: "revert" });
    expect(ids(both)).toEqual(["a.example.com. A create", "a.example.com. CNAME delete"]);
  });

  it("keeps the gates of every plan", async () => {
    const many = Array.from({ length: 20 }, (_, i) => `x${i} A 192.0.2.1\n`).join("");
    const found = await drifted(last + many);
    const extra: DriftActions = { ...report, extra: "revert" };
    const [part] = (await plan(found, extra)).plan.parts;
    expect(part!.refusals.map(({ code }) => code)).toEqual(["too-many-deletes"]);
    expect(part!.batches).toEqual([]);
    const [lifted] = (await plan(found, extra, ["too-many-deletes"])).plan.parts;
    expect(lifted!.batches).toHaveLength(1);
  });
});

describe("what is done about a finding", () => {
  it("is never more than a report for a conflict", async () => {
    const found = await drifted(
      last.replace("a A 192.0.2.1", "a A 192.0.2.9"),
      last.replace("a A 192.0.2.1", "a A 192.0.2.2"),
    );
    const [finding] = found.report.findings;
    expect(finding!.isConflict).toBe(true);
    expect(actionOf(finding!, { ...report, value: "revert" })).toBe("report");
  });

  it("is to be adopted once for all providers that agree, and by nobody where they do not", async () => {
    const actions: DriftActions = { ...report, value: "adopt", missing: "adopt" };
    const [one, two, three] = await Promise.all([
      drifted("a A 192.0.2.9\nb A 192.0.2.1\nc A 192.0.2.1\n", last, "one"),
      drifted("a A 192.0.2.9\nb A 192.0.2.8\nc A 192.0.2.1\nd A 192.0.2.1\n", last, "two"),
      drifted("a A 192.0.2.1\nb A 192.0.2.7\nc A 192.0.2.1\nd A 192.0.2.1\n", last, "three"),
    ]);
    const acted = [one!, two!, three!].map((each) => ({ report: each.report, actions }));
    const { wishes, refused } = adoptWishes(acted);
    expect(wishes.map(({ owner, live }) => [owner[1], live?.rdatas.length ?? null])).toEqual([
      ["a".charCodeAt(0), 1],
      ["d".charCodeAt(0), null],
    ]);
    expect(refused).toEqual([
      "b.example.com. A: the providers have different values; choose one yourself",
    ]);
  });
});
