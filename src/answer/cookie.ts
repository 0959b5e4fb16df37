/**
 * DNS cookies (RFC 7873) in the interoperable form of RFC 9018, so that every server of an anycast
 * address that shares the secret knows the others' cookies.
 *
 *   client cookie │ server cookie
 *     8 octets    │ version 1 │ reserved 3 │ time 4 │ SipHash-2-4 8
 *                                                     of all before it and the client's address
 */
import { sipHash24, sipHashKey } from "../base/siphash.js";

export const cookieBytes = { client: 8, serverMin: 8, serverMax: 32, made: 24 } as const;

/** RFC 9018 §4.3: cookies are good for an hour, and for five minutes of clock difference. */
const ageSecondsMax = 3600;
const aheadSecondsMax = 300;
/** RFC 9018 §4.3: a client that shows a cookie older than this gets a new one. */
const renewSeconds = 1800;
const version = 1;

export class CookieJar {
  readonly #keys: readonly Int32Array[];
  readonly #input = new Uint8Array(cookieBytes.client + 8 + 16);
  readonly #hash = new Uint8Array(8);

  /** The first secret makes cookies, all are accepted (RFC 9018 §5). 16 octets each. */
  constructor(secrets: readonly Uint8Array[]) {
    this.#keys = secrets.map(sipHashKey);
  }

  get open(): boolean {
    return this.#keys.length > 0;
  }

  /**
   * Puts the cookie for the response into `out` (24 octets) and says whether the one shown,
   * `shown[0, length)`, was valid for this client now.
   */
  exchange(
    shown: Uint8Array,
    length: number,
    client: Uint8Array,
    clientOffset: number,
    clientLength: 4 | 16,
    unixSeconds: number,
    out: Uint8Array,
  ): boolean {
    const input = this.#input;
    for (let i = 0; i < 16; i++) input[i] = i < length ? shown[i]! : 0;
    for (let i = 0; i < clientLength; i++) input[16 + i] = client[clientOffset + i]!;

    const by =
      length === cookieBytes.made ? this.#validBy(shown, 16 + clientLength, unixSeconds) : -1;
    if (by === 0 && this.#age(unixSeconds) <= renewSeconds) {
      for (let i = 0; i < cookieBytes.made; i++) out[i] = shown[i]!;
      return true;
    }
    input[8] = version;
    input[9] = input[10] = input[11] = 0;
    for (let i = 0; i < 4; i++) input[12 + i] = unixSeconds >>> (24 - i * 8);
    for (let i = 0; i < 16; i++) out[i] = input[i]!;
    sipHash24(this.#keys[0]!, input, 0, 16 + clientLength, out, 16);
    return by >= 0;
  }

  /** Which secret made the shown cookie, or -1 if it is not valid. */
  #validBy(shown: Uint8Array, inputLength: number, unixSeconds: number): number {
    const age = this.#age(unixSeconds);
    if (shown[8] !== version || age > ageSecondsMax || age < -aheadSecondsMax) return -1;
    for (let k = 0; k < this.#keys.length; k++) {
      sipHash24(this.#keys[k]!, this.#input, 0, inputLength, this.#hash, 0);
      // No early end: the time must not tell how much of a guess was right.
      let difference = 0;
      for (let i = 0; i < 8; i++) difference |= this.#hash[i]! ^ shown[16 + i]!;
      if (difference === 0) return k;
    }
    return -1;
  }

  /** Seconds since the cookie in `#input` was made, in serial arithmetic (RFC 9018 §4.3). */
  #age(unixSeconds: number): number {
    const input = this.#input;
    const made = (input[12]! << 24) | (input[13]! << 16) | (input[14]! << 8) | input[15]!;
    return (unixSeconds - made) | 0;
  }
}
