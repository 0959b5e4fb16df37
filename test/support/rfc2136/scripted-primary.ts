/**
 * A small primary on the loopback that speaks as RFC 2136, RFC 5936 and RFC 8945 say, and goes wrong
 * on demand. Operations for its fault switches: `query`, `axfr`, `update`. A `refuse` answers with
 * its status as the RCODE; `cut-after` of a transfer comes in the middle of it.
 */
import { createServer, type Server, type Socket } from "node:net";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { dnsClass } from "../../../src/dns/class.js";
import { flag, opcode, opcodeShift, rcode } from "../../../src/dns/header.js";
import { decodeMessage, type Message, type ResourceRecord } from "../../../src/dns/message.js";
import { metaTypes } from "../../../src/dns/rr/registry.js";
import { type Fault, FaultSwitches } from "../fault-switches.js";
import { onMessages, sendMessage } from "../framed-messages.js";
import {
  algorithmWire,
  isBy,
  ResponseSigner,
  type ServerKey,
  takeSignature,
} from "./server-signature.js";
import type { UpdatedZone } from "./updated-zone.js";

export interface PrimaryOptions {
  readonly key?: ServerKey | undefined;
  readonly nowSeconds?: () => number;
  /** Records a message of a transfer. */
  readonly recordsPerMessage?: number;
  /** Of the messages of a transfer, those between two signed ones. */
  readonly unsignedBetween?: number;
  /** Called after each change of a zone. */
  readonly onChange?: (zone: UpdatedZone) => void;
}

export class ScriptedPrimary {
  readonly faults = new FaultSwitches();
  readonly zones: UpdatedZone[] = [];
  /** Requests that came, by operation. */
  readonly asked = { query: 0, axfr: 0, update: 0 };
  private readonly connections = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
    private readonly options: PrimaryOptions,
  ) {
    server.on("connection", (socket) => this.serve(socket));
  }

  static async start(options: PrimaryOptions = {}): Promise<ScriptedPrimary> {
    const server = createServer();
    await new Promise<void>((done, fail) => {
      server.once("error", fail).listen(0, "127.0.0.1", done);
    });
    return new ScriptedPrimary(server, (server.address() as { port: number }).port, options);
  }

  async close(): Promise<void> {
    for (const socket of this.connections) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  private serve(socket: Socket): void {
    this.connections.add(socket);
    socket.on("close", () => this.connections.delete(socket));
    socket.on("error", () => socket.destroy());
    onMessages(socket, (request) => void this.answer(request, socket));
  }

  private async answer(bytes: Buffer, socket: Socket): Promise<void> {
    const signed = takeSignature(bytes);
    const request = decodeMessage(signed?.bare ?? bytes);
    if (typeof request === "string") {
      socket.destroy();
      return;
    }
    const { key, nowSeconds = () => Math.floor(Date.now() / 1000) } = this.options;
    const signer =
      key === undefined || signed === undefined
        ? undefined
        : new ResponseSigner(key, signed.mac, nowSeconds);
    const send = (message: Buffer) => sendMessage(socket, message);
    if (key !== undefined) {
      const refused = response(request, rcode.NOTAUTH);
      if (signed === undefined) return send(response(request, rcode.REFUSED));
      const known =
        signed.keyName === Buffer.from(key.name).toString("hex") &&
        signed.algorithm.equals(algorithmWire(key.algorithm));
      if (!known) {
        const claimed = { ...key, name: Buffer.from(signed.keyName, "hex") };
        const stranger = new ResponseSigner(claimed, signed.mac, nowSeconds);
        return send(stranger.sign(refused, { error: rcode.BADKEY, withMac: false }));
      }
      if (!isBy(key, signed)) return send(signer!.sign(refused, { error: 16, withMac: false }));
      if (Math.abs(signed.timeSigned - nowSeconds()) > 300) {
        const other = Buffer.alloc(6);
        other.writeUIntBE(nowSeconds(), 0, 6);
        return send(signer!.sign(refused, { error: rcode.BADTIME, other }));
      }
    }
    await this.act(request, socket, signer);
  }

  private async act(
    request: Message,
    socket: Socket,
    signer: ResponseSigner | undefined,
  ): Promise<void> {
    const operation =
      request.opcode === opcode.UPDATE
        ? "update"
        : request.questions[0]?.type === metaTypes.AXFR
          ? "axfr"
          : "query";
    this.asked[operation]++;
    const sign = (message: Buffer) => signer?.sign(message) ?? message;
    const faults = this.faults.take(operation);
    const has = (kind: Fault["kind"]) => faults.some((fault) => fault.kind === kind);
    if (has("cut-before")) {
      socket.destroy();
      return;
    }
    for (const fault of faults) {
      if (fault.kind === "held") await fault.until;
      else if (fault.kind === "meanwhile" && fault.after !== true) fault.act();
      else if (fault.kind === "refuse" && fault.status === rcode.BADKEY) {
        const refused = response(request, rcode.NOTAUTH);
        const error = { error: rcode.BADKEY, withMac: false };
        return sendMessage(socket, signer?.sign(refused, error) ?? refused);
      } else if (fault.kind === "refuse") {
        return sendMessage(socket, sign(response(request, fault.status)));
      }
    }
    const messages = this.messages(request, operation, signer);
    for (const fault of faults) {
      if (fault.kind === "meanwhile" && fault.after === true) fault.act();
      else if (fault.kind === "garble")
        return sendMessage(socket, Buffer.from(fault.body, "latin1"));
    }
    if (has("silent-after")) return;
    const cut = has("cut-after");
    const count = cut && operation === "axfr" ? Math.floor(messages.length / 2) : messages.length;
    if (!cut || operation === "axfr")
      for (const one of messages.slice(0, count)) sendMessage(socket, one);
    if (cut) socket.end();
  }

  /** The response's messages, signed. */
  private messages(
    request: Message,
    operation: "query" | "axfr" | "update",
    signer: ResponseSigner | undefined,
  ): Buffer[] {
    const sign = (message: Buffer) => signer?.sign(message) ?? message;
    const [question] = request.questions;
    const zone = this.zoneOf(question?.name, operation === "query");
    if (question === undefined || zone === undefined) {
      return [sign(response(request, operation === "query" ? rcode.REFUSED : rcode.NOTAUTH))];
    }
    if (operation === "update") {
      const code = zone.update(request);
      if (code === rcode.NOERROR) this.options.onChange?.(zone);
      return [sign(response(request, code))];
    }
    if (operation === "query") {
      const rrset = zone.rrset(question.name, question.type);
      const records = [...(rrset?.rdatas.values() ?? [])].map((rdata) => ({
        name: question.name,
        type: question.type,
        class: dnsClass.IN,
        ttlSeconds: rrset!.ttlSeconds,
        rdata,
      }));
      return [sign(response(request, rcode.NOERROR, records))];
    }
    const records = zone.records();
    const all = [...records, records[0]!];
    const { recordsPerMessage = 50, unsignedBetween = 0 } = this.options;
    const count = Math.ceil(all.length / recordsPerMessage);
    return Array.from({ length: count }, (_, i) => {
      const part = all.slice(i * recordsPerMessage, (i + 1) * recordsPerMessage);
      const message = response(request, rcode.NOERROR, part);
      if (signer === undefined) return message;
      const due = i % (unsignedBetween + 1) === 0 || i === count - 1;
      return due ? signer.sign(message) : signer.leave(message);
    });
  }

  private zoneOf(name: Uint8Array | undefined, orBelow: boolean): UpdatedZone | undefined {
    const text = Buffer.from(name ?? [])
      .toString("latin1")
      .toLowerCase();
    return this.zones.find((zone) => {
      const apex = Buffer.from(zone.apex).toString("latin1");
      return orBelow ? text.endsWith(apex) : text === apex;
    });
  }
}

/** A response without a signature; names are not compressed. */
export function response(
  request: Message,
  code: number,
  answers: readonly ResourceRecord[] = [],
): Buffer {
  const out = new ByteWriter(512);
  out.u16(request.id);
  out.u16(flag.qr | flag.aa | (request.opcode << opcodeShift) | code);
  out.u16(request.questions.length);
  out.u16(answers.length);
  out.u32(0);
  for (const question of request.questions) {
    out.copy(question.name);
    out.u16(question.type);
    out.u16(question.class);
  }
  for (const { name, type, class: recordClass, ttlSeconds, rdata } of answers) {
    out.copy(name);
    out.u16(type);
    out.u16(recordClass);
    out.u32(ttlSeconds);
    out.u16(rdata.length);
    out.copy(rdata);
  }
  return Buffer.from(out.toBytes());
}
