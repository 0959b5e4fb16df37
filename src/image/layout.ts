/**
 * The bytes of the image: one zone table, and one segment a zone and generation. Everything is
 * 32-bit words in the machine's order, so that a worker reads it through an Int32Array; names and
 * message bytes inside are in network order.
 *
 * Segment, all offsets in bytes from its start, each a multiple of 4:
 *
 *   header │ heap: owner names, templates │ type entries │ nodes │ hash table
 *
 * The heap of a steered zone starts with a steering head, which `steering-section.ts` reads.
 *
 *   node        4 words   name │ labels, entries, flags │ first type entry │ cut or wildcard
 *   type entry  2 words   QTYPE, answer records, kind │ template
 *
 * A template is what follows the question of a response, ready to copy. Four kinds:
 *
 *   simple    1 word of header, answers only. For one owner, so its name's length is known and all
 *             compression pointers are final.
 *               end of message (16 bits)
 *   full      2 words of header, the same with an additional section, or very many answers.
 *               answers, additionals │ end of answers, end of all
 *   floating  4 words of header, for query names of any length below one base name (wildcards,
 *             negative answers, referrals): pointers are as if the query name were the base, and a
 *             list says which to move.
 *               answers, authorities │ additionals required, additionals │ length with authority,
 *               with required additionals │ length of all, pointers
 *               pointer positions, 16 bits each, padded to a word
 *   link      4 words and nothing else: what a CNAME owner answers to other types. The CNAMEs are a
 *             simple or floating template; what follows is spliced in from the node where they lead,
 *             so that a thousand aliases of one name hold its records once.
 *               answers (8 bits), octets of the leaf's name (8), where in the message it stands (16)
 *               │ template of the CNAMEs │ the leaf's node, or -1 if the chain leaves the zone
 *               │ name that it leaves the zone for, or 0
 *
 * The message bytes of simple and full templates start at the first word boundary of the message
 * behind the query name, that is 0 to 3 octets into QTYPE, so that a word-wise copy from an aligned
 * place to an aligned place needs no first step:
 *
 *   message  … │ w w . e │ x a m p │ l e . c │ o m . T │ T C C r │ r r r r │
 *                                                       ^ template bytes start here
 *
 * The message bytes of floating templates start right behind the question.
 *
 * The word before the template of a steered RRset is its place in the zone's steering. What is
 * answered for the time being is in a block of its own (`steering-block.ts`), which the steering
 * table leads to: slot = slot base of the segment + that place.
 */
import { assert } from "../base/assert.js";

export const segmentMagic = 0x46_4e_39_53;
/** Raised with every change to this file's meaning: an image of another layout is not loaded. */
export const segmentLayoutVersion = 2;

/** Words of the segment header. */
export const header = {
  magic: 0,
  version: 1,
  /** Bytes of the whole segment. */
  size: 2,
  serial: 3,
  /** apexLength | apexLabels << 8 | deepest owner's labels << 16 | `apexSteered`. */
  apex: 4,
  nodeCount: 5,
  /** Entries of the hash table less one; their number is a power of two. */
  tableMask: 6,
  table: 7,
  nodes: 8,
  entries: 9,
  entryCount: 10,
  /** Floating template of the SOA in the authority section; base is the apex. */
  negative: 11,
  apexName: 12,
  ownerCount: 13,
  recordCount: 14,
  rrsetCount: 15,
} as const;
export const headerWords = 16;

/** Set in the header's `apex`: the zone is steered, and the heap starts with a steering head. */
export const apexSteered = 1 << 24;

/** Words of the steering head, behind the segment's header. */
export const steeringHead = {
  /** Offset of the zone's steering, JSON in UTF-8, and its octets. */
  json: headerWords,
  jsonBytes: headerWords + 1,
  /** Steered RRsets, those that are shadows included. */
  count: headerWords + 2,
  /** First of as many slots of the steering table, or -1; written when put into service. */
  slotBase: headerWords + 3,
} as const;
export const steeringHeadWords = 4;

export const nodeWords = 4;
/** Words of a node. */
export const nodeField = {
  name: 0,
  /** flags | labels << 8 | entries << 16. */
  shape: 1,
  firstEntry: 2,
  /** Cut: its referral template. Wildcard child: that node's index. Otherwise 0. */
  extra: 3,
} as const;

export const nodeFlag = {
  cut: 1,
  wildcardChild: 2,
  dname: 4,
  cname: 8,
  apex: 16,
  /** The owner name starts with an asterisk label; its templates are floating. */
  wildcard: 32,
} as const;

export const entryWords = 2;
/** QTYPE | kind << 16 | answer records << 24 (simple templates only). */
export const entryKind = {
  simple: 0,
  full: 1,
  floating: 2,
  /** Nothing was prepared: the slow path answers. The template offset is 0. */
  slow: 3,
  link: 4,
} as const;
export const entryKindMask = 7;
/** Set in `kind` of a simple template whose RDATA hold no names, so that they fit anywhere. */
export const entryPlain = 0x20;
/**
 * Set in `kind` when the answer is not the owner's own RRset but where its CNAME leads: the slow
 * path and zone transfers read only entries without it.
 */
export const entryChain = 0x40;
/** Set in `kind` of a steered RRset's own entry: a block says what is answered. */
export const entrySteered = 0x80;
/** QTYPE of the entry that answers every type without an entry of its own (CNAME owners). */
export const anyOtherType = 0;
export const simpleAnswersMax = 255;

export const templateWords = { simple: 1, full: 2, floating: 4, link: 4 } as const;

/** Hash table entry: (node index + 1) in the low 24 bits, 8 bits of the hash above; 0 is empty. */
export const nodeCountMax = 0xff_fffe;

/** The zone table. */
export const tableMagic = 0x46_4e_39_54;
export const tableHeader = {
  magic: 0,
  /** Slots less one; their number is a power of two. */
  mask: 1,
  /** Slots in use, removed zones included. */
  used: 2,
  /** Bit n: some zone's apex has n labels; bit 31: 31 or more. */
  depths: 3,
} as const;
export const tableHeaderWords = 16;
export const slotWords = 4;
export const slotField = {
  /** Hash of the apex. */
  hash: 0,
  /** Address of the serving segment; 0 if there is none. */
  segment: 1,
  /** Address of a segment being rolled out, and its share of clients. Not read yet. */
  candidate: 2,
  threshold: 3,
} as const;

/**
 * The steering table: a word for each steered RRset that is served, the address of its block, or 0
 * if there is none. Its memory is not resident where it was never written, so it never has to grow.
 */
export const steeringSlotsMax = 1 << 20;

/** Segment addresses: chunk number in the upper 12 bits, offset in units of 64 bytes below. */
export const addressUnitBytes = 64;
const addressUnitBits = 6;
export const addressOffsetBits = 20;
const addressOffsetMask = (1 << addressOffsetBits) - 1;
export const chunkBytes = addressUnitBytes * (addressOffsetMask + 1);
export const chunkCountMax = 1 << (32 - addressOffsetBits);

assert(chunkBytes === 64 * 1024 * 1024, "a chunk is 64 MiB");
assert(1 << addressUnitBits === addressUnitBytes, "units are counted in bits, too");

export function addressOf(chunk: number, offsetBytes: number): number {
  return (chunk << addressOffsetBits) | (offsetBytes >>> addressUnitBits);
}

export function chunkOfAddress(address: number): number {
  return address >>> addressOffsetBits;
}

/** Bytes. On the path of every query, so shifts and no powers. */
export function offsetOfAddress(address: number): number {
  return (address & addressOffsetMask) << addressUnitBits;
}

/** First word boundary of a message behind a query name of `nameLength` octets. */
export function templateStart(nameLength: number): number {
  return (12 + nameLength + 3) & ~3;
}
