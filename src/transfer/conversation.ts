/**
 * One request to one server over TCP and what it answers: signed on the way out, verified and
 * decoded on the way in. Nothing is decoded before its signature was looked at.
 */
import { flag, rcode, rcodeName } from "../dns/header.js";
import { decodeMessage, type MalformedRecord, type Message } from "../dns/message.js";
import type { ServerAddress } from "../resolver/dns-client.js";
import { TransferFault } from "./fault.js";
import type { Dial, MessageStream } from "./message-stream.js";
import { signRequest, type TsigRefusal, TsigVerifier } from "./tsig.js";
import type { TsigKey } from "./tsig-key.js";

/** A server, and how it is spoken to. */
export interface TransferPeer {
  readonly server: ServerAddress;
  /** Without one, requests go unsigned. */
  readonly key?: TsigKey | undefined;
  readonly dial: Dial;
  readonly nowSeconds: () => number;
  /** A random number below 2^16. */
  readonly randomId: () => number;
}

/** Sends one request and returns the one response; its RCODE is the caller's to judge. */
export async function exchange(
  peer: TransferPeer,
  request: Uint8Array,
  signal: AbortSignal,
): Promise<Message> {
  const conversation = await openConversation(peer, request, signal);
  try {
    const response = await conversation.next();
    conversation.end();
    return response;
  } finally {
    conversation.close();
  }
}

export async function openConversation(
  peer: TransferPeer,
  request: Uint8Array,
  signal: AbortSignal,
): Promise<Conversation> {
  try {
    const stream = await peer.dial(peer.server, signal);
    return new Conversation(peer, stream, request, signal);
  } catch (error) {
    throw faultOf(error, signal, false);
  }
}

class Conversation {
  private readonly verifier: TsigVerifier | undefined;
  private readonly id: number;
  /** Octets of all messages that came. */
  bytes = 0;

  constructor(
    private readonly peer: TransferPeer,
    private readonly stream: MessageStream,
    request: Uint8Array,
    private readonly signal: AbortSignal,
  ) {
    this.id = (request[0]! << 8) | request[1]!;
    if (peer.key === undefined) {
      stream.send(request);
    } else {
      const signed = signRequest(request, peer.key, peer.nowSeconds());
      this.verifier = new TsigVerifier(peer.key, signed.mac);
      stream.send(signed.message);
    }
  }

  /** The next message, signature held; throws a `TransferFault`. `setAside` as for the decoder. */
  async next(setAside?: (record: MalformedRecord) => void): Promise<Message> {
    const bytes = await this.receive();
    this.bytes += bytes.length;
    const refusal = this.verifier?.accept(bytes, this.peer.nowSeconds());
    const message = decodeMessage(bytes, setAside);
    if (typeof message === "string") {
      throw new TransferFault("malformed", `sent a malformed message: ${message}`, {
        delivered: true,
      });
    }
    if (message.id !== this.id || (message.flags & flag.qr) === 0) {
      throw new TransferFault("malformed", "sent a message that is no response to ours", {
        delivered: true,
      });
    }
    if (refusal !== undefined) throw refusalFault(refusal, message);
    return message;
  }

  /** The answer is complete; throws if its last message was not signed. */
  end(): void {
    const refusal = this.verifier?.end();
    if (refusal !== undefined) throw refusalFault(refusal, undefined);
  }

  close(): void {
    this.stream.close();
  }

  private async receive(): Promise<Uint8Array> {
    let bytes: Uint8Array | undefined;
    try {
      bytes = await this.stream.next();
    } catch (error) {
      throw faultOf(error, this.signal, true);
    }
    if (bytes !== undefined) return bytes;
    throw new TransferFault("closed", "closed the connection without answering to the end", {
      delivered: true,
    });
  }
}

function refusalFault(refusal: TsigRefusal, message: Message | undefined): TransferFault {
  // Who refuses before he looks at keys, or cannot sign, says only this much (RFC 8945 §5.3.2).
  if (refusal.kind === "unsigned" && message !== undefined && message.rcode !== rcode.NOERROR) {
    const text = `answered ${rcodeName(message.rcode)}, unsigned`;
    return new TransferFault("refused", text, { rcode: message.rcode });
  }
  return new TransferFault("signature", refusal.message, {
    ...(refusal.hint === undefined ? {} : { hint: refusal.hint }),
    ...(refusal.error === undefined ? {} : { tsigError: refusal.error }),
    ...(message === undefined ? {} : { rcode: message.rcode }),
    // A server that did not accept our signature did nothing.
    delivered: refusal.kind !== "refused",
  });
}

function faultOf(error: unknown, signal: AbortSignal, delivered: boolean): TransferFault {
  if (signal.aborted) {
    const { reason } = signal;
    const own = reason instanceof Error && reason.name === "Error" ? reason.message : "in time";
    return new TransferFault("timed-out", `did not answer ${own}`, { delivered });
  }
  if (!(error instanceof TransferFault)) throw error;
  return new TransferFault(error.kind, error.message, { delivered });
}
