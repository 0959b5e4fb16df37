import { describe, expect, test } from "vitest";
import { ProviderFault } from "../../../../src/provider/contract/fault.js";
import type { Member } from "../../../../src/provider/contract/member.js";
import type { LastApplied, SyncMemory } from "../../../../src/provider/contract/memory.js";
import { makePlan, memberKey } from "../../../../src/provider/plan/make-plan.js";
import { VirtualClock } from "../../../support/virtual-clock.js";
import {
  apexNs,
  lastApplied,
  memberOf,
  plainProvider,
  plainZone,
  rrset,
  snapshot,
} from "./plan-sketch.js";

const www = rrset("www A", "192.0.2.1");
const clock = new VirtualClock();
const options = { clock, allowances: { codes: new Set<string>() } };

const nothingKnown: SyncMemory = {
  lastApplied: async () => null,
  keepLastApplied: async () => {},
};

function memberAt(provider: Member["provider"]): Member {
  return { ...memberOf({ wanted: [apexNs, www] }), provider };
}

describe("makePlan", () => {
  test("plans what it can, and tells what it cannot", async () => {
    const down = {
      ...plainProvider({ name: "down" }),
      find: () =>
        Promise.reject(
          new ProviderFault("unavailable", "no answer from 192.0.2.9", { hint: "try later" }),
        ),
    };
    const broken = {
      ...plainProvider({ name: "broken" }),
      list: () => Promise.reject(new TypeError("cannot read x of undefined")),
    };
    const members = [down, broken, plainProvider({ name: "up" })].map(memberAt);
    const { plan, bases } = await makePlan(members, nothingKnown, options);
    expect(plan.parts.map(({ provider }) => provider)).toEqual(["up"]);
    expect(plan.unreachable).toEqual([
      {
        apex: "example.com.",
        provider: "broken",
        reason: "a fault in fivenines itself: cannot read x of undefined",
        hint: "report it",
      },
      {
        apex: "example.com.",
        provider: "down",
        reason: "no answer from 192.0.2.9",
        hint: "try later",
      },
    ]);
    expect([...bases.keys()]).toEqual([memberKey("example.com.", "up")]);
  });

  test("compares with what was applied last to this zone at this provider", async () => {
    const last: LastApplied = lastApplied([apexNs, www]);
    const memory: SyncMemory = {
      lastApplied: async (apex, provider) =>
        apex === "example.com." && provider === "plain" ? last : null,
      keepLastApplied: async () => {},
    };
    const live = snapshot([apexNs]);
    const { plan } = await makePlan([memberAt(plainProvider({ live }))], memory, options);
    expect(plan.parts[0]?.changes.map(({ cause }) => cause)).toEqual(["drift"]);
  });

  test("a zone that is not there is made, and listed as empty", async () => {
    const { plan, bases } = await makePlan(
      [memberAt(plainProvider({ live: null }))],
      nothingKnown,
      options,
    );
    expect(plan.parts[0]).toMatchObject({ zone: null, refusals: [] });
    expect(bases.get(memberKey("example.com.", "plain"))?.snapshot.rrsets).toEqual([]);
  });

  test("lists at most four zones of one provider at once, and providers side by side", async () => {
    let under = 0;
    let most = 0;
    const slow = (name: string) => ({
      ...plainProvider({ name }),
      find: async () => {
        under++;
        most = Math.max(most, under);
        await clock.wait(100);
        under--;
        return plainZone;
      },
    });
    const [one, other] = [slow("one"), slow("other")];
    const members = Array.from({ length: 10 }, (_, i) => memberAt(i % 2 === 0 ? one : other));
    const { plan } = await clock.drive(makePlan(members, nothingKnown, options));
    expect(plan.parts).toHaveLength(10);
    expect(most).toBe(8);
  });

  test("tells how far each listing is", async () => {
    const told: string[] = [];
    const provider = {
      ...plainProvider({ live: snapshot([apexNs]) }),
      list: async (...[, list]: Parameters<Member["provider"]["list"]>) => {
        list?.onProgress?.(1, 2);
        return snapshot([apexNs, www]);
      },
    };
    await makePlan([memberAt(provider)], nothingKnown, {
      ...options,
      onProgress: ({ listed, total, isPlanned }) => told.push(`${listed}/${total} ${isPlanned}`),
    });
    expect(told).toEqual(["1/2 false", "2/2 true"]);
  });

  test("ends when it is told to", async () => {
    const abort = new AbortController();
    const provider = {
      ...plainProvider(),
      find: async () => {
        abort.abort(new Error("interrupted"));
        throw new ProviderFault("unavailable", "aborted");
      },
    };
    const making = makePlan([memberAt(provider)], nothingKnown, {
      ...options,
      signal: abort.signal,
    });
    await expect(making).rejects.toThrow("interrupted");
  });

  test("gives the same plan whatever the order of members", async () => {
    const members = ["b", "a", "c"].map((name) => memberAt(plainProvider({ name })));
    const one = await makePlan(members, nothingKnown, options);
    const other = await makePlan(members.toReversed(), nothingKnown, options);
    expect(other.plan.hash).toBe(one.plan.hash);
  });
});
