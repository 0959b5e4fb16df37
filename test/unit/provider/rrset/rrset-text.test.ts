import { describe, expect, test } from "vitest";
import {
  listedRrsetFromJson,
  listedRrsetToJson,
  RrsetTextFault,
  rrsetFromJson,
  rrsetToJson,
} from "../../../../src/provider/rrset/rrset-text.js";
import { rrset } from "../plan/plan-sketch.js";

describe("an RRset as JSON", () => {
  test("is what a zone file would say", () => {
    const mail = rrset("@ MX 3600", ["20 b", "10 A"]);
    expect(rrsetToJson(mail)).toEqual({
      owner: "example.com.",
      type: "MX",
      ttl: 3600,
      rdata: ["10 A.example.com.", "20 b.example.com."],
    });
  });

  test("comes back as it was, with what was listed of it", () => {
    const listed = rrset("a\\.b\\007 TXT", '"x\\255;\\"" ""', {
      variant: "v",
      extra: { k: [1, null] },
      raw: { id: "7" },
      marked: false,
    });
    expect(listedRrsetFromJson(JSON.parse(JSON.stringify(listedRrsetToJson(listed))))).toEqual(
      listed,
    );
  });

  test("is brought into canonical order when it is read", () => {
    const json = {
      owner: "WWW.example.com.",
      type: "A",
      ttl: 1,
      rdata: ["192.0.2.2", "192.0.2.1"],
    };
    expect(rrsetToJson(rrsetFromJson(json))).toEqual({
      ...json,
      owner: "www.example.com.",
      rdata: ["192.0.2.1", "192.0.2.2"],
    });
  });

  test.each([
    ["an owner", { owner: "a..b." }, '"a..b." is not a domain name'],
    ["a type", { type: "NOPE" }, '"NOPE" is not a record type'],
    ["a TTL", { ttl: 2 ** 31 }, "2147483648 is not a TTL"],
    ["half a TTL", { ttl: 0.5 }, "0.5 is not a TTL"],
    ["RDATA", { rdata: ["192.0.2.300"] }, '"192.0.2.300"'],
    ["two records in one", { rdata: ["192.0.2.1\nwww A 192.0.2.2"] }, "line break"],
    ["a long text", { owner: "x".repeat(5000) }, "…"],
  ])("is refused for %s that is none", (_, part, message) => {
    const json = { owner: "www.example.com.", type: "A", ttl: 1, rdata: ["192.0.2.1"], ...part };
    expect(() => rrsetFromJson(json)).toThrow(RrsetTextFault);
    expect(() => rrsetFromJson(json)).toThrow(message);
  });
});
