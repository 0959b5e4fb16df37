import { expect, test } from "vitest";
import { RunQueue } from "../../../src/control/run-queue.js";

test("requests during a run join the one run that follows it", async () => {
  const runs: string[] = [];
  const gates: (() => void)[] = [];
  const queue = new RunQueue<string, string>(
    async (request) => {
      runs.push(request);
      await new Promise<void>((resolve) => gates.push(resolve));
      return request;
    },
    (a, b) => `${a}+${b}`,
  );
  const first = queue.request("a");
  await expect.poll(() => gates.length).toBe(1);
  const others = [queue.request("b"), queue.request("c"), queue.request("d")];
  gates[0]?.();
  expect(await first).toBe("a");
  await expect.poll(() => gates.length).toBe(2);
  gates[1]?.();
  expect(await Promise.all(others)).toEqual(["b+c+d", "b+c+d", "b+c+d"]);
  expect(runs).toEqual(["a", "b+c+d"]);
});

test("a run that fails does not stop those after it", async () => {
  let failing = true;
  const queue = new RunQueue<number, number>(
    async (request) => {
      if (failing) throw new Error("once");
      return request;
    },
    (a, b) => a + b,
  );
  await expect(queue.request(1)).rejects.toThrow("once");
  failing = false;
  expect(await queue.request(2)).toBe(2);
  await queue.idle();
});
