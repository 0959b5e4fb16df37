/** The addresses of one NS set, as far as they are known here. Memory is used again for each set. */
import { printIpv4, printIpv6 } from "../../src/base/ip.js";
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";
import type { Nameservers } from "./nameservers.js";

/**
 * Nobody has more: the root has 26. What a hostile zone has more is not looked at, because each is
 * held against each other one, for every delegation again.
 */
const addressesMax = 64;

export class ServerAddresses {
  count = 0;
  /** Servers of the set whose addresses are not known here. */
  unknown = 0;
  /** Number of the server that each address belongs to. */
  readonly server = new Uint32Array(addressesMax);
  private readonly length = new Uint8Array(addressesMax);
  private readonly bytes = new Uint8Array(addressesMax * 16);

  constructor(private readonly servers: Nameservers) {}

  /** Takes set `k`. */
  read(k: number): void {
    this.count = this.unknown = 0;
    for (let i = this.servers.first[k]!; i < this.servers.first[k + 1]!; i++) {
      const home = this.servers.home(i);
      if (home === undefined || !this.servers.isAddressed(i)) this.unknown++;
      else {
        this.take(i, home, home.rrset(this.servers.owner(i), rrtype.A), 4);
        this.take(i, home, home.rrset(this.servers.owner(i), rrtype.AAAA), 16);
      }
    }
  }

  isV6(address: number): boolean {
    return this.length[address] === 16;
  }

  /** Whether the first `octets` octets of two addresses are the same. */
  same(a: number, b: number, octets: number): boolean {
    if (this.length[a] !== this.length[b]) return false;
    for (let j = 0; j < octets; j++) {
      if (this.bytes[a * 16 + j] !== this.bytes[b * 16 + j]) return false;
    }
    return true;
  }

  /** The address as it is written. */
  text(address: number): string {
    const print = this.isV6(address) ? printIpv6 : printIpv4;
    return print(this.bytes, address * 16);
  }

  private take(i: number, home: ZoneIndex, rrset: number, length: number): void {
    if (rrset === -1) return;
    for (let record = home.firstRecord(rrset); record < home.endRecord(rrset); record++) {
      if (this.count === addressesMax) return;
      const start = home.rdataStart(record);
      for (let j = 0; j < length; j++)
        this.bytes[this.count * 16 + j] = home.zone.rdata[start + j]!;
      this.server[this.count] = i;
      this.length[this.count++] = length;
    }
  }
}
