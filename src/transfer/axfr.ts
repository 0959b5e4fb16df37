/**
 * A whole zone from a server (RFC 5936), in one message or many: the SOA, every record, the SOA
 * again. What a server sends is bounded, and anything but a complete zone is a fault.
 */
import { limits } from "../base/limits.js";
import { dnsClass } from "../dns/class.js";
import { flag, opcode, rcode, rcodeName } from "../dns/header.js";
import {
  encodeQuery,
  type MalformedRecord,
  type Message,
  type ResourceRecord,
} from "../dns/message.js";
import { isSubdomain, namesEqual } from "../dns/name.js";
import { metaTypes, recordTypeOf } from "../dns/rr/registry.js";
import { openConversation, type TransferPeer } from "./conversation.js";
import { TransferFault } from "./fault.js";

const SOA = 6;

export interface TransferLimits {
  readonly recordsMax: number;
  readonly bytesMax: number;
}

/** Far above the zones that are mirrored, far below what would take the memory of this host. */
export const transferLimits: TransferLimits = {
  recordsMax: 5_000_000,
  bytesMax: limits.zoneBytesMax,
};

export interface TransferredZone {
  readonly soa: ResourceRecord;
  /** Every record but the SOA, in the order they came, names expanded, case kept. */
  readonly records: readonly ResourceRecord[];
  /** Records that are not of this zone or class; no server should send them. */
  readonly strayRecords: number;
  /** RRsets with records whose RDATA is not what their type says; the others of them are here, too. */
  readonly malformed: readonly MalformedRecord[];
  readonly messages: number;
  readonly bytes: number;
}

/** Throws a `TransferFault`. `apex` is in wire form. */
export async function transferZone(
  peer: TransferPeer,
  apex: Uint8Array,
  signal: AbortSignal,
  bounds: TransferLimits = transferLimits,
): Promise<TransferredZone> {
  const request = encodeQuery(peer.randomId(), apex, metaTypes.AXFR);
  const conversation = await openConversation(peer, request, signal);
  try {
    const intake = new Intake(apex, bounds);
    while (!intake.complete) {
      intake.take(await conversation.next(intake.setAside), conversation.bytes);
    }
    conversation.end();
    return intake.zone(conversation.bytes);
  } finally {
    conversation.close();
  }
}

class Intake {
  private readonly records: ResourceRecord[] = [];
  private soa: ResourceRecord | undefined;
  private readonly malformed: MalformedRecord[] = [];
  private strayRecords = 0;
  private messages = 0;
  /** Records set aside since the last message. */
  private aside = 0;
  complete = false;

  constructor(
    private readonly apex: Uint8Array,
    private readonly bounds: TransferLimits,
  ) {}

  readonly setAside = ({ name, type }: MalformedRecord): void => {
    this.aside++;
    if (this.isInside(name)) this.malformed.push({ name, type });
    else this.strayRecords++;
    this.checkCount();
  };

  take(message: Message, bytes: number): void {
    this.messages++;
    this.checkHeader(message);
    if (bytes > this.bounds.bytesMax) {
      throw tooLarge(`more than ${this.bounds.bytesMax} octets`);
    }
    // Messages without records could go on for ever.
    if (message.answers.length + this.aside === 0) {
      throw nonsense("sent a message of a zone without records");
    }
    for (const record of message.answers) this.takeRecord(record);
    this.aside = 0;
  }

  zone(bytes: number): TransferredZone {
    const { records, strayRecords, malformed, messages } = this;
    return { soa: this.soa!, records, strayRecords, malformed, messages, bytes };
  }

  private checkHeader({ flags, opcode: code, rcode: answer, questions }: Message): void {
    if (answer !== rcode.NOERROR) {
      const text = `answered ${rcodeName(answer)} to the transfer of the zone`;
      throw new TransferFault("refused", text, { rcode: answer });
    }
    if (code !== opcode.QUERY) throw nonsense("answered a transfer with another opcode");
    if ((flags & flag.tc) !== 0) throw nonsense("truncated a message of a zone over TCP");
    // RFC 5936 §2.2.1: later messages may leave the question out.
    const [question, second] = questions;
    if (question === undefined && this.messages > 1) return;
    const same =
      question !== undefined &&
      second === undefined &&
      question.type === metaTypes.AXFR &&
      question.name.length === this.apex.length &&
      namesEqual(question.name, 0, this.apex, 0, this.apex.length);
    if (!same) throw nonsense("answered another question than the transfer of this zone");
  }

  private takeRecord(record: ResourceRecord): void {
    if (this.complete) throw nonsense("sent records behind the end of the zone");
    const { type, rdata } = record;
    // Messages of updates may have records without RDATA, so the decoder lets them pass.
    if (rdata.length === 0 && recordTypeOf(type).check(rdata, 0, 0) !== undefined) {
      this.setAside(record);
      return;
    }
    if (type === SOA && this.isApex(record.name)) {
      this.takeSoa(record);
      return;
    }
    if (this.soa === undefined) throw nonsense("began the zone with another record than its SOA");
    if (record.class !== dnsClass.IN || !this.isInside(record.name) || type === SOA) {
      // Dropped as secondaries do, so that one stray does not hide a whole zone; counted and bounded.
      this.strayRecords++;
    } else {
      this.records.push(record);
    }
    this.checkCount();
  }

  private checkCount(): void {
    const count = this.records.length + this.strayRecords + this.malformed.length;
    if (count > this.bounds.recordsMax) {
      throw tooLarge(`more than ${this.bounds.recordsMax} records`);
    }
  }

  private takeSoa(record: ResourceRecord): void {
    if (this.soa === undefined) {
      if (record.class !== dnsClass.IN) throw nonsense("sent a zone of another class than IN");
      this.soa = record;
    } else {
      // RFC 5936 §2.2: both are the same, else the zone changed on the way.
      if (Buffer.compare(record.rdata, this.soa.rdata) !== 0) {
        throw nonsense("ended the zone with another SOA than it began with");
      }
      this.complete = true;
    }
  }

  private isApex(name: Uint8Array): boolean {
    const { apex } = this;
    return name.length === apex.length && namesEqual(name, 0, apex, 0, apex.length);
  }

  private isInside(name: Uint8Array): boolean {
    return isSubdomain(name, 0, name.length, this.apex, 0, this.apex.length);
  }
}

function nonsense(message: string): TransferFault {
  return new TransferFault("malformed", message);
}

function tooLarge(what: string): TransferFault {
  return new TransferFault("too-large", `sent ${what} for one zone`);
}
