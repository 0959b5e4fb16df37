import { describe, expect, test } from "vitest";
import { SegmentBuilder } from "../../../src/image/build.js";
import { header, steeringHead } from "../../../src/image/layout.js";
import { segmentWords } from "../../../src/image/segment.js";
import { slotBaseOf, slotCountOf, steeringOf } from "../../../src/image/steering-section.js";
import { verifySegment } from "../../../src/image/verify.js";
import type { ZoneSteering } from "../../../src/steering/config.js";
import { readZone } from "../../answerer.js";
import { steeringOfSketches } from "../../steered-image.js";
import { compile, torture } from "./segments.js";

const steering = steeringOfSketches("example.", [
  { owner: "web.example.", type: "A", values: ["192.0.2.3"] },
  { owner: "*.wild.example.", type: "A", values: ["192.0.2.4"] },
  { owner: "www.example.", type: "CNAME", values: ["web.example.", "mail.example."] },
  { owner: "web.example.", type: "A", values: ["192.0.2.3"], shadow: true },
  { owner: "web.example.", type: "AAAA", values: ["2001:db8::3"] },
]);

function build(config: ZoneSteering | null): Uint8Array {
  return new SegmentBuilder().build(readZone(torture), config).bytes.slice();
}

describe("the steering of a segment", () => {
  test("is read back as it was handed in", () => {
    const segment = build(steering);
    expect(verifySegment(segment)).toBeUndefined();
    expect(steeringOf(segment)).toEqual(steering);
    expect(slotCountOf(segment)).toBe(5);
    expect(slotBaseOf(segment)).toBe(-1);
  });

  test("is null for a zone that is not steered, whose bytes are what they were without", () => {
    const segment = build(null);
    expect(segment).toEqual(compile());
    expect(steeringOf(segment)).toBeNull();
    expect([slotCountOf(segment), slotBaseOf(segment)]).toEqual([0, -1]);
  });

  test("has room for RRsets of more records than a simple template takes", () => {
    const values = Array.from({ length: 300 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    const text = `$ORIGIN many.\n$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns.test.\n${values.map((value) => `a A ${value}\n`).join("")}`;
    const config = steeringOfSketches("many.", [{ owner: "a.many.", type: "A", values }]);
    const { bytes } = new SegmentBuilder().build(readZone(text), config);
    expect(verifySegment(bytes)).toBeUndefined();
    expect(steeringOf(bytes)?.rrsets[0]?.targets).toHaveLength(300);
  });

  test.each([
    ["a type that the owner has not", { owner: "mail.example.", type: "AAAA" }],
    ["an owner that the zone has not", { owner: "nobody.example.", type: "A" }],
    ["data below a cut", { owner: "ns.cut.example.", type: "A" }],
  ] as const)("must not steer %s", (_, what) => {
    const config = steeringOfSketches("example.", [{ ...what, values: [] }]);
    expect(verifySegment(build(config))).toContain(`no ${what.type} RRset at ${what.owner}`);
  });

  test("must not steer one RRset twice", () => {
    const twice = steeringOfSketches("example.", [
      { owner: "web.example.", type: "A", values: [] },
      { owner: "web.example.", type: "A", values: [] },
    ]);
    expect(verifySegment(build(twice))).toContain("to steer");
  });
});

describe("an image from disk", () => {
  const good = build(steering);
  const words = segmentWords(good);
  const place = words[steeringHead.json]!;
  const length = words[steeringHead.jsonBytes]!;

  /** The same segment with other JSON of at most the same length in it. */
  function withJson(text: string): Uint8Array {
    const bytes = good.slice();
    bytes.fill(0x20, place, place + length);
    bytes.set(Buffer.from(text), place);
    return bytes;
  }

  test.each([
    ["no JSON at all", "{"],
    ["no object", "7"],
    ["too little of one", '{"apex":"example."}'],
    ["other RRsets than the segment counts", JSON.stringify({ ...steering, rrsets: [] })],
  ])("is refused with %s for its steering", (_, text) => {
    expect(verifySegment(withJson(text))).toContain("the steering");
  });

  test.each([
    ["outside", steeringHead.json, 1 << 30],
    ["negative", steeringHead.json, -4],
    ["in the header", steeringHead.json, 8],
    ["too long", steeringHead.jsonBytes, 1 << 30],
    ["of negative length", steeringHead.jsonBytes, -1],
    ["counted wrongly", steeringHead.count, 4],
  ])("is refused if its steering is %s", (_, field, value) => {
    const bytes = good.slice();
    segmentWords(bytes)[field] = value;
    expect(verifySegment(bytes)).toContain("the steering");
  });

  test("is refused if it takes itself for steered or not steered, and is not", () => {
    const plain = good.slice();
    segmentWords(plain)[header.apex]! &= 0xff_ffff;
    expect(verifySegment(plain)).toContain("steered by nothing");
    const steered = build(null);
    segmentWords(steered)[header.apex]! |= 1 << 24;
    expect(verifySegment(steered)).toContain("the steering");
  });
});
