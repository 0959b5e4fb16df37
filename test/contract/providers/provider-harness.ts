/** What the contract suite of providers needs to know of one, and what all of them are opened with. */
import { randomBytes } from "node:crypto";
import { openDesk } from "../../../src/provider/calls/call-desk.js";
import type { Clock } from "../../../src/provider/contract/clock.js";
import type {
  Nameserver,
  Provider,
  ProviderContext,
} from "../../../src/provider/contract/provider.js";
import type { Rrset } from "../../../src/provider/rrset/rrset.js";
import { DnsClient } from "../../../src/resolver/dns-client.js";
import type { FaultSwitches } from "../../support/fault-switches.js";

export interface ProviderHarness {
  /** As the tests are titled: "PowerDNS 4.7". */
  readonly name: string;
  /** Owners of a random zone at most: below the provider's quota, and quick. */
  readonly ownersMax: number;
  /** What this very server does not take, and its adapter cannot know: left out of random zones. */
  readonly unwanted?: (rrset: Rrset) => boolean;
  open(): Promise<OpenHarness>;
}

export interface OpenHarness {
  readonly provider: Provider;
  readonly clock: Clock;
  /** Apex of a zone that nobody has written to, with SOA, and NS if the provider gives some. */
  newZone(): Promise<Uint8Array>;
  /**
   * An RRset that the provider refuses though `translate` is not asked, if there is one; whether it
   * then says which one it was.
   */
  readonly refused?: { readonly rrset: (apex: Uint8Array) => Rrset; readonly named: boolean };
  /** Where it is a fake: what goes wrong, and what it calls its operations. */
  readonly trouble?: {
    readonly faults: FaultSwitches;
    readonly listing: string;
    readonly writing: string;
  };
  close(): Promise<void>;
}

/** What a provider is opened with in tests; its desk lets through as much as it gets. */
export function contextOf(
  name: string,
  clock: Clock,
  nameservers: readonly Nameserver[],
): ProviderContext {
  const rate = { callsPerSecond: 10_000, burst: 10_000 };
  return {
    name,
    clock,
    randomBytes: (count) => randomBytes(count),
    desk: openDesk({ account: name, rate, clock, random: () => 0.5 }),
    dns: new DnsClient({
      timeoutMs: 5000,
      attempts: 3,
      randomId: () => randomBytes(2).readUInt16BE(0),
    }),
    addressesOf: () => Promise.resolve([]),
    nameservers,
  };
}
