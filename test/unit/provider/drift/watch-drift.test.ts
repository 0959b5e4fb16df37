import { afterEach, describe, expect, it } from "vitest";
import type { Member } from "../../../../src/provider/contract/member.js";
import { newTally } from "../../../../src/provider/drift/drift-tally.js";
import { findDrift } from "../../../../src/provider/drift/find-drift.js";
import { QuietMembers } from "../../../../src/provider/drift/quiet-members.js";
import { type Watch, watchDrift } from "../../../../src/provider/drift/watch-drift.js";
import { realAskPort } from "../../../../src/provider/verify/ask.js";
import {
  type LabAccount,
  listingProvider,
  memberOf,
  memoryOf,
  NameserverLab,
  steppingClock,
} from "../../../support/zone-lab.js";

const lab = new NameserverLab();
afterEach(() => lab.close());

let id = 0;
const port = realAskPort(2000, () => ++id & 0xffff);
const www = "www A 192.0.2.1\n";

/** Looks until `looks` pauses are over; `during` is called in each, counted from 1. */
async function watch(
  members: readonly Member[],
  looks: number,
  during: (pause: number) => void = () => undefined,
  more: Partial<Watch> = {},
) {
  const stop = new AbortController();
  const tally = newTally();
  const seen: string[] = [];
  const pauses: number[] = [];
  let last = 0;
  const clock = steppingClock((now) => {
    pauses.push(now - last);
    last = now;
    during(pauses.length);
    if (pauses.length === looks) stop.abort();
  });
  last = clock.nowMs();
  const world = { port, clock, delegation: null };
  await watchDrift({
    everyMs: 60_000,
    clock,
    random: () => 0.5,
    signal: stop.signal,
    tally,
    quiet: new QuietMembers(port),
    members: () => Promise.resolve(members),
    look: (moved) => findDrift(moved, memoryOf(www), { sampleMax: 0, random: () => 0 }, world),
    act: ({ members: reports }) => {
      seen.push(reports.map(({ outcome }) => outcome).join(" "));
      return Promise.resolve();
    },
    onFault: (fault) => seen.push(`fault: ${(fault as Error).message}`),
    ...more,
  });
  return { tally, seen, pauses };
}

describe("a watch", () => {
  it("looks again and again, and tells drift from the look in which it is there", async () => {
    const account: LabAccount = { records: www };
    const { seen, tally } = await watch([memberOf(listingProvider(account), www)], 4, (pause) => {
      account.records = pause === 2 ? "www A 192.0.2.9\n" : www;
    });
    expect(seen).toEqual(["none", "none", "drift", "none"]);
    expect(tally).toMatchObject({ looks: 4, skipped: 0, unknown: 0 });
    expect(tally.findings.value).toBe(0);
  });

  it("pauses a little more or less than told, so that many do not go in step", async () => {
    let draw = 0;
    const { pauses } = await watch([], 3, undefined, {
      random: () => [0, 0.5, 0.999][draw++ % 3]!,
    });
    expect(pauses).toEqual([54_000, 60_000, expect.closeTo(66_000, -3)]);
  });

  it("goes on after a look that failed", async () => {
    let reads = 0;
    const members = () =>
      reads++ === 0 ? Promise.reject(new Error("the disk is gone")) : Promise.resolve([]);
    const { seen } = await watch([], 2, undefined, { members });
    expect(seen).toEqual(["fault: the disk is gone"]);
  });
});

describe("the cheap pass", () => {
  async function account(propagation: "serial" | "none") {
    const { server, serve } = await lab.start(www);
    const state: LabAccount = { records: www };
    const provider = listingProvider(state, [server], { propagation });
    let lists = 0;
    const counting = {
      ...provider,
      list: (...given: Parameters<typeof provider.list>) => {
        lists++;
        return provider.list(...given);
      },
    };
    return { member: memberOf(counting, www), state, serve, lists: () => lists };
  }

  it("lists nothing while the serial stays, but every twelfth time", async () => {
    const { member, lists } = await account("serial");
    const { tally } = await watch([member], 13);
    expect(lists()).toBe(2);
    expect(tally).toMatchObject({ looks: 2, skipped: 11 });
  });

  it("lists when the serial has moved", async () => {
    const { member, state, serve } = await account("serial");
    const { seen, tally } = await watch([member], 4, (pause) => {
      if (pause !== 2) return;
      state.records = "www A 192.0.2.9\n";
      serve("www A 192.0.2.9\n", 2);
    });
    expect(seen).toEqual(["none", "drift", "drift"]);
    expect(tally.skipped).toBe(1);
  });

  it("lists always where serials say nothing", async () => {
    const { member, lists } = await account("none");
    await watch([member], 3);
    expect(lists()).toBe(3);
  });
});
