import { expect, test } from "vitest";
import { recordTypeOf } from "../../../src/dns/rr/registry.js";
import { nodeField } from "../../../src/image/layout.js";
import { NameKey } from "../../../src/image/name-key.js";
import { segmentWords } from "../../../src/image/segment.js";
import { SegmentCursor } from "../../../src/image/segment-cursor.js";
import { type ImageRrset, isOwnEntry, TemplateReader } from "../../../src/image/template-reader.js";
import { readZone } from "../../answerer.js";
import { compile, torture } from "./segments.js";

function text(rrset: ImageRrset): string {
  const rdata = rrset.starts.map((start, i) =>
    recordTypeOf(rrset.type).print(rrset.bytes, start, rrset.ends[i]!),
  );
  return `${rrset.type} ${rrset.ttl} ${rdata.sort().join(" | ")}`;
}

function cursorOn(bytes: Uint8Array): SegmentCursor {
  const cursor = new SegmentCursor();
  cursor.enter(segmentWords(bytes), bytes, 0);
  return cursor;
}

test("every RRset that nothing hides can be read back out of the image", () => {
  const zone = readZone(torture);
  const cursor = cursorOn(compile());
  const key = new NameKey();
  const reader = new TemplateReader();
  const results: [ImageRrset, string][] = [];
  for (let owner = 0; owner < zone.ownerCount; owner++) {
    key.read(zone.names, zone.nameStart[owner]!, zone.nameStart[owner + 1]!);
    const node = cursor.findNode(key, 0);
    if (node === -1) continue;
    for (let r = zone.ownerRrsets[owner]!; r < zone.ownerRrsets[owner + 1]!; r++) {
      const type = zone.rrsetType[r]!;
      const entry = cursor.findEntry(node, type);
      const found =
        entry === -1 ? reader.referral(cursor, node)[0]! : reader.entry(cursor, node, entry)[0]!;
      results.push([found, text(found)]);
      const rdata: string[] = [];
      for (let c = zone.rrsetRecords[r]!; c < zone.rrsetRecords[r + 1]!; c++)
        rdata.push(
          recordTypeOf(type).print(zone.rdata, zone.rdataStart[c]!, zone.rdataStart[c + 1]!),
        );
      expect(text(found)).toBe(`${type} ${zone.rrsetTtl[r]} ${rdata.sort().join(" | ")}`);
    }
  }
  expect(results.length).toBe(24);
  // What was read stays good until the reader is reset, though its memory grew on the way.
  for (const [found, then] of results) expect(text(found)).toBe(then);
});

test("entries of a CNAME chain are told apart from an owner's own", () => {
  const cursor = cursorOn(compile());
  const key = new NameKey();
  const name = Buffer.from("\x03www\x07example\x00", "latin1");
  key.read(name, 0, name.length);
  const node = cursor.findNode(key, 0);
  const count = cursor.words[node + nodeField.shape]! >>> 16;
  const own = Array.from({ length: count }, (_, n) => isOwnEntry(cursor, cursor.entryAt(node, n)));
  expect(own).toEqual([true, false]);
});
