/**
 * Walks the records of one template at the message positions they will have, without making the
 * message: the base name stands at 12, the template's octets behind the question.
 */
import { limits } from "../base/limits.js";
import { lowerOf } from "../dns/name.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import { compressedShape } from "./compressed-types.js";
import { templateStart } from "./layout.js";
import { Fault } from "./verify-fault.js";

const questionStart = 12;
const anyType = -1;
/** A pointer to the question's name, whatever its length: it never moves. */
const questionPointer = 0xc000 | questionStart;

export class TemplateWalk {
  /** Message position of the next octet, and where the template ends. */
  at = 0;
  end = 0;
  private nameAt = 0;
  private questionEnd = 0;
  /** Message position that the template's first octet has, and where that is in the segment. */
  private start = 0;
  private from = 0;
  private isFloating = false;
  /** The listed pointers not met yet: their place in the segment, 16 bits each. */
  private listAt = 0;
  private listEnd = 0;

  private bytes: Uint8Array = new Uint8Array(0);

  /** Goes to another segment. */
  enter(bytes: Uint8Array): void {
    this.bytes = bytes;
  }

  /** The template belongs to this very name. Its octets start at `from`, its message ends at `end`. */
  fixed(nameAt: number, nameLength: number, from: number, end: number): void {
    this.isFloating = false;
    this.listAt = this.listEnd = 0;
    this.begin(nameAt, nameLength, templateStart(nameLength), from, end);
  }

  /**
   * The template belongs to names that end in this one. `list` is where the positions of its
   * pointers are, `length` its octets.
   */
  floating(
    nameAt: number,
    nameLength: number,
    list: number,
    pointers: number,
    from: number,
    length: number,
  ): void {
    this.isFloating = true;
    this.listAt = list;
    this.listEnd = list + pointers * 2;
    const start = questionStart + nameLength + 4;
    this.begin(nameAt, nameLength, start, from, start + length);
  }

  /** Goes over `count` records, which are of `type` if one is given. */
  records(count: number, type = anyType): void {
    for (let i = 0; i < count; i++) {
      this.name();
      const rdata = this.at + 10;
      if (rdata > this.end) throw new Fault("a record is cut short");
      const behind = rdata + this.u16(rdata - 2);
      if (behind > this.end) throw new Fault("RDATA is cut short");
      const found = this.u16(rdata - 10);
      if (type !== anyType && found !== type) throw new Fault("a record of another type");
      this.at = rdata;
      this.rdata(found, behind);
      this.at = behind;
    }
  }

  /** Goes over `count` records as a plain template has them: owned by the question, without names. */
  plainRecords(count: number, type: number): void {
    const { bytes } = this;
    const shift = this.from - this.start;
    const end = this.end + shift;
    let at = this.at + shift;
    for (let i = 0; i < count; i++) {
      if (at + 12 > end) throw new Fault("a record is cut short");
      const owner = (bytes[at]! << 8) | bytes[at + 1]!;
      if (owner !== questionPointer) throw new Fault("a plain record of another owner");
      if (((bytes[at + 2]! << 8) | bytes[at + 3]!) !== type)
        throw new Fault("a record of another type");
      at += 12 + ((bytes[at + 10]! << 8) | bytes[at + 11]!);
    }
    if (recordTypeOf(type).hasNames) throw new Fault("a plain record with names");
    this.at = at - shift;
  }

  private rdata(type: number, end: number): void {
    const shape = compressedShape(type);
    if (shape !== undefined) {
      this.at += shape.before;
      for (let name = 0; name < shape.names; name++) this.name();
      if (this.at + shape.after !== end) throw new Fault("a name and its RDATA end apart");
      return;
    }
    const row = recordTypeOf(type);
    if (!row.hasNames) return;
    const from = this.from - this.start;
    const reason = row.check(this.bytes, from + this.at, from + end);
    if (reason !== undefined) throw new Fault(reason);
  }

  endsAt(position: number): void {
    if (this.at !== position) throw new Fault("records do not end where the template says");
  }

  /** The same for a floating template, whose lengths count from behind the question. */
  endsAfter(length: number): void {
    this.endsAt(this.questionEnd + length);
  }

  /** All records were walked: nothing is left, and every listed pointer was met. */
  finish(): void {
    this.endsAt(this.end);
    if (this.listAt !== this.listEnd) throw new Fault("a listed pointer is none");
  }

  /** Whether the name at a message position that was walked is the one at `nameAt`, without case. */
  spells(position: number, nameAt: number): boolean {
    let at = position;
    let other = nameAt;
    for (;;) {
      if (at >= this.end) return false;
      const length = this.octet(at);
      if (length >= 0xc0) {
        const target = this.u16(at) & 0x3fff;
        if (target >= at) return false;
        at = target;
        continue;
      }
      if (length !== this.bytes[other]) return false;
      if (length === 0) return true;
      for (let i = 1; i <= length; i++)
        if (lowerOf[this.octet(at + i)] !== lowerOf[this.bytes[other + i]!]) return false;
      at += length + 1;
      other += length + 1;
    }
  }

  private begin(
    nameAt: number,
    nameLength: number,
    start: number,
    from: number,
    end: number,
  ): void {
    this.nameAt = nameAt;
    this.questionEnd = questionStart + nameLength + 4;
    this.start = start;
    this.from = from;
    this.end = end;
    this.at = this.questionEnd;
    if (end < this.questionEnd) throw new Fault("a template ends in its question");
    if (from + end - start > this.bytes.length) throw new Fault("a template is cut short");
  }

  /** Goes over a name, following its pointers to see that they lead to one. */
  private name(): void {
    let { at } = this;
    let behind = -1;
    let backstop = at;
    let length = 0;
    for (;;) {
      if (at >= this.end) throw new Fault("a name is cut short");
      const octet = this.octet(at);
      if (octet === 0) break;
      if (octet >= 0xc0) {
        if (at + 2 > this.end) throw new Fault("a pointer is cut short");
        const pointer = this.u16(at);
        if (behind === -1) {
          behind = at + 2;
          this.meet(at, pointer);
        }
        const target = pointer & 0x3fff;
        // Strictly backwards (RFC 1035 §4.1.4), to the question's name or behind the question.
        const inQuestion = target >= questionStart && target < this.questionEnd - 4;
        if (target >= backstop || !(inQuestion || target >= this.questionEnd))
          throw new Fault("a pointer leads nowhere");
        at = backstop = target;
      } else if (octet > limits.labelBytesMax) throw new Fault("a label is too long");
      else {
        at += octet + 1;
        length += octet + 1;
        if (length >= limits.nameBytesMax) throw new Fault("a name is too long");
      }
    }
    this.at = behind === -1 ? at + 1 : behind;
  }

  /** A pointer of a floating template is listed, or leads to the question's start for good. */
  private meet(at: number, pointer: number): void {
    if (!this.isFloating) return;
    const { bytes, listAt } = this;
    if (listAt < this.listEnd) {
      const low = this.littleEndian ? listAt : listAt ^ 2;
      const listed = this.littleEndian
        ? bytes[low]! | (bytes[low + 1]! << 8)
        : (bytes[low]! << 8) | bytes[low + 1]!;
      if (this.questionEnd + listed === at) {
        this.listAt += 2;
        return;
      }
    }
    if (pointer !== questionPointer) throw new Fault("a pointer is not listed");
  }
  private readonly littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

  private u16(position: number): number {
    return (this.octet(position) << 8) | this.octet(position + 1);
  }

  /** The octet at a message position. Those of the question's type are not in the template. */
  private octet(position: number): number {
    return position < this.questionEnd - 4
      ? this.bytes[this.nameAt + position - questionStart]!
      : this.bytes[this.from + position - this.start]!;
  }
}
