/**
 * Reads single values out of the data section of a MaxMind database, without making the whole
 * record: a map is gone through for one key, everything else is stepped over. Whoever wrote the file
 * may have meant harm (sizes of gigabytes, pointers in circles, a million records that overlap), so
 * every value that is looked at is paid for out of a budget.
 *
 *   control octet: type (3 bits) | size (5 bits); type 0: the type is 7 + the next octet; sizes of
 *   29, 30, 31: one, two, three more octets. A pointer has its target's offset in place of a size.
 */
import { type GeoFault, geoFault } from "./geo-fault.js";

export const dataType = {
  pointer: 1,
  string: 2,
  double: 3,
  bytes: 4,
  uint16: 5,
  uint32: 6,
  map: 7,
  int32: 8,
  uint64: 9,
  uint128: 10,
  array: 11,
  container: 12,
  end: 13,
  boolean: 14,
  float: 15,
} as const;

/** Offsets at which pointers of one, two and three octets start counting. */
const pointerBase = [0, 2048, 526_336, 0] as const;

export class DataSection {
  /** Of the value that was looked at last: its type, size, and the first octet of its payload. */
  type = 0;
  size = 0;
  at = 0;

  /** The section is `bytes[start, end)`; `budget` values may be looked at. */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
    private readonly end: number,
    private budget: number,
  ) {}

  /** Type of what is at this offset of the file, through a pointer if there is one. */
  typeAt(offset: number): number {
    if (this.header(offset) !== dataType.pointer) return this.type;
    // A pointer leads to a value, by the format's own words.
    if (this.header(this.start + this.size) !== dataType.pointer) return this.type;
    throw this.fault("a pointer leads to a pointer", offset);
  }

  /** Looks for a key in the map at `offset`: the offset of its value, or -1; -1 also for no map. */
  find(offset: number, key: string): number {
    if (this.typeAt(offset) !== dataType.map) return -1;
    let at = this.at;
    for (let left = this.size; left > 0; left--) {
      const value = this.key(at);
      if (this.equals(key)) return value;
      at = this.skip(value);
    }
    return -1;
  }

  /** As `find`, for several keys in one pass. The offsets go to `found`, in the keys' order. */
  findAll(offset: number, keys: readonly string[], found: Int32Array): void {
    found.fill(-1);
    if (this.typeAt(offset) !== dataType.map) return;
    let at = this.at;
    for (let left = this.size; left > 0; left--) {
      const value = this.key(at);
      for (let i = 0; i < keys.length; i++) if (this.equals(keys[i]!)) found[i] = value;
      at = this.skip(value);
    }
  }

  /** Text at `offset` if it is a string of at most `max` octets of ASCII; otherwise empty. */
  text(offset: number, max: number): string {
    if (this.typeAt(offset) !== dataType.string || this.size > max) return "";
    let text = "";
    for (let i = 0; i < this.size; i++)
      text += String.fromCharCode(this.bytes[this.at + i]! & 0x7f);
    return text;
  }

  /** Unsigned integer at `offset`; -1 if there is none of at most six octets. */
  unsigned(offset: number): number {
    const type = this.typeAt(offset);
    const { size } = this;
    const isUnsigned =
      type === dataType.uint16 || type === dataType.uint32 || type === dataType.uint64;
    if (!isUnsigned || size > 6) return -1;
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + this.bytes[this.at + i]!;
    return value;
  }

  /** Offset behind the value at `offset`, members of maps and arrays included. */
  skip(offset: number): number {
    let at = offset;
    for (let left = 1; left > 0; left--) {
      const type = this.header(at);
      at = this.at;
      if (type === dataType.map) left += this.size * 2;
      else if (type === dataType.array) left += this.size;
      else if (type !== dataType.pointer && type !== dataType.boolean) at += this.size;
    }
    return at;
  }

  /** Reads the control octets at `offset`. For a pointer, `size` is where in the section it leads. */
  private header(offset: number): number {
    if (--this.budget < 0)
      throw this.fault("there is more in its records than a file can hold", offset);
    let at = offset;
    const control = this.octet(at++);
    let type = control >>> 5;
    let size = control & 31;
    if (type === dataType.pointer) {
      const more = size >>> 3;
      let value = more === 3 ? 0 : size & 7;
      for (let i = 0; i <= more; i++) value = value * 256 + this.octet(at++);
      size = value + pointerBase[more]!;
      this.type = type;
      this.size = size;
      this.at = at;
      return type;
    }
    if (type === 0) type = 7 + this.octet(at++);
    if (size === 29) size = 29 + this.octet(at++);
    else if (size === 30) {
      size = 285 + this.octet(at) * 256 + this.octet(at + 1);
      at += 2;
    } else if (size === 31) {
      size = 65_821 + this.octet(at) * 65_536 + this.octet(at + 1) * 256 + this.octet(at + 2);
      at += 3;
    }
    if (type < dataType.string || type > dataType.float)
      throw this.fault(`type ${type} is unknown`, offset);
    const isNested = type === dataType.map || type === dataType.array || type === dataType.boolean;
    if (!isNested && at + size > this.end) throw this.fault("a value goes past the end", offset);
    this.type = type;
    this.size = size;
    this.at = at;
    return type;
  }

  /** Looks at the key at `offset`, through a pointer; returns where its value is. */
  private key(offset: number): number {
    const type = this.header(offset);
    const end = this.at + this.size;
    if (type === dataType.string) return end;
    const after = this.at;
    if (this.typeAt(offset) !== dataType.string) throw this.fault("a key is no text", offset);
    return after;
  }

  private octet(at: number): number {
    if (at < this.start || at >= this.end) throw this.fault("a record is outside of the data", at);
    return this.bytes[at]!;
  }

  private equals(key: string): boolean {
    if (this.size !== key.length) return false;
    for (let i = 0; i < key.length; i++) {
      if (this.bytes[this.at + i] !== key.charCodeAt(i)) return false;
    }
    return true;
  }

  private fault(what: string, offset: number): GeoFault {
    return geoFault(`${what} (octet ${offset})`);
  }
}
