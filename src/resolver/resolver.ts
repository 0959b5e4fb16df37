/** What a recursive resolver is asked here: addresses of nameservers, and where zones begin. */
import { addressToText } from "../base/ip.js";
import { rcode, rcodeName } from "../dns/header.js";
import { nameToText } from "../dns/name-text.js";
import type { DnsClient, ServerAddress } from "./dns-client.js";

const A = 1;
const NS = 2;
const SOA = 6;
const AAAA = 28;

export interface Addresses {
  readonly addresses: readonly string[];
  /** Why there are none. */
  readonly fault: string | null;
}

export class Resolver {
  private readonly known = new Map<string, Promise<Addresses>>();

  constructor(
    private readonly client: DnsClient,
    private readonly server: ServerAddress,
  ) {}

  /** IPv4 and IPv6 addresses of a wire name; each name is resolved once. */
  addressesOf(name: Uint8Array): Promise<Addresses> {
    const key = nameToText(name).toLowerCase();
    let known = this.known.get(key);
    if (known === undefined) {
      known = this.resolve(name);
      this.known.set(key, known);
    }
    return known;
  }

  /** Apex of the zone that holds `name`, in wire form; null if the resolver cannot tell. */
  async zoneOf(name: Uint8Array): Promise<Uint8Array | null> {
    for (let at = 0; ; at += name[at]! + 1) {
      const candidate = name.subarray(at);
      const reply = await this.client.ask(this.server, {
        name: candidate,
        type: SOA,
        recursive: true,
      });
      if (typeof reply === "string") return null;
      if (reply.answers.some(({ type }) => type === SOA)) return candidate;
      if (name[at] === 0) return null;
    }
  }

  /** Names of a zone's nameservers, in wire form. */
  async nameserversOf(zone: Uint8Array): Promise<Uint8Array[]> {
    const reply = await this.client.ask(this.server, { name: zone, type: NS, recursive: true });
    if (typeof reply === "string") return [];
    return reply.answers.filter(({ type }) => type === NS).map(({ rdata }) => rdata);
  }

  private async resolve(name: Uint8Array): Promise<Addresses> {
    const replies = await Promise.all(
      [A, AAAA].map((type) => this.client.ask(this.server, { name, type, recursive: true })),
    );
    const addresses: string[] = [];
    let fault = "it has no A or AAAA record";
    for (const reply of replies) {
      if (typeof reply === "string") fault = `the resolver gave ${reply}`;
      else if (reply.rcode !== rcode.NOERROR) fault = rcodeName(reply.rcode);
      else {
        for (const { type, rdata } of reply.answers) {
          if (type === A || type === AAAA) addresses.push(addressToText(rdata));
        }
      }
    }
    return { addresses, fault: addresses.length > 0 ? null : fault };
  }
}
