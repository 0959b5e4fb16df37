/**
 * Addresses of host names (targets of CNAMEs), from the resolvers that this system is set up with.
 * By DNS alone, as clients find them, and over sockets of its own: `getaddrinfo` would block one of
 * the few threads that the whole process has for it, and a dead resolver with it all of them.
 */
import { Resolver } from "node:dns";
import { addressFromText } from "../base/ip.js";

/** IPv4 addresses first. Empty if there are none; a string if the resolvers do not tell. */
type Found = readonly Uint8Array[] | string;

/** What the answer "there is none" is called. */
const denials = new Set(["ENOTFOUND", "ENODATA"]);
const addressesMax = 16;

export class HostResolver {
  readonly #resolver: Resolver;
  /** Probes of one host share a question. */
  readonly #asked = new Map<string, ((found: Found) => void)[]>();

  /** `servers`: in place of the system's. */
  constructor(timeoutMs: number, servers?: readonly string[]) {
    this.#resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
    if (servers !== undefined) this.#resolver.setServers(servers);
  }

  resolve(host: string, tell: (found: Found) => void): void {
    const waiting = this.#asked.get(host);
    if (waiting !== undefined) {
      waiting.push(tell);
      return;
    }
    this.#asked.set(host, [tell]);
    this.#resolver.resolve4(host, (error, addresses) => {
      const denied = error !== null && denials.has(error.code ?? "");
      if (!denied) {
        this.#tell(host, foundOf(error, addresses));
        return;
      }
      this.#resolver.resolve6(host, (error6, addresses6) => {
        this.#tell(host, foundOf(error6, addresses6));
      });
    });
  }

  close(): void {
    this.#resolver.cancel();
  }

  #tell(host: string, found: Found): void {
    const waiting = this.#asked.get(host) ?? [];
    this.#asked.delete(host);
    for (const tell of waiting) tell(found);
  }
}

function foundOf(error: NodeJS.ErrnoException | null, addresses: readonly string[]): Found {
  if (error !== null) {
    return denials.has(error.code ?? "") ? [] : `no resolver answers: ${error.code}`;
  }
  return addresses.slice(0, addressesMax).flatMap((text) => addressFromText(text) ?? []);
}
