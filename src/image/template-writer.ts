/**
 * Puts a message that was built, or an RRset that needs no building, into the segment as a template
 * of the right kind. See `layout.ts` for the bytes.
 */
import { limits } from "../base/limits.js";
import type { Zone } from "../zone/zone.js";
import { entryKind, entryPlain, simpleAnswersMax, templateStart, templateWords } from "./layout.js";
import type { MessageBuilder } from "./message-builder.js";
import type { SegmentWriter } from "./segment-writer.js";

const questionStart = 12;
const classIn = 1;

export interface BuiltTemplate {
  /** `entryKind`, with `entryPlain` where it is due. */
  kind: number;
  /** Answer records, for simple templates. */
  answers: number;
  /** Offset in the segment, bytes; 0 for none. */
  offset: number;
}

export class TemplateWriter {
  private readonly built: BuiltTemplate = { kind: 0, answers: 0, offset: 0 };

  constructor(
    private readonly out: SegmentWriter,
    private readonly message: MessageBuilder,
  ) {}

  /**
   * The message as the answer for its question name, or for names below a wildcard's parent. Its
   * answer section ends at `answerEnd`; the additional records behind may be left out.
   */
  answer(
    nameBytes: number,
    wildcard: boolean,
    answers: number,
    answerEnd: number,
    additionals: number,
  ): BuiltTemplate {
    return wildcard
      ? this.floating(nameBytes, answers, 0, answerEnd, 0, answerEnd, additionals)
      : this.fixed(nameBytes, answers, answerEnd, additionals);
  }

  /**
   * The message as what goes into the authority section for names that end in the base name, and
   * additional records: `required` ones up to `requiredEnd`, then others; `additionals` in all.
   */
  authority(
    baseBytes: number,
    authorities: number,
    authorityEnd: number,
    required: number,
    requiredEnd: number,
    additionals: number,
  ): BuiltTemplate {
    return this.floating(
      baseBytes,
      0,
      authorities,
      authorityEnd,
      required,
      requiredEnd,
      additionals,
    );
  }

  /** No template: the slow path answers. */
  slow(): BuiltTemplate {
    return this.note(entryKind.slow, 0, 0);
  }

  /**
   * The commonest answers, of types without names (addresses, text): nothing to compress, nothing
   * to look up, so the records are written in place.
   */
  plain(zone: Zone, rrset: number, nameBytes: number): BuiltTemplate | null {
    const { out } = this;
    const first = zone.rrsetRecords[rrset]!;
    const last = zone.rrsetRecords[rrset + 1]!;
    const start = questionStart + nameBytes + 4;
    const size = (last - first) * 12 + zone.rdataStart[last]! - zone.rdataStart[first]!;
    if (start + size > limits.messageBytesMax) return null;
    const answers = last - first;
    const simple = answers <= simpleAnswersMax;
    const offset = out.length * 4;
    out.reserve(templateWords.full);
    if (simple) out.word(start + size);
    else this.fullHeader(answers, start + size, 0, start + size);
    const from = templateStart(nameBytes);
    out.reserve((start + size + 3 - from) >> 2);
    const { bytes } = out;
    const ttl = zone.rrsetTtl[rrset]!;
    const type = zone.rrsetType[rrset]!;
    let at = out.length * 4 + start - from;
    for (let pad = out.length * 4; pad < at; pad++) bytes[pad] = 0;
    // The last octet of the question, which the template's first word holds (see layout.ts).
    if (start > from) bytes[at - 1] = zone.class;
    const { rdata } = zone;
    for (let record = first; record < last; record++) {
      const rdataStart = zone.rdataStart[record]!;
      const length = zone.rdataStart[record + 1]! - rdataStart;
      bytes[at] = 0xc0;
      bytes[at + 1] = questionStart;
      bytes[at + 2] = type >>> 8;
      bytes[at + 3] = type;
      bytes[at + 4] = 0;
      bytes[at + 5] = zone.class;
      bytes[at + 6] = ttl >>> 24;
      bytes[at + 7] = ttl >>> 16;
      bytes[at + 8] = ttl >>> 8;
      bytes[at + 9] = ttl;
      bytes[at + 10] = length >>> 8;
      bytes[at + 11] = length;
      at += 12;
      for (let i = 0; i < length; i++) bytes[at++] = rdata[rdataStart + i]!;
    }
    while ((at & 3) !== 0) bytes[at++] = 0;
    out.length = at >> 2;
    return this.note(simple ? entryKind.simple | entryPlain : entryKind.full, answers, offset);
  }

  private fixed(
    nameBytes: number,
    answers: number,
    answerEnd: number,
    additionals: number,
  ): BuiltTemplate {
    const { out, message } = this;
    const { bytes, at: end } = message;
    const simple = additionals === 0 && answers <= simpleAnswersMax;
    // Octets behind the last word's end are copied too: they must not tell an earlier message.
    for (let at = end; (at & 3) !== 0; at++) bytes[at] = 0;
    const offset = out.length * 4;
    out.reserve(templateWords.full);
    if (simple) out.word(end);
    else this.fullHeader(answers, answerEnd, additionals, end);
    // QTYPE and QCLASS stand in the template's first octets; the responder writes QTYPE itself.
    const question = questionStart + nameBytes;
    bytes[question] = bytes[question + 1] = bytes[question + 2] = 0;
    bytes[question + 3] = classIn;
    out.copyWords(message.words, templateStart(nameBytes) >> 2, (end + 3) >> 2);
    return this.note(simple ? entryKind.simple : entryKind.full, answers, offset);
  }

  private floating(
    baseBytes: number,
    answers: number,
    authorities: number,
    authorityEnd: number,
    required: number,
    requiredEnd: number,
    additionals: number,
  ): BuiltTemplate {
    const { out, message } = this;
    const start = questionStart + baseBytes + 4;
    const end = message.at;
    const pointers = message.pointerCount;
    out.reserve(templateWords.floating + ((pointers + 1) >> 1));
    const offset = out.length * 4;
    out.word(answers | (authorities << 16));
    out.word(required | (additionals << 16));
    out.word((authorityEnd - start) | ((requiredEnd - start) << 16));
    out.word((end - start) | (pointers << 16));
    for (let i = 0; i < pointers; i += 2) {
      const low = message.pointers[i]! - start;
      const high = i + 1 < pointers ? message.pointers[i + 1]! - start : 0;
      out.word(low | (high << 16));
    }
    out.copyBytes(message.bytes, start, end - start);
    return this.note(entryKind.floating, answers, offset);
  }

  /** See the layout. `leafAt`: message position of the leaf's name, or of the base's equal. */
  link(
    answers: number,
    leafBytes: number,
    leafAt: number,
    chain: number,
    leaf: number,
    left: number,
  ): BuiltTemplate {
    const { out } = this;
    out.reserve(templateWords.link);
    const offset = out.length * 4;
    out.word(answers | (leafBytes << 8) | (leafAt << 16));
    out.word(chain);
    out.word(leaf);
    out.word(left);
    return this.note(entryKind.link, answers, offset);
  }

  private fullHeader(answers: number, answerEnd: number, additionals: number, end: number): void {
    const { out } = this;
    out.word(answers | (additionals << 16));
    out.word(answerEnd | (end << 16));
  }

  private note(kind: number, answers: number, offset: number): BuiltTemplate {
    this.built.kind = kind;
    this.built.answers = answers;
    this.built.offset = offset;
    return this.built;
  }
}
