/**
 * Dynamic updates (RFC 2136): one message holds what must be true of a zone, the prerequisites, and
 * what to change in it; the server does all of it or nothing.
 *
 *   header: opcode UPDATE, counts │ zone: apex, SOA, IN │ prerequisites │ changes │ (TSIG)
 *
 * The meaning of a record is in its class: IN adds it or asks for its value, ANY deletes an RRset or
 * asks for one, NONE deletes one record or asks that there be none.
 */
import { assert } from "../base/assert.js";
import { ByteWriter } from "../base/byte-writer.js";
import { limits } from "../base/limits.js";
import { dnsClass } from "../dns/class.js";
import { headerAt, headerBytes, opcode, opcodeShift } from "../dns/header.js";
import { isSubdomain } from "../dns/name.js";
import { metaTypes } from "../dns/rr/registry.js";

const SOA = 6;

/** RFC 2136 §2.4. Names are in wire form. */
export type Prerequisite =
  /** The RRset has exactly these values, whatever its TTL (§2.4.2). */
  | {
      readonly kind: "rrset-is";
      readonly name: Uint8Array;
      readonly type: number;
      readonly rdatas: readonly Uint8Array[];
    }
  /** §2.4.1, §2.4.3. */
  | { readonly kind: "rrset-exists"; readonly name: Uint8Array; readonly type: number }
  | { readonly kind: "rrset-absent"; readonly name: Uint8Array; readonly type: number }
  /** §2.4.4, §2.4.5. */
  | { readonly kind: "name-in-use"; readonly name: Uint8Array }
  | { readonly kind: "name-not-in-use"; readonly name: Uint8Array };

/** RFC 2136 §2.5. */
export type UpdateStep =
  | {
      readonly kind: "add";
      readonly name: Uint8Array;
      readonly type: number;
      readonly ttlSeconds: number;
      readonly rdata: Uint8Array;
    }
  | { readonly kind: "delete-rrset"; readonly name: Uint8Array; readonly type: number }
  | { readonly kind: "delete-name"; readonly name: Uint8Array }
  | {
      readonly kind: "delete-record";
      readonly name: Uint8Array;
      readonly type: number;
      readonly rdata: Uint8Array;
    };

/** Room that is left for the TSIG record: two names, the longest MAC, what is fixed. */
const tsigRoomBytes = 2 * limits.nameBytesMax + 64 + 26;

/** Octets that the records of one update may have together, beside its zone section. */
export const updateBytesMax =
  limits.messageBytesMax - headerBytes - limits.nameBytesMax - 4 - tsigRoomBytes;

/** Owner, class and type, TTL and length: what each record has beside its data, at most. */
function headBytes(name: Uint8Array): number {
  return name.length + 10;
}

/** Octets of a prerequisite or a step, at most. */
export function updateBytes(part: Prerequisite | UpdateStep): number {
  if (part.kind === "rrset-is") {
    return part.rdatas.reduce((sum, rdata) => sum + headBytes(part.name) + rdata.length, 0);
  }
  return headBytes(part.name) + ("rdata" in part ? part.rdata.length : 0);
}

/** One update; its parts together must be within `updateBytesMax`. All names are of the zone. */
export function encodeUpdate(
  id: number,
  apex: Uint8Array,
  prerequisites: readonly Prerequisite[],
  steps: readonly UpdateStep[],
): Uint8Array {
  const writer = new UpdateWriter(apex);
  writer.begin(id);
  for (const prerequisite of prerequisites) writer.prerequisite(prerequisite);
  writer.beginSteps();
  for (const step of steps) writer.step(step);
  return writer.finish();
}

class UpdateWriter {
  private readonly out = new ByteWriter(1024);
  private records = 0;
  private prerequisites = 0;

  constructor(private readonly apex: Uint8Array) {}

  begin(id: number): void {
    const { out } = this;
    out.u16(id);
    out.u16(opcode.UPDATE << opcodeShift);
    out.u16(1);
    out.u16(0); // both counts follow
    out.u16(0);
    out.u16(0);
    out.copy(this.apex);
    out.u16(SOA);
    out.u16(dnsClass.IN);
  }

  prerequisite(part: Prerequisite): void {
    const { ANY, NONE } = dnsClass;
    const { name } = part;
    if (part.kind === "rrset-is") {
      assert(part.rdatas.length > 0, "an RRset has a record");
      for (const rdata of part.rdatas) this.record(name, part.type, dnsClass.IN, 0, rdata);
    } else if (part.kind === "rrset-exists") this.record(name, part.type, ANY);
    else if (part.kind === "rrset-absent") this.record(name, part.type, NONE);
    else if (part.kind === "name-in-use") this.record(name, metaTypes.ANY, ANY);
    else this.record(name, metaTypes.ANY, NONE);
  }

  beginSteps(): void {
    this.prerequisites = this.records;
    this.records = 0;
  }

  step(part: UpdateStep): void {
    const { ANY, NONE } = dnsClass;
    const { name } = part;
    if (part.kind === "add") this.record(name, part.type, dnsClass.IN, part.ttlSeconds, part.rdata);
    else if (part.kind === "delete-rrset") this.record(name, part.type, ANY);
    else if (part.kind === "delete-name") this.record(name, metaTypes.ANY, ANY);
    else this.record(name, part.type, NONE, 0, part.rdata);
  }

  finish(): Uint8Array {
    const bytes = this.out.toBytes();
    assert(bytes.length <= limits.messageBytesMax - tsigRoomBytes, "an update fits in a message");
    const view = new DataView(bytes.buffer);
    view.setUint16(headerAt.answers, this.prerequisites);
    view.setUint16(headerAt.authorities, this.records);
    return bytes;
  }

  private record(
    name: Uint8Array,
    type: number,
    code: number,
    ttlSeconds = 0,
    rdata: Uint8Array = noData,
  ): void {
    const { apex, out } = this;
    assert(isSubdomain(name, 0, name.length, apex, 0, apex.length), "a name of the zone");
    // The apex stands right behind the header: all names end with a pointer to it (RFC 1035 §4.1.4).
    out.copy(name, 0, name.length - apex.length);
    out.u16(0xc000 | headerBytes);
    out.u16(type);
    out.u16(code);
    out.u32(ttlSeconds);
    out.u16(rdata.length);
    out.copy(rdata);
    this.records++;
  }
}

const noData = new Uint8Array(0);
