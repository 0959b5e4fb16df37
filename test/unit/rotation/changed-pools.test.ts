/** What becomes of targets that are down, held or on their way back when their pools are changed. */
import { describe, expect, it } from "vitest";
import { TestRotation } from "./test-rotation.js";

const addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"] as const;
const [one, two, three, four, five] = addresses;
const records = addresses.map((address) => `www 60 A ${address}\n`).join("");

interface Settings {
  readonly more?: string;
  readonly guard?: string;
}

function yaml(pools: string, { more = "holdDown: 0s", guard = "100%" }: Settings = {}): string {
  return `
monitors:
  web: { type: tcp, port: 80, interval: 1s, timeout: 500ms, jitter: 0% }
guard: { maxRemoved: ${guard}, maxRemovedOfZone: 100%, window: 60s }
steer:
  - { name: www, policy: failover, monitor: web, slowStart: 0s, damping: false, ${more}, pools: [${pools}] }
`;
}

const near = `{ targets: [${one}, ${two}, ${three}] }`;
const far = `{ targets: [${four}, ${five}] }`;

function served(settings: Settings = {}): { test: TestRotation; values: () => string[] } {
  const test = new TestRotation();
  test.serve(records, yaml(`${near}, ${far}`, settings));
  test.probe(addresses, "up");
  return { test, values: () => test.answer().values };
}

describe("a reload that changes pools", () => {
  it("leaves out what is down when its pool is renamed, split or gets another in front", () => {
    const { test, values } = served();
    test.probe([one, two], "down");
    const rest = `{ name: rest, targets: [${three}, ${four}, ${five}] }`;
    for (const pools of [
      `{ name: near, targets: [${one}, ${two}, ${three}] }, { name: rest, targets: [${four}, ${five}] }`,
      `{ name: a, targets: [${one}] }, { name: b, targets: [${two}] }, ${rest}`,
      `{ name: inner, policy: failover, pools: [{ name: x, targets: [${one}, ${two}] }] }, ${rest}`,
      `${far}, ${near}`,
    ]) {
      // One target may go: had the targets been forgotten, the other would be held.
      test.serve(records, yaml(pools, { guard: "1%" }));
      expect(values()).not.toContain(one);
      expect(values()).not.toContain(two);
      expect(values()).not.toEqual([]);
    }
    expect(test.told("planned").filter(({ event }) => event.kind === "guard-held")).toEqual([]);
  });

  it("goes on with a hold-down, to the moment", () => {
    const more = "holdDown: 60s";
    const { test, values } = served({ more });
    test.probe(one, "down");
    test.clock.advance(1000);
    test.probe(one, "up");
    test.clock.advance(30_000);
    test.serve(
      records,
      yaml(`{ name: new, targets: [${one}, ${two}, ${three}] }, ${far}`, { more }),
    );
    expect(values()).toEqual([two, three]);
    test.clock.advance(31_000);
    expect(values()).toEqual([one, two, three]);
  });

  it("neither lets go what the guard holds nor gives it a new window", () => {
    const { test } = served({ guard: "34%" });
    const standings = () =>
      [...test.rotation.zone("example.com.")!.plan.targets.values()].map(
        ({ standing }) => standing,
      );
    test.probe(one, "down");
    test.probe(two, "down");
    const expected = ["down", "held", "serving", "serving", "serving"];
    expect(standings()).toEqual(expected);
    test.clock.advance(30_000);
    test.serve(records, yaml(`{ name: new, ${near.slice(1)}, ${far}`, { guard: "34%" }));
    expect(standings()).toEqual(expected);
    // A minute after the first went, there is room for the second.
    test.clock.advance(31_000);
    expect(standings()).toEqual(["down", "down", "serving", "serving", "serving"]);
  });

  it("stays with the tier that took over, whatever its number is now, if failback is manual", () => {
    const more = "holdDown: 0s, failback: manual";
    const { test, values } = served({ more });
    test.probe([one, two, three], "down");
    test.probe([one, two, three], "up");
    expect(values()).toEqual([four, five]);
    const split = `{ targets: [${one}] }, { targets: [${two}, ${three}] }, ${far}`;
    test.serve(records, yaml(split, { more }));
    expect(values()).toEqual([four, five]);
    test.serve(records, yaml(`${far}, ${near}`, { more }));
    expect(values()).toEqual([four, five]);
  });
});
