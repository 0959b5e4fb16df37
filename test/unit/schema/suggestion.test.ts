import { expect, it } from "vitest";
import { suggest } from "../../../src/schema/suggestion.js";

const words = ["zones", "listen", "admin", "state", "workers", "udp"];

it.each([
  ["lisen", "listen"],
  ["Listen", "listen"],
  ["wrokers", "workers"],
  ["adminn", "admin"],
])("takes %s for %s", (typed, meant) => {
  expect(suggest(typed, words)).toBe(meant);
});

it("suggests nothing for another word", () => {
  expect(suggest("telemetry", words)).toBeUndefined();
  expect(suggest("x", words)).toBeUndefined();
});
