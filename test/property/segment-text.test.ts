/** What is served, read back as text, against the zone that was loaded; on random zones. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { diffZone } from "../../src/diff/zone-diff.js";
import { SegmentBuilder } from "../../src/image/build.js";
import { segmentLines } from "../../src/image/segment-text.js";
import { readZoneText } from "../../src/zone/zone-text.js";
import { readZone } from "../answerer.js";
import { zoneVersions } from "./zone-arbitrary.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 250);

it(`the text of an image has the answers of the zone that it was built from (seed ${seed})`, () => {
  const builder = new SegmentBuilder();
  fc.assert(
    fc.property(zoneVersions, ({ before }) => {
      const zone = readZone(before);
      const text = [...segmentLines(builder.build(zone).bytes)].join("");
      const back = readZoneText(text);
      expect(back.diagnostics, text).toEqual([]);
      expect(diffZone(zone, back.zone).changes, text).toEqual([]);
    }),
    { seed, numRuns },
  );
});
