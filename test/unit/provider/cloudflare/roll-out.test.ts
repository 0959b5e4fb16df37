/** Whole roll-outs at Cloudflare: planned, applied, asked for at its nameservers, put back. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { applyPlan } from "../../../../src/provider/apply/apply-plan.js";
import type { MemberSummary } from "../../../../src/provider/apply/apply-task.js";
import type { Member } from "../../../../src/provider/contract/member.js";
import { openMemory } from "../../../../src/provider/journal/file-memory.js";
import { makePlan } from "../../../../src/provider/plan/make-plan.js";
import type { Rrset } from "../../../../src/provider/rrset/rrset.js";
import { realAskPort } from "../../../../src/provider/verify/ask.js";
import { openVerifier } from "../../../../src/provider/verify/verify-changes.js";
import { StoppingDisk } from "../../../support/stopping-disk.js";
import { policy } from "../plan/plan-sketch.js";
import { CloudflarePlace, set } from "./cloudflare-place.js";

let place: CloudflarePlace;
let disk: StoppingDisk;
let id = 0;
const port = realAskPort(5000, () => ++id & 0xffff);

beforeEach(async () => {
  disk = new StoppingDisk();
  place = await CloudflarePlace.make();
});
afterEach(() => place.open.close());

async function sync(rrsets: readonly Rrset[]): Promise<MemberSummary> {
  const { provider, clock } = place.open;
  const desired = place.desired(rrsets);
  const members: Member[] = [{ provider, desired, policy: { ...policy, mode: "owned" } }];
  const memory = openMemory("sync", disk);
  const allowances = { codes: new Set<string>() };
  const { plan, bases } = await makePlan(members, memory, { clock, allowances });
  const { members: summaries } = await applyPlan({
    plan,
    bases,
    members,
    memory,
    clock,
    allowances,
    random: () => 0.5,
    replan: false,
    verifier: openVerifier({ port, clock }),
  });
  return summaries[0]!;
}

function hosts(count: number, last = 1): Rrset[] {
  return Array.from({ length: count }, (_, i) => set(`h${i} 300 A`, `192.0.2.${last}`));
}

function batches(): number {
  return place.open.fake.calls.filter(({ operation }) => operation === "BatchRecords").length;
}

it("brings a zone there, and has nothing to do the next time", async () => {
  expect(await sync(hosts(10))).toMatchObject({ outcome: "done", applied: 10 });
  expect(await sync(hosts(10))).toMatchObject({ outcome: "unchanged" });
  expect(batches()).toBe(1);
});

it.each(["cut-after", "cut-before"] as const)(
  "looks again before it sends a batch whose answer was lost (%s)",
  async (kind) => {
    place.open.fake.faults.arm("BatchRecords", { kind });
    expect(await sync(hosts(10))).toMatchObject({ outcome: "done", applied: 10 });
    expect(batches()).toBe(kind === "cut-after" ? 1 : 2);
    expect(place.records("name")).toHaveLength(10);
  },
);

it("sits out a block of five minutes", async () => {
  const before = place.open.clock.nowMs();
  place.open.fake.faults.arm("BatchRecords", { kind: "throttle" });
  expect(await sync(hosts(3))).toMatchObject({ outcome: "done" });
  expect(place.open.clock.nowMs() - before).toBeGreaterThanOrEqual(300_000);
});

it("finds the one record that is refused without being named, and applies the others", async () => {
  const act = () => {
    place.there.plant({ type: "CNAME", name: "h37", content: "theirs.example.net" });
  };
  place.open.fake.faults.arm("BatchRecords", { kind: "meanwhile", act });
  const summary = await sync(hosts(100));
  expect(summary).toMatchObject({ outcome: "partly", applied: 99 });
  expect(summary.setAside.map(({ changeId }) => changeId)).toEqual(["h37.example.com. A create"]);
  expect(batches()).toBeLessThanOrEqual(16);
});

it("takes an equal record that somebody else made in between for done", async () => {
  const act = () => {
    place.there.plant({ type: "A", name: "h1", content: "192.0.2.1", ttl: 300 });
  };
  place.open.fake.faults.arm("BatchRecords", { kind: "meanwhile", act });
  expect(await sync(hosts(3))).toMatchObject({ outcome: "done" });
  expect(place.records("name")).toHaveLength(3);
});

it("goes on changing a record that somebody proxied and commented on", async () => {
  await sync(hosts(1));
  const [[id] = []] = place.records("id");
  const touch = { proxied: true, comment: "by hand" };
  place.there.change((edit) => void edit.patch(id as string, touch));
  expect(await sync(hosts(1, 2))).toMatchObject({ outcome: "done", setAside: [] });
  expect(place.records("id", "content", "proxied", "comment")).toEqual([
    [id, "192.0.2.2", true, "by hand"],
  ]);
});

it("puts back what a nameserver does not serve, ids and comments as they were", async () => {
  await sync(hosts(3));
  place.there.served[1]!.frozen = true;
  const before = place.records("id", "content");
  const summary = await sync([...hosts(2, 2), ...hosts(3).slice(2), set("new 300 TXT", '"x"')]);
  expect(summary.outcome).toBe("undone");
  expect(place.records("id", "content")).toEqual(before);
});
