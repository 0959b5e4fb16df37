/**
 * Cuts a stream into messages: a length of two octets, then the message (RFC 1035 §4.2.2). Prefix
 * and message may come in any number of pieces (RFC 7766 §8). Memory grows with what has really
 * come, never with what a prefix announces.
 *
 *   chunk ─▶ [ held octets of an unfinished message | chunk ] ─▶ next() ─▶ message, message, …
 */
const prefixBytes = 2;

export class MessageAssembler {
  #buffer: Uint8Array = empty;
  /** Octets of `#buffer` that are data: from `#start` to `#end`. */
  #start = 0;
  #end = 0;

  /** Takes a piece of the stream. It is kept, not copied, if nothing else is held. */
  push(chunk: Uint8Array): void {
    const held = this.#end - this.#start;
    if (held === 0) {
      this.#buffer = chunk;
      this.#start = 0;
      this.#end = chunk.length;
      return;
    }
    if (this.#owned && this.#end + chunk.length <= this.#buffer.length) {
      this.#buffer.set(chunk, this.#end);
    } else {
      // Doubling: a message that comes octet by octet is copied a constant number of times.
      const grown = new Uint8Array(Math.max(256, (held + chunk.length) * 2));
      grown.set(this.#buffer.subarray(this.#start, this.#end));
      grown.set(chunk, held);
      this.#buffer = grown;
      this.#start = 0;
      this.#end = held;
      this.#owned = true;
    }
    this.#end += chunk.length;
  }

  /**
   * Copies the next whole message to `out` and returns its length; -1 if none is complete. A length
   * of 0 is a message too.
   */
  next(out: Uint8Array): number {
    const buffer = this.#buffer;
    const start = this.#start;
    if (this.#end - start < prefixBytes) return -1;
    const length = (buffer[start]! << 8) | buffer[start + 1]!;
    const end = start + prefixBytes + length;
    if (end > this.#end) return -1;
    out.set(buffer.subarray(start + prefixBytes, end));
    this.#start = end;
    if (end === this.#end) this.#drop();
    return length;
  }

  /** Octets that wait: an unfinished message, or messages not yet taken. */
  get held(): number {
    return this.#end - this.#start;
  }

  /** Whether `#buffer` is this object's own, so that it may be written to. */
  #owned = false;

  #drop(): void {
    this.#buffer = empty;
    this.#start = this.#end = 0;
    this.#owned = false;
  }
}

const empty = new Uint8Array(0);
