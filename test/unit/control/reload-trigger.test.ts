import { expect, test } from "vitest";
import { ReloadTrigger } from "../../../src/control/reload-trigger.js";
import { ManualClock } from "./control-fixture.js";

function triggered() {
  const clock = new ManualClock();
  const reasons: string[] = [];
  const trigger = new ReloadTrigger(clock, (reason) => reasons.push(reason));
  return { clock, reasons, trigger };
}

test("many changes in a row are one reload, once it is quiet", () => {
  const { clock, reasons, trigger } = triggered();
  trigger.enable();
  for (let i = 0; i < 10; i++) {
    trigger.hint();
    clock.advance(100);
  }
  expect(reasons).toEqual([]);
  clock.advance(100);
  expect(reasons).toEqual(["file change"]);
  clock.advance(10_000);
  expect(reasons).toHaveLength(1);
});

test("changes that never pause do not put a reload off for ever", () => {
  const { clock, reasons, trigger } = triggered();
  trigger.enable();
  for (let i = 0; i < 50; i++) {
    trigger.hint();
    clock.advance(100);
  }
  expect(reasons.length).toBeGreaterThanOrEqual(2);
});

test("nothing happens before it is enabled or after it is closed", () => {
  const { clock, reasons, trigger } = triggered();
  trigger.hint();
  expect(trigger.poll()).toBe(false);
  clock.advance(60_000);
  trigger.enable();
  trigger.hint();
  trigger.poll();
  trigger.close();
  clock.advance(60_000);
  expect(reasons).toEqual([]);
});

test("without hints it looks again and again", () => {
  const { clock, reasons, trigger } = triggered();
  trigger.enable();
  expect(trigger.poll()).toBe(true);
  expect(trigger.poll()).toBe(false);
  clock.advance(15_000);
  expect(reasons).toEqual(["poll", "poll", "poll"]);
});
