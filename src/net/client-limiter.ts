/**
 * Counts what each client holds. A client is an IPv4 address or an IPv6 /56: a subscriber commonly
 * has that much (RFC 6177), and could otherwise come from 2^72 addresses.
 */
export class ClientLimiter {
  readonly #held = new Map<string, number>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** Whether the client may hold one more; if so it does. */
  take(address: Uint8Array): boolean {
    const key = keyOf(address);
    const held = this.#held.get(key) ?? 0;
    if (held >= this.#max) return false;
    this.#held.set(key, held + 1);
    return true;
  }

  release(address: Uint8Array): void {
    const key = keyOf(address);
    const held = this.#held.get(key) ?? 0;
    if (held <= 1) this.#held.delete(key);
    else this.#held.set(key, held - 1);
  }

  /** Clients that hold something. */
  get clients(): number {
    return this.#held.size;
  }
}

function keyOf(address: Uint8Array): string {
  return address.subarray(0, address.length === 16 ? 7 : 4).join(".");
}
