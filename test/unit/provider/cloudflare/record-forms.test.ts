/** RDATA to members of Cloudflare's records and back. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rdataFromText, rdataToText } from "../../../../src/dns/rr/rdata-text.js";
import { typeCodeFromText } from "../../../../src/dns/rr/registry.js";
import { type RecordValue, recordForms } from "../../../../src/provider/cloudflare/record-forms.js";
import { looseComparison } from "../../../../src/provider/rrset/comparable-rdata.js";
import { comparableKey } from "../../../../src/provider/rrset/same-rrset.js";
import { planRules } from "../../../support/cloudflare/plan-rules.js";
import { typeForms } from "../../../support/cloudflare/record-data.js";
import { recordOf } from "../../../support/cloudflare/stored-record.js";
import { oddZone } from "../../../support/odd-zone-arbitrary.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);

/** The record in presentation form, or nothing if it is none. */
function read(type: string, value: RecordValue): string | undefined {
  const code = typeCodeFromText(type);
  const rdata = recordForms.get(code)?.fromApi(value);
  return rdata === undefined ? undefined : rdataToText(code, rdata);
}

function written(type: string, text: string): unknown {
  const code = typeCodeFromText(type);
  return recordForms.get(code)?.toApi(rdataFromText(code, text) as Uint8Array);
}

describe("record forms", () => {
  it("knows the same types as the API's documentation", () => {
    const known = Object.values(typeForms).map(({ code }) => code);
    expect([...recordForms.keys()].sort()).toEqual(known.sort());
  });

  it.each([
    ["A", "192.0.2.1", { content: "192.0.2.1" }],
    ["AAAA", "2001:DB8:0:0::1", { content: "2001:db8::1" }],
    ["CNAME", "Target.Example.net.", { content: "Target.Example.net" }],
    ["MX", "10 mail.example.net.", { priority: 10, content: "mail.example.net" }],
    ["MX", "0 .", { priority: 0, content: "." }],
    ["TXT", '"a;b" "\\"q\\""', { content: '"a;b" "\\"q\\""' }],
    ["SRV", "1 2 443 .", { data: { priority: 1, weight: 2, port: 443, target: "." } }],
    ["CAA", '128 issue ";"', { data: { flags: 128, tag: "issue", value: ";" } }],
    [
      "URI",
      '10 1 "https://e.example/"',
      { priority: 10, data: { weight: 1, target: "https://e.example/" } },
    ],
    ["HTTPS", "1 . alpn=h2,h3", { data: { priority: 1, target: ".", value: 'alpn="h2,h3"' } }],
    [
      "TLSA",
      "3 1 1 00FF",
      { data: { usage: 3, selector: 1, matching_type: 1, certificate: "00ff" } },
    ],
  ])("writes %s %s as the API takes it", (type, text, sent) => {
    expect(written(type, text)).toEqual(sent);
  });

  it.each([
    [
      "numbers as floats and in quotes",
      "CAA",
      { data: { flags: 128.0, tag: "issue", value: "a" } },
      '128 issue "a"',
    ],
    [
      "numbers in quotes",
      "SRV",
      { data: { priority: "1", weight: "2", port: "443", target: "a.example" } },
      "1 2 443 a.example.",
    ],
    ["names with a final dot", "CNAME", { content: "a.example." }, "a.example."],
    ["TXT without quotes", "TXT", { content: "v=spf1; -all" }, '"v=spf1; -all"'],
    ["TXT with octets as UTF-8", "TXT", { content: '"ü"' }, '"\\195\\188"'],
    ["TXT that only begins like a string", "TXT", { content: '"a" b"' }, '"\\"a\\" b\\""'],
    ["content where data is missing", "TLSA", { content: "3 1 1 00ff" }, "3 1 1 00FF"],
    [
      "SRV of old, priority outside",
      "SRV",
      { content: "5 443 a.example", priority: 1 },
      "1 5 443 a.example.",
    ],
    [
      "LOC with noise of floats",
      "LOC",
      {
        data: {
          lat_degrees: 51,
          lat_minutes: 30,
          lat_seconds: 12.747999999999999,
          lat_direction: "N",
          long_degrees: 0,
          long_minutes: 7,
          long_seconds: 39.611000000000004,
          long_direction: "W",
          altitude: 0,
          size: 1,
          precision_horz: 10000,
          precision_vert: 10,
        },
      },
      "51 30 12.748 N 0 7 39.611 W 0.00m 1.00m 10000.00m 10.00m",
    ],
  ])("reads %s", (_what, type, value, text) => {
    expect(read(type, value)?.toLowerCase()).toBe(text.toLowerCase());
  });

  it("divides TXT without quotes at 255 octets, as it is served", () => {
    const text = read("TXT", { content: "a".repeat(300) });
    expect(text).toBe(`"${"a".repeat(255)}" "${"a".repeat(45)}"`);
  });

  it.each([
    ["A", { content: "not an address" }],
    ["MX", { content: "a.example" }],
    ["CAA", { data: { flags: 256, tag: "issue", value: "a" } }],
    ["DS", { data: { key_tag: 1, algorithm: 13, digest_type: 2, digest: "no digits" } }],
    ["SRV", { data: { priority: -1, weight: 0, port: 0, target: "a" } }],
    ["LOC", { data: { lat_degrees: "x" }, content: "IN LOC nowhere" }],
  ])("makes nothing of a broken %s", (type, value) => {
    expect(read(type, value as RecordValue)).toBeUndefined();
  });

  it("gives back any RDATA that it writes, as it was, and the API serves it so", () => {
    fc.assert(
      fc.property(oddZone("example.com.", 40), ({ rrsets }) => {
        for (const { type, rdatas } of rrsets) {
          const form = recordForms.get(type);
          for (const rdata of form === undefined ? [] : rdatas) {
            const sent = form!.toApi(rdata);
            if (sent === undefined) continue;
            const key = (octets: Uint8Array) => comparableKey(type, octets, looseComparison);
            const again = form!.fromApi(JSON.parse(JSON.stringify(sent)));
            expect(again === undefined ? again : key(again)).toBe(key(rdata));
            const name = Object.entries(typeForms).find(([, { code }]) => code === type)![0];
            if (rdata.length > 4096) continue;
            const stored = recordOf({ ...sent, type: name, name: "x" }, undefined, {
              id: "1",
              zone: "example.com",
              plan: planRules.free,
              nowMs: 0,
            });
            expect(key(stored.rdata)).toBe(key(rdata));
          }
        }
      }),
      { seed, numRuns: 20 },
    );
  });
});
