import { describe, expect, it } from "vitest";
import { readIssueValue } from "../../../validators/certificates/issue-value.js";
import { processorMs } from "../../processor-time.js";

describe("the value of a CAA issue property", () => {
  it("names an authority, and parameters behind it", () => {
    expect(readIssueValue(" CA.example.net ; Account = 12 ;  policy=ev")).toEqual({
      issuer: "ca.example.net",
      parameters: [
        { tag: "account", value: "12" },
        { tag: "policy", value: "ev" },
      ],
    });
  });

  it("names nobody when it is empty or a semicolon", () => {
    for (const text of ["", " ", ";", " ; "]) {
      expect(readIssueValue(text)).toEqual({ issuer: "", parameters: [] });
    }
  });

  it("is broken where RFC 8659 §4.2 says so", () => {
    const broken = [
      "https://ca.example.net",
      "ca.example.net.",
      "ca..example.net",
      "-ca.example.net",
      "ca.example.net dns-01",
      "ca.example.net; dns-01",
      "ca.example.net; a=b;",
      "ca.example.net; a=b c",
      "%%%%%",
    ];
    expect(broken.filter((text) => typeof readIssueValue(text) !== "string")).toEqual([]);
  });

  it("takes no longer for 64 KiB of blanks", () => {
    const took = processorMs(() => {
      for (const filling of [" ", "; ", "-", "a.", "=;"]) {
        readIssueValue(`x${filling.repeat(65_000 / filling.length)}y`);
      }
    });
    expect(took).toBeLessThan(2000);
  });
});
