/**
 * A segment as master file text: what is served, read back out of the prepared answers. Names are
 * absolute, TTL and class on every line, the SOA first. What no query can see is not in the image,
 * so neither here: records below a cut that are no glue, records below a DNAME.
 */
import { limits } from "../base/limits.js";
import { nameToText } from "../dns/name-text.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import { header, nodeField, nodeFlag } from "./layout.js";
import { NameKey } from "./name-key.js";
import { segmentWords } from "./segment.js";
import { SegmentCursor } from "./segment-cursor.js";
import { type ImageRrset, isOwnEntry, TemplateReader } from "./template-reader.js";

const typeSoa = 6;

/** The lines of a segment that `verifySegment` has passed, each with its line end. */
export function* segmentLines(bytes: Uint8Array): Generator<string> {
  const cursor = new SegmentCursor();
  cursor.enter(segmentWords(bytes), bytes, 0);
  const reader = new TemplateReader();
  const glue = new GlueFilter(cursor);
  const apex = cursor.findEntry(cursor.apexNode, typeSoa);
  yield* ownLines(cursor, reader, cursor.apexNode, apex);
  const count = cursor.words[header.nodeCount]!;
  for (let n = 0; n < count; n++) {
    const node = cursor.nodeRow(n);
    const entries = cursor.words[node + nodeField.shape]! >>> 16;
    for (const [i, rrset] of reader.referral(cursor, node).entries()) {
      if (i === 0 || glue.isNew(rrset)) yield* lines(rrset, rrset.bytes, rrset.ownerAt);
    }
    for (let e = 0; e < entries; e++) {
      const entry = cursor.entryAt(node, e);
      if (isOwnEntry(cursor, entry) && entry !== apex) {
        yield* ownLines(cursor, reader, node, entry);
      }
    }
    reader.reset();
  }
}

/** The RRset of an entry, without the additional data that its answer brings. */
function* ownLines(
  cursor: SegmentCursor,
  reader: TemplateReader,
  node: number,
  entry: number,
): Generator<string> {
  const rrset = reader.entry(cursor, node, entry)[0];
  if (rrset !== undefined) yield* lines(rrset, cursor.bytes, cursor.nameAt(node));
}

function* lines(rrset: ImageRrset, owner: Uint8Array, ownerAt: number): Generator<string> {
  const type = recordTypeOf(rrset.type);
  const head = `${nameToText(owner, ownerAt)}\t${rrset.ttl}\tIN\t${type.mnemonic}\t`;
  for (let i = 0; i < rrset.count; i++) {
    yield `${head}${type.print(rrset.bytes, rrset.starts[i]!, rrset.ends[i]!)}\n`;
  }
}

/** Tells the addresses that are told in referrals only, each once. */
class GlueFilter {
  private readonly key = new NameKey();
  private readonly told = new Set<string>();

  constructor(private readonly cursor: SegmentCursor) {}

  isNew({ bytes, ownerAt, type }: ImageRrset): boolean {
    const { cursor, key, told } = this;
    key.read(bytes, ownerAt, ownerAt + limits.nameBytesMax);
    const node = cursor.findNode(key, 0);
    // An owner that nothing hides has its addresses as entries; a cut has only its DS.
    const isCut = node !== -1 && (cursor.words[node + nodeField.shape]! & nodeFlag.cut) !== 0;
    if (node !== -1 && !isCut) return false;
    const name = `${type} ${nameToText(bytes, ownerAt)}`;
    if (told.has(name)) return false;
    told.add(name);
    return true;
  }
}
