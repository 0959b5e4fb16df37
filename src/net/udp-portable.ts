/**
 * The same answers under node:dgram, where the C library cannot be called: one message a turn, one
 * copy in and one out. Wildcard addresses never get here (interface-addresses.ts): dgram does not
 * tell which address a message came to, so each local address has a socket of its own.
 */
import { createSocket, type RemoteInfo, type Socket, type SocketOptions } from "node:dgram";
import { once } from "node:events";
import { transport } from "../answer/answerer.js";
import { addressFromText } from "../base/ip.js";
import { limits } from "../base/limits.js";
import { SecondHand } from "./clock.js";
import type { TransportParts } from "./transport-parts.js";
import type { HostPort, PortableDuty } from "./worker-task.js";

export class PortableUdp {
  readonly #parts: TransportParts;
  readonly #secondHand: SecondHand;
  readonly #sockets: Socket[] = [];
  /** Answers that the operating system has not taken yet. */
  #sending = 0;

  constructor(parts: TransportParts) {
    this.#parts = parts;
    this.#secondHand = new SecondHand(parts.clock);
  }

  /** Binds all addresses. */
  async listen(duty: PortableDuty): Promise<void> {
    for (const address of duty.addresses) await this.#bind(address, duty);
  }

  /** Nothing may have come for long: state that the control plane replaced is let go of. */
  sweep(): void {
    const { answerer, clock } = this.#parts;
    answerer.beginBatch(this.#secondHand.at(clock.monotonicMs()));
  }

  /** Lets go of the sockets once the answers that are under way have left. */
  async close(deadlineMs: number): Promise<void> {
    const { clock } = this.#parts;
    const end = clock.monotonicMs() + deadlineMs;
    while (this.#sending > 0 && clock.monotonicMs() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const socket of this.#sockets.splice(0)) socket.close();
  }

  async #bind({ host, port, family }: HostPort, duty: PortableDuty): Promise<void> {
    const options: SocketOptions & { reusePort: boolean } = {
      type: family === 6 ? "udp6" : "udp4",
      ipv6Only: family === 6,
      recvBufferSize: duty.receiveBufferBytes,
      sendBufferSize: duty.sendBufferBytes,
      // Known to Node 23.1 and newer only; older ones get a single worker (open-sockets.ts).
      reusePort: duty.sharePort,
    };
    const socket = createSocket(options);
    this.#sockets.push(socket);
    socket.on("message", (message, peer) => this.#answer(socket, message, peer));
    socket.bind({ address: host, port, exclusive: true });
    await once(socket, "listening");
    // After this a failing socket is a fault of the worker: unhandled, it ends it.
  }

  #answer(socket: Socket, message: Buffer, peer: RemoteInfo): void {
    const { answerer, control, traffic, clock, arena } = this.#parts;
    const startMs = clock.monotonicMs();
    answerer.beginBatch(this.#secondHand.at(startMs));
    if (message.length > limits.udpPayloadMaxBytes) {
      traffic.drop("truncated", 1);
      return;
    }
    const percent = peer.address.indexOf("%");
    const client = addressFromText(percent === -1 ? peer.address : peer.address.slice(0, percent));
    if (client === undefined) return;
    arena.bytes.set(message, 0);
    control.take(0, message.length);
    const answered = answerer.answer(
      arena,
      0,
      message.length,
      limits.udpPayloadMaxBytes,
      transport.udp,
      client,
      0,
      client.length === 16 ? 16 : 4,
    );
    control.release();
    if (answered > 0) this.#send(socket, Buffer.from(arena.bytes.subarray(0, answered)), peer);
    traffic.batch(1, (clock.monotonicMs() - startMs) * 1000);
  }

  #send(socket: Socket, answer: Buffer, peer: RemoteInfo): void {
    // A peer that cannot be sent to (port 0) makes dgram throw; it must not cost the worker.
    if (peer.port === 0) {
      this.#parts.traffic.drop("send-failed", 1);
      return;
    }
    this.#sending++;
    socket.send(answer, peer.port, peer.address, (error) => {
      this.#sending--;
      if (error !== null) this.#parts.traffic.drop("send-failed", 1);
    });
  }
}
