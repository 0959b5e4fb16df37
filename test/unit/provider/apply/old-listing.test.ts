/** Nothing is sent by an old listing to a provider that would overwrite what somebody wrote since. */
import { expect, it } from "vitest";
import { RollOutLab, sameZone } from "../../../support/roll-out-lab.js";
import { apex, apexNs, hosts, rrset } from "../plan/plan-sketch.js";

const { outcomes } = RollOutLab;
const zone = [apexNs, ...hosts(3)];
const theirs = rrset("h1 A", "203.0.113.9");

/** A provider that takes whatever it is sent, and throttles for long before the given batch. */
function labWith(throttledAt: number) {
  const lab = new RollOutLab();
  let applied = 0;
  const cloud = lab.provider("cloud", [apexNs], {
    compareAndSwap: "none",
    operationsMax: 1,
    mishap: (operation) => {
      if (operation !== "apply" || ++applied !== throttledAt) return null;
      cloud.put(apex, theirs);
      return { kind: "throttled", retryAfterMs: 300_000 };
    },
  });
  const pack = cloud.pack.bind(cloud);
  cloud.pack = (changes, to, options) => pack(changes, to, { ...options, overwrite: true });
  return { lab, cloud };
}

it.each([1, 2])("lists again after a long wait before batch %i, and keeps it", async (batch) => {
  const { lab, cloud } = labWith(batch);
  lab.want(cloud, zone, { mode: "owned" });
  const summary = await lab.sync();
  expect(outcomes(summary)).toBe("cloud partly");
  expect(summary.members[0]!.setAside.map(({ changeId }) => changeId)).toEqual([
    "h1.example.com. A update",
  ]);
  expect(sameZone(cloud.stored(apex), [apexNs, ...hosts(1), theirs, ...hosts(1, 2)])).toBe(true);
});

it("goes on as planned when nobody came in between", async () => {
  const { lab, cloud } = labWith(0);
  const { options } = cloud;
  let waited = false;
  cloud.options = {
    ...options,
    mishap: (operation) => {
      if (operation !== "apply" || waited) return null;
      waited = true;
      return { kind: "throttled", retryAfterMs: 300_000 };
    },
  };
  lab.want(cloud, zone);
  expect(outcomes(await lab.sync())).toBe("cloud done");
  expect(sameZone(cloud.stored(apex), zone)).toBe(true);
});
