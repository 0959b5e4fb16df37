/**
 * The narrow seam between transports and answers: bytes, lengths and a client address; no socket.
 * Batched sockets, `node:dgram` and TCP implement one side; the responder is the other.
 */
export const transport = { udp: 0, tcp: 1 } as const;
export type Transport = (typeof transport)[keyof typeof transport];

/** Memory for messages; `words` is the same memory. */
export interface FrameMemory {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

export interface Answerer {
  /**
   * Answers the message at `memory.bytes[offset, offset + length)`, in place. `offset` is a
   * multiple of 4. The response may take `capacity` octets from `offset` on (at least 512 and at
   * least what the transport allows: the UDP payload cap, or 65,535 for TCP), plus 8 octets behind
   * them that may be overwritten with rubbish.
   *
   * Returns the response's length; 0 means that nothing is sent.
   */
  answer(
    memory: FrameMemory,
    offset: number,
    length: number,
    capacity: number,
    via: Transport,
    /** Memory that holds the client's address at `clientOffset`, 4 or 16 octets, network order. */
    client: Uint8Array,
    clientOffset: number,
    clientLength: 4 | 16,
  ): number;

  /**
   * Called before each batch with the time of day, whole seconds (cookies carry it). Takes over
   * state that the control plane published.
   */
  beginBatch(unixSeconds: number): void;

  /** A message from the control plane, as posted to the worker (new image chunk, settings …). */
  receive(message: unknown): void;
}
