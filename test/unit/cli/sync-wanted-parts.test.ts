import { expect, it } from "vitest";
import { wantedParts } from "../../../src/cli/sync-wanted-parts.js";
import { sealedPlan } from "../../../src/provider/plan/plan-seal.js";
import { plainZone, planOf } from "../provider/plan/plan-sketch.js";

const part = planOf({ wanted: [], zone: plainZone });
const plan = sealedPlan(
  0,
  [
    { ...part, provider: "aws" },
    { ...part, provider: "gone" },
    { ...part, apex: "example.org.", provider: "aws" },
  ],
  [{ apex: "example.org.", provider: "cf", reason: "down", hint: "" }],
);
const left = (flags: Parameters<typeof wantedParts>[1]) => {
  const { parts, unreachable } = wantedParts(plan, flags);
  return [...parts, ...unreachable].map(({ apex, provider }) => `${apex} ${provider}`);
};

it("leaves nothing of a plan out that no flag leaves out, whatever the configuration says", () => {
  expect(left({})).toEqual([
    "example.com. aws",
    "example.com. gone",
    "example.org. aws",
    "example.org. cf",
  ]);
});

it("takes the zones and the providers that flags name, however they are written", () => {
  expect(left({ zone: ["Example.ORG"] })).toEqual(["example.org. aws", "example.org. cf"]);
  expect(left({ zone: ["example.com"], provider: ["aws", "cf"] })).toEqual(["example.com. aws"]);
});
