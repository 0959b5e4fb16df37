import { describe, expect, test } from "vitest";
import { makeCounters } from "../../../src/answer/counters.js";
import { createResponder } from "../../../src/answer/responder.js";
import { defaultAnswerSettings } from "../../../src/answer/settings.js";
import { SegmentBuilder } from "../../../src/image/build.js";
import { header, segmentLayoutVersion } from "../../../src/image/layout.js";
import { segmentInfo } from "../../../src/image/segment.js";
import { writeBlock } from "../../../src/image/steering-block-writer.js";
import { steeringOf } from "../../../src/image/steering-section.js";
import { ImageStore } from "../../../src/image/store.js";
import { verifySegment } from "../../../src/image/verify.js";
import { readZone, testSeed } from "../../answerer.js";
import { queryBytes } from "../../query.js";
import { answer, steeringOfSketches } from "../../steered-image.js";
import { compile, torture } from "./segments.js";

const steering = steeringOfSketches("example.", [
  { owner: "web.example.", type: "A", values: ["192.0.2.3"] },
  { owner: "*.wild.example.", type: "A", values: ["192.0.2.4"] },
  { owner: "www.example.", type: "CNAME", values: ["web.example."] },
]);
const block = {
  selection: answer(0),
  ttl: 5,
  class: 1,
  workerRows: 1,
  mapAddress: () => 0,
};

const questions = [
  "@ SOA",
  "@ NS",
  "@ MX",
  "@ ANY",
  "www A",
  "www TXT",
  "away A",
  "loop A",
  "x.wild A",
  "x.alias A",
  "x.alias MX",
  "x.gone A",
  "b.c A",
  "cut DS",
  "deep.down.cut A",
  "x.d A",
  "_s._tcp SRV",
  "svc HTTPS",
  "nothing A",
].map((line) => {
  const [name, type] = line.split(" ") as [string, string];
  return queryBytes(name === "@" ? "example." : `${name}.example.`, type);
});

describe("a segment is verified before it serves", () => {
  test("what the builder makes passes", () => {
    expect(verifySegment(compile())).toBeUndefined();
  });

  test("its facts are those of the zone", () => {
    const info = segmentInfo(compile());
    expect(info.serial).toBe(7);
    expect(info.records).toBe(29);
    expect(Buffer.from(info.apex).toString("latin1")).toBe("\x07example\x00");
  });

  test.each([
    ["nothing at all", new Uint8Array(0)],
    ["text", new Uint8Array(Buffer.alloc(128, "www IN A 192.0.2.1\n"))],
    ["a segment cut in half", compile().slice(0, 1024)],
  ])("%s is refused", (_, bytes) => {
    expect(verifySegment(bytes)).toBeTypeOf("string");
  });

  test("an image of another layout is refused, and says so", () => {
    const bytes = compile();
    new Int32Array(bytes.buffer)[header.version] = segmentLayoutVersion + 1;
    expect(verifySegment(bytes)).toContain(`layout ${segmentLayoutVersion + 1}`);
  });

  test.each([
    ["an ordinary zone", null],
    ["a steered zone", steering],
  ])("whatever octet of %s is spoilt, it is refused or answers without a fault", (_, config) => {
    const good = new SegmentBuilder().build(readZone(torture), config).bytes.slice();
    const store: ImageStore = new ImageStore({
      workerRows: 1,
      // Whatever the damage, its blocks are for the RRsets that it names.
      onSteered: (segment, base) => {
        for (const [place, rrset] of (steeringOf(segment)?.rrsets ?? []).entries())
          store.placeBlock(base + place, writeBlock({ ...block, rrset }));
      },
    });
    const answerer = createResponder({
      image: store.handle(),
      row: 0,
      counters: makeCounters(1),
      settings: defaultAnswerSettings,
      seed: testSeed,
    });
    store.attach(0, (message) => answerer.receive(message));
    const bytes = new Uint8Array(4096);
    const frame = { bytes, words: new Int32Array(bytes.buffer) };
    let refused = 0;
    for (let at = 0; at < good.length; at++) {
      for (const mask of at % 3 === 0 ? [0xff, 0x01, 0x80] : [0x01]) {
        const memory = new SharedArrayBuffer(good.length);
        const spoilt = new Uint8Array(memory);
        spoilt.set(good);
        spoilt[at]! ^= mask;
        if (verifySegment(spoilt) !== undefined) {
          refused++;
          continue;
        }
        store.adopt(memory);
        store.reclaim();
        for (const question of questions) {
          bytes.set(question);
          const length = answerer.answer(frame, 0, question.length, 1232, 0, bytes, 4000, 4);
          if (length < question.length || length > 1232)
            throw new Error(`octet ${at} ^ ${mask}: an answer of ${length} octets`);
        }
      }
    }
    // Most octets are structure or names; the rest is record data, which any value may be.
    expect(refused).toBeGreaterThan(good.length / 2);
  });
});
