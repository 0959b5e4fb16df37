/**
 * One nameserver of a fake provider: answers over UDP and TCP on one port of the loopback, from
 * whatever zones it is given at that moment, with the plain resolver of `src/naive`. What comes is
 * encoded here, uncompressed; tests decode it with another's decoder.
 */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import { ByteWriter } from "../../src/base/byte-writer.js";
import { flag, rcode } from "../../src/dns/header.js";
import { decodeMessage, type Message } from "../../src/dns/message.js";
import { naiveAnswer } from "../../src/naive/naive-answer.js";
import {
  labelsToHex,
  type NaiveRrset,
  type NaiveZone,
  readLabels,
} from "../../src/naive/naive-zone.js";
import { onMessages, sendMessage } from "./framed-messages.js";

const OPT = 41;
const plainUdpBytes = 512;
const ednsUdpBytes = 1232;

/** What goes wrong at this nameserver alone. */
export interface NameserverFaults {
  /** Takes queries and says nothing. */
  silent?: boolean;
  /** Answers everything with this RCODE. */
  rcode?: number;
  /** Answers without the AA bit. */
  lame?: boolean;
  /** Refuses TCP: connections are cut. */
  noTcp?: boolean;
  /** Sends TC and no records over UDP. */
  truncate?: boolean;
  /** Serves something else than what is stored. */
  distort?: (rrset: NaiveRrset) => NaiveRrset;
}

export class FakeNameserver {
  readonly faults: NameserverFaults = {};
  /** Queries answered or swallowed so far, by transport. */
  readonly asked = { udp: 0, tcp: 0 };
  private readonly connections = new Set<Socket>();

  private constructor(
    readonly address: string,
    readonly port: number,
    private readonly zones: () => readonly NaiveZone[],
    private readonly udp: UdpSocket,
    private readonly tcp: Server,
  ) {
    udp.on("message", (query, from) => {
      this.asked.udp++;
      const reply = this.reply(query, true);
      if (reply !== undefined) udp.send(reply, from.port, from.address);
    });
    tcp.on("connection", (socket) => this.serveConnection(socket));
  }

  /** On a port that the kernel chooses, the same for UDP and TCP. `zones` is asked at each query. */
  static async start(
    zones: () => readonly NaiveZone[],
    address = "127.0.0.1",
  ): Promise<FakeNameserver> {
    for (let attempt = 0; ; attempt++) {
      const tcp = createServer();
      await new Promise<void>((resolve, reject) => {
        tcp.once("error", reject);
        tcp.listen(0, address, resolve);
      });
      const { port } = tcp.address() as { port: number };
      const udp = createSocket(address.includes(":") ? "udp6" : "udp4");
      const free = await new Promise<boolean>((resolve) => {
        udp.once("error", () => resolve(false));
        udp.bind(port, address, () => resolve(true));
      });
      if (free) return new FakeNameserver(address, port, zones, udp, tcp);
      udp.close();
      tcp.close();
      if (attempt === 20) throw new Error("no port of the loopback is free for both UDP and TCP");
    }
  }

  async close(): Promise<void> {
    for (const socket of this.connections) socket.destroy();
    await Promise.all([
      new Promise<void>((resolve) => this.udp.close(() => resolve())),
      new Promise<void>((resolve) => this.tcp.close(() => resolve())),
    ]);
  }

  private serveConnection(socket: Socket): void {
    if (this.faults.noTcp === true) {
      socket.destroy();
      return;
    }
    this.connections.add(socket);
    socket.on("close", () => this.connections.delete(socket));
    socket.on("error", () => socket.destroy());
    onMessages(socket, (query) => {
      this.asked.tcp++;
      const reply = this.reply(query, false);
      if (reply !== undefined) sendMessage(socket, reply);
    });
  }

  private reply(bytes: Uint8Array, overUdp: boolean): Uint8Array | undefined {
    if (this.faults.silent === true) return undefined;
    const query = decodeMessage(bytes);
    if (typeof query === "string" || (query.flags & flag.qr) !== 0) return undefined;
    const whole = this.answer(query, overUdp && this.faults.truncate === true);
    const room = Math.min(query.edns?.payloadBytes ?? plainUdpBytes, ednsUdpBytes);
    return overUdp && whole.length > Math.max(room, plainUdpBytes)
      ? this.answer(query, true)
      : whole;
  }

  private answer(query: Message, truncated: boolean): Uint8Array {
    const [question] = query.questions;
    if (question === undefined || query.opcode !== 0) {
      return encode(query, { rcode: rcode.NOTIMP, flags: 0, sections: [] });
    }
    if (this.faults.rcode !== undefined) {
      return encode(query, { rcode: this.faults.rcode, flags: 0, sections: [] });
    }
    const answer = naiveAnswer(this.zones(), {
      qname: readLabels(question.name, 0),
      qtype: question.type,
      qclass: question.class,
    });
    const authoritative = answer.aa && this.faults.lame !== true ? flag.aa : 0;
    if (truncated) {
      return encode(query, {
        rcode: rcode[answer.rcode],
        flags: authoritative | flag.tc,
        sections: [],
      });
    }
    const { distort } = this.faults;
    const sections = [
      answer.answer,
      answer.authority,
      [...answer.required, ...answer.optional],
    ].map((section) => (distort === undefined ? section : section.map(distort)));
    return encode(query, { rcode: rcode[answer.rcode], flags: authoritative, sections });
  }
}

interface Reply {
  readonly rcode: number;
  readonly flags: number;
  /** Answer, authority, additional; none is three empty ones. */
  readonly sections: readonly (readonly NaiveRrset[])[];
}

function encode(query: Message, reply: Reply): Uint8Array {
  const [question] = query.questions;
  const out = new ByteWriter(plainUdpBytes);
  const counts = [0, 1, 2].map((index) =>
    (reply.sections[index] ?? []).reduce((sum, { rdata }) => sum + rdata.length, 0),
  );
  out.u16(query.id);
  out.u16(flag.qr | (query.flags & flag.rd) | reply.flags | reply.rcode);
  out.u16(question === undefined ? 0 : 1);
  out.u16(counts[0]!);
  out.u16(counts[1]!);
  out.u16(counts[2]! + (query.edns === undefined ? 0 : 1));
  if (question !== undefined) {
    out.copy(question.name);
    out.u16(question.type);
    out.u16(question.class);
  }
  for (const rrset of reply.sections.flat()) {
    const owner = Buffer.from(labelsToHex(rrset.owner), "hex");
    for (const text of rrset.rdata) {
      const rdata = Buffer.from(text, "hex");
      out.copy(owner);
      out.u16(rrset.type);
      out.u16(1);
      out.u32(rrset.ttl);
      out.u16(rdata.length);
      out.copy(rdata);
    }
  }
  if (query.edns !== undefined) {
    out.copy(Uint8Array.of(0, 0, OPT, ednsUdpBytes >>> 8, ednsUdpBytes & 0xff, 0, 0, 0, 0, 0, 0));
  }
  return out.toBytes();
}
