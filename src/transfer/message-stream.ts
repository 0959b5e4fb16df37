/** Messages over one TCP connection (RFC 7766): the seam between this folder and the network. */
import { connect, type Socket } from "node:net";
import { limits } from "../base/limits.js";
import { MessageAssembler } from "../dns/message-assembler.js";
import type { ServerAddress } from "../resolver/dns-client.js";
import { TransferFault } from "./fault.js";

export interface MessageStream {
  send(message: Uint8Array): void;
  /** The next message; undefined when the server closed the connection between two. */
  next(): Promise<Uint8Array | undefined>;
  close(): void;
}

/** Connects to a server. When `signal` aborts, whatever waits is rejected with its reason. */
export type Dial = (server: ServerAddress, signal: AbortSignal) => Promise<MessageStream>;

export const dialTcp: Dial = (server, signal) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({ host: server.address, port: server.port });
    const abort = () => {
      socket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      signal.removeEventListener("abort", abort);
      const reason = reasons[error.code ?? ""] ?? `the connection failed (${error.code})`;
      reject(new TransferFault("unreachable", reason));
    });
    socket.once("connect", () => {
      signal.removeEventListener("abort", abort);
      socket.removeAllListeners("error");
      resolve(new SocketStream(socket, signal));
    });
  });

const reasons: { readonly [code: string]: string } = {
  ECONNREFUSED: "nothing listens there",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "there is no route to its network",
  ENOTFOUND: "the host name has no address",
  EAI_AGAIN: "the host name cannot be resolved for the time being",
};

class SocketStream implements MessageStream {
  private readonly assembler = new MessageAssembler();
  private readonly frame = new Uint8Array(limits.messageBytesMax);
  private readonly chunks: AsyncIterator<Buffer>;
  private readonly abort = () => this.socket.destroy();

  constructor(
    private readonly socket: Socket,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener("abort", this.abort, { once: true });
    // What is wrong with the socket is told by the iterator; without a listener it would end us.
    socket.on("error", () => undefined);
    this.chunks = socket[Symbol.asyncIterator]();
  }

  send(message: Uint8Array): void {
    // Length and message in one write (RFC 7766 §8).
    const length = Uint8Array.of(message.length >>> 8, message.length);
    this.socket.write(Buffer.concat([length, message]));
  }

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const length = this.assembler.next(this.frame);
      if (length >= 0) return this.frame.slice(0, length);
      const chunk = await this.chunk();
      if (chunk === undefined) {
        if (this.assembler.held === 0) return undefined;
        throw new TransferFault("closed", "the connection was closed inside a message");
      }
      this.assembler.push(chunk);
    }
  }

  close(): void {
    this.signal.removeEventListener("abort", this.abort);
    this.socket.destroy();
  }

  private async chunk(): Promise<Buffer | undefined> {
    try {
      const { done, value } = await this.chunks.next();
      this.signal.throwIfAborted();
      return done === true ? undefined : value;
    } catch {
      this.signal.throwIfAborted();
      throw new TransferFault("closed", "the connection was reset");
    }
  }
}
