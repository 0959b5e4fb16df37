/**
 * Reads one HTTP/1.1 response as it comes, as much of it as a check looks at: the status, and the
 * first 64 KiB of the body if they are asked for (RFC 9112). What a server may send is bounded; the
 * time that it may take is bounded by the probe's time-out.
 */
import { BoundedBytes } from "./bounded-bytes.js";
import { ChunkedBody } from "./chunked-body.js";

/** Status line and headers, those of interim responses included. */
const headBytesMax = 32 * 1024;
export const bodyBytesMax = 64 * 1024;

const headEnd = "\r\n\r\n";
const statusLine = /^HTTP\/1\.[01] ([1-9][0-9]{2})(?: [^\r\n]*)?$/;
const decimal = /^[0-9]{1,15}$/;

export class HttpReader {
  /** 0 until the head is there. */
  status = 0;
  /** The response is read as far as it is looked at, or is none. */
  done = false;
  /** It is no HTTP response. */
  malformed = false;
  readonly #wantsBody: boolean;
  /** Of a head that comes in pieces; most come whole. */
  #head: BoundedBytes | undefined;
  #headBytes = 0;
  #body: BoundedBytes | undefined;
  /** Octets that are still to come; infinite if the connection's end is the body's. */
  #left = Number.POSITIVE_INFINITY;
  #chunks: ChunkedBody | undefined;

  constructor(wantsBody: boolean) {
    this.#wantsBody = wantsBody;
  }

  /** Octets as characters of the same code. */
  get body(): string {
    return this.#body?.view().toString("latin1") ?? "";
  }

  feed(chunk: Buffer): void {
    if (this.done || chunk.length === 0) return;
    if (this.status === 0) this.#feedHead(chunk);
    else this.#feedBody(chunk);
  }

  /** The connection has ended. */
  end(): void {
    if (this.done) return;
    const open = this.status !== 0 && this.#chunks === undefined;
    if (!open || this.#left < Number.POSITIVE_INFINITY) this.malformed = true;
    this.done = true;
  }

  #feedHead(chunk: Buffer): void {
    const end = this.#head === undefined ? chunk.indexOf(headEnd, 0, "latin1") : -1;
    if (end === -1 || end > headBytesMax) {
      this.#feedPiece(chunk);
      return;
    }
    this.#takeHead(chunk.toString("latin1", 0, end));
    this.feed(chunk.subarray(end + headEnd.length));
  }

  #feedPiece(chunk: Buffer): void {
    this.#head ??= new BoundedBytes(headBytesMax);
    const from = Math.max(0, this.#head.length - headEnd.length + 1);
    const rest = this.#head.take(chunk);
    const view = this.#head.view();
    const end = view.indexOf(headEnd, from, "latin1");
    if (end === -1) {
      if (this.#head.isFull) this.#fail();
      return;
    }
    this.#head = undefined;
    this.#takeHead(view.toString("latin1", 0, end));
    this.feed(Buffer.concat([view.subarray(end + headEnd.length), rest]));
  }

  #takeHead(head: string): void {
    this.#headBytes += head.length + headEnd.length;
    const [first = "", ...lines] = head.split("\r\n");
    const status = Number(statusLine.exec(first)?.[1] ?? 0);
    if (status === 0) {
      this.#fail();
      return;
    }
    if (status < 200 && status !== 101) {
      // An interim response (RFC 9110 §15.2): the real one follows.
      if (this.#headBytes > headBytesMax) this.#fail();
      return;
    }
    this.status = status;
    if (!this.#wantsBody || status === 204 || status === 304) {
      this.done = true;
      return;
    }
    this.#takeFraming(lines);
  }

  /** RFC 9112 §6.3. */
  #takeFraming(lines: readonly string[]): void {
    for (const line of lines) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      if (name === "transfer-encoding") {
        if (value.toLowerCase() !== "chunked") this.#fail();
        this.#chunks = new ChunkedBody();
      } else if (name === "content-length") {
        if (!decimal.test(value)) this.#fail();
        this.#left = Number(value);
      }
    }
    if (this.#chunks !== undefined) this.#left = Number.POSITIVE_INFINITY;
    if (this.#left === 0) this.done = true;
  }

  #feedBody(chunk: Buffer): void {
    if (this.#chunks === undefined) this.#keep(chunk.subarray(0, this.#left));
    else {
      const chunks = this.#chunks;
      chunks.feed(chunk, (part) => this.#keep(part));
      // What follows the part that is looked at may be what it wants.
      if (this.done) return;
      if (chunks.malformed) this.#fail();
      else if (chunks.done) this.done = true;
    }
  }

  #keep(part: Buffer): void {
    if (this.done) return;
    this.#body ??= new BoundedBytes(bodyBytesMax);
    this.#body.take(part);
    this.#left -= part.length;
    if (this.#body.isFull || this.#left === 0) this.done = true;
  }

  #fail(): void {
    this.malformed = true;
    this.done = true;
  }
}
