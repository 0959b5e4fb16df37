/**
 * Octets of a message as dns2's decoder reads them, with two things that it does not do: it is
 * bounded, for dns2 follows as many compression pointers as there are, and it tells which octets a
 * name was read from, for dns2 joins labels with dots and so hides a dot inside a label.
 */
import { Packet } from "dns2";

/**
 * Reads allowed for each octet of a message. The most that an honest one needs: records of 16
 * octets whose owners are pointers to a name of 255.
 */
const readsPerOctet = 20;
const readsAtLeast = 4096;
const pointerMark = 0xc0;

export class WitnessReader extends Packet.Reader {
  private reads = 0;
  private readonly readsMax: number;
  private trace: number[] = [];

  constructor(private readonly octets: Buffer) {
    super(octets);
    this.readsMax = readsAtLeast + readsPerOctet * octets.length;
  }

  /** Offset in octets. */
  get at(): number {
    return this.offset / 8;
  }

  set at(octet: number) {
    this.offset = octet * 8;
  }

  override read(bits: number): number {
    if (++this.reads > this.readsMax) throw new Error("more pointers than a message can need");
    const value = this.offset % 8 === 0 && bits % 8 === 0 ? this.whole(bits) : super.read(bits);
    this.trace.push(value);
    return value;
  }

  /** dns2 takes every octet apart into bits; of whole ones a hundred times slower than need be. */
  private whole(bits: number): number {
    const value = this.octets.readUIntBE(this.at, bits / 8);
    this.offset += bits;
    return value;
  }

  /** The name here in wire form, lower case for an owner, expanded by dns2. */
  name(): Uint8Array {
    this.trace = [];
    const text = Packet.Name.decode(this);
    const wire: number[] = [];
    const labels: string[] = [];
    const { trace } = this;
    for (let i = 0; i < trace.length; ) {
      const length = trace[i]!;
      if ((length & pointerMark) === pointerMark) {
        i += 2;
        continue;
      }
      const label = trace.slice(i + 1, i + 1 + length);
      wire.push(length, ...label);
      if (length > 0) labels.push(String.fromCharCode(...label));
      i += 1 + length;
    }
    if (labels.join(".") !== text) throw new Error("a name that cannot be read");
    return Uint8Array.from(wire);
  }

  /** So many octets as they are. */
  take(count: number): Uint8Array {
    const start = this.at;
    if (start + count > this.octets.length) throw new Error("it is cut short");
    this.at = start + count;
    return this.octets.subarray(start, start + count);
  }
}
