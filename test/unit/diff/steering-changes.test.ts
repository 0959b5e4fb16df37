import { expect, it } from "vitest";
import { steeringChanges } from "../../../src/diff/steering-changes.js";
import { steered, www } from "../steering-file/steering-fixture.js";

function differences(before: string, after: string): string[] {
  const read = [before, after].map((text) => {
    const { steering, diagnostics } = steered(text);
    expect(diagnostics).toEqual([]);
    return steering;
  });
  return steeringChanges(read[0] ?? null, read[1] ?? null).flatMap(({ of, changes }) =>
    changes.map((change) => `${of}: ${change}`),
  );
}

it("finds nothing where nothing differs, wherever it is written", () => {
  expect(
    differences(
      www("policy: all"),
      www("policy: all").replace("192.0.2.10,", "{ value: 192.0.2.10 },"),
    ),
  ).toEqual([]);
});

it("names the settings that differ", () => {
  expect(
    differences(www("monitor: web"), www("monitor: web").replace("port: 80", "port: 81")),
  ).toEqual(["monitor web: check.port 80 → 81"]);
  expect(differences(www(""), www("ttl: { max: 60 }"))).toEqual([
    "www.example.com. A: ttl.max 300 → 60",
  ]);
  expect(
    differences(www(""), www("").replace("192.0.2.10,", "{ value: 192.0.2.10, weight: 3 },")),
  ).toEqual(["www.example.com. A: target 192.0.2.10 weight 1 → 3"]);
  expect(differences(www(""), www("peak: 5"))).toEqual(["www.example.com. A: peak is 5"]);
});

it("names targets that come and go as one", () => {
  const without = www("unsteered: [192.0.2.11]").replace("192.0.2.11, 198", "198");
  expect(differences(www(""), without)).toContain("www.example.com. A: - target 192.0.2.11");
  const told = differences(without, www(""));
  expect(told.filter((line) => line.includes("target 192.0.2.11"))).toEqual([
    "www.example.com. A: + target 192.0.2.11",
  ]);
});

it("tells of steering that is new or gone", () => {
  const { steering } = steered(www(""));
  expect(steeringChanges(null, steering).map(({ of, changes }) => [of, ...changes])).toEqual([
    ["www.example.com. A", "steered now"],
    ["monitor web", "steered now"],
    ["guard", "steered now"],
  ]);
  expect(steeringChanges(steering, null)).toHaveLength(3);
});
