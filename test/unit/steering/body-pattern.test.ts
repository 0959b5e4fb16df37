import { describe, expect, it } from "vitest";
import { bodyMatches, patternParts } from "../../../src/steering/body-pattern.js";

const pattern = (value: string) => ({ kind: "pattern", value }) as const;

describe("what a monitor looks for in a body", () => {
  it("finds text wherever it stands", () => {
    expect(bodyMatches({ kind: "text", value: "a*b" }, "xxa*bxx")).toBe(true);
    expect(bodyMatches({ kind: "text", value: "a*b" }, "xxa-bxx")).toBe(false);
  });

  it("finds the parts of a pattern in their order, with anything in between", () => {
    expect(bodyMatches(pattern('"db":*"ok"'), '{"db": {\n"state": "ok"}}')).toBe(true);
    expect(bodyMatches(pattern("a*b"), "b a")).toBe(false);
    expect(bodyMatches(pattern("aa*aa"), "aaa")).toBe(false);
    expect(bodyMatches(pattern("***"), "")).toBe(true);
  });

  it("takes an escaped asterisk as one", () => {
    expect(patternParts("a\\*b*c\\\\")).toEqual(["a*b", "c\\"]);
    expect(bodyMatches(pattern("2\\*3"), "2*3")).toBe(true);
    expect(bodyMatches(pattern("2\\*3"), "2..3")).toBe(false);
  });

  it("compares octets, whatever the encoding", () => {
    const body = Buffer.from("Zürich läuft", "utf8").toString("latin1");
    expect(bodyMatches({ kind: "text", value: "Zürich" }, body)).toBe(true);
    expect(bodyMatches(pattern("Zürich*läuft"), body)).toBe(true);
  });
});
