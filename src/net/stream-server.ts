/**
 * DNS over TCP (RFC 7766): accepts connections within the limits and ends those that have used up
 * their time. A TLS listener hands its decrypted streams to `accept` the same way.
 */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { addressFromText } from "../base/ip.js";
import { ClientLimiter } from "./client-limiter.js";
import { SecondHand } from "./clock.js";
import { type ConnectionParts, StreamConnection } from "./stream-connection.js";
import type { StreamLimits } from "./stream-limits.js";
import type { TransportParts } from "./transport-parts.js";
import type { HostPort, StreamDuty } from "./worker-task.js";

export class StreamServer {
  readonly #parts: ConnectionParts;
  readonly #clients: ClientLimiter;
  readonly #connections = new Set<StreamConnection>();
  readonly #servers: Server[] = [];

  constructor(parts: TransportParts, limits: StreamLimits) {
    this.#parts = { ...parts, limits, secondHand: new SecondHand(parts.clock) };
    this.#clients = new ClientLimiter(limits.connectionsPerClientMax);
  }

  async listen({ listeners, backlog }: StreamDuty): Promise<void> {
    for (const listener of listeners) await this.#listen(listener, backlog);
  }

  /** Takes over a stream whose client has `address`; refuses it where a limit is reached. */
  accept(stream: Duplex, address: Uint8Array): void {
    const { connectionsMax } = this.#parts.limits;
    const full = this.#connections.size >= connectionsMax && !this.#evict();
    if (full || !this.#clients.take(address)) {
      stream.destroy();
      return;
    }
    const connection = new StreamConnection(this.#parts, stream, address, () => {
      this.#connections.delete(connection);
      this.#clients.release(address);
    });
    this.#connections.add(connection);
  }

  /** To be called several times a second: time limits are kept by one sweep, not a timer each. */
  sweep(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    for (const connection of this.#connections) connection.expire(nowMs);
    // Nothing may have come for long: state that the control plane replaced is let go of.
    this.#parts.answerer.beginBatch(this.#parts.secondHand.at(nowMs));
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** Accepts nothing more, lets each client have its answers, and cuts off those that dawdle. */
  async close(withinMs: number): Promise<void> {
    for (const server of this.#servers.splice(0)) server.close();
    for (const connection of this.#connections) connection.finish();
    const end = this.#parts.clock.monotonicMs() + withinMs;
    while (this.#connections.size > 0 && this.#parts.clock.monotonicMs() < end) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const connection of this.#connections) connection.destroy();
  }

  async #listen(listener: { readonly fd: number } | HostPort, backlog: number): Promise<void> {
    // Half-open: a client that has sent its queries and closed its side still gets the answers.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      this.#onSocket(socket),
    );
    this.#servers.push(server);
    if ("fd" in listener) server.listen({ fd: listener.fd, backlog });
    else {
      const { host, port, family } = listener;
      server.listen({ host, port, backlog, ipv6Only: family === 6 });
    }
    await once(server, "listening");
  }

  #onSocket(socket: Socket): void {
    const text = socket.remoteAddress?.split("%")[0];
    const address = text === undefined ? undefined : addressFromText(text);
    // It may be gone already.
    if (address === undefined) socket.destroy();
    else this.accept(socket, address);
  }

  /** Ends the connection that has been idle longest (RFC 7766 §6.2.3); false if none is idle. */
  #evict(): boolean {
    let oldest: StreamConnection | undefined;
    let sinceMs = Number.POSITIVE_INFINITY;
    for (const connection of this.#connections) {
      const idleSinceMs = connection.idleSinceMs;
      if (idleSinceMs === undefined || idleSinceMs >= sinceMs) continue;
      oldest = connection;
      sinceMs = idleSinceMs;
    }
    oldest?.destroy();
    if (oldest !== undefined) this.#connections.delete(oldest);
    return oldest !== undefined;
  }
}
