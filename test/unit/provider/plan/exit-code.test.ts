import { expect, test } from "vitest";
import type { SyncPlan } from "../../../../src/provider/contract/plan.js";
import { hasChanges, isToChange } from "../../../../src/provider/plan/plan-summary.js";
import { hosts, planOf } from "./plan-sketch.js";

test("a zone whose changes are refused is to change all the same, though nothing would be done", () => {
  const there = hosts(20);
  const part = planOf({ wanted: there.slice(15), there, last: there });
  expect(part.refusals).not.toEqual([]);
  const plan = { parts: [part] } as Pick<SyncPlan, "parts"> as SyncPlan;
  expect([hasChanges(plan), isToChange(plan)]).toEqual([false, true]);
  const quiet = planOf({ wanted: there, there, last: there });
  expect(isToChange({ ...plan, parts: [quiet] })).toBe(false);
});
