/** The adapter of Route 53 opened on the fake, as tests of it and the contract suite use it. */
import { Route53Client } from "@aws-sdk/client-route-53";
import type { CallDesk } from "../../../src/provider/contract/call-desk.js";
import type {
  Nameserver,
  ProviderContext,
  ProviderZone,
} from "../../../src/provider/contract/provider.js";
import { Route53Provider } from "../../../src/provider/route53/route53-provider.js";
import { DnsClient } from "../../../src/resolver/dns-client.js";
import { type FakeOptions, FakeRoute53 } from "./fake-route53.js";

export interface Lab {
  readonly fake: FakeRoute53;
  readonly provider: Route53Provider;
  readonly time: { nowMs: number };
  /** The zone as the adapter finds it. */
  zoneAt(apex: Uint8Array): Promise<ProviderZone>;
  close(): Promise<void>;
}

/** Hands every call on, once: pace and repetition are tested where they are made. */
function openHatch(): CallDesk {
  const call = <T>(
    _what: string,
    send: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ) => send(signal ?? new AbortController().signal);
  return {
    read: call,
    write: call,
    learn: () => undefined,
    counts: { reads: 0, writes: 0, repeats: 0, throttled: 0, failed: 0, waitedMs: 0 },
  };
}

export interface LabOptions extends Partial<FakeOptions> {
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What the adapter is opened with, if not a plain context of this laboratory. */
  readonly context?: (nameservers: readonly Nameserver[]) => ProviderContext;
}

export async function openLab(options: LabOptions = {}): Promise<Lab> {
  const time = { nowMs: Date.UTC(2026, 10, 22) };
  const fake = await FakeRoute53.start({ nowMs: () => time.nowMs, ...options });
  const nameservers = fake.nameservers.map(({ address, port }, index) => ({
    name: `${fake.nameserverNames[index]}.`,
    address,
    port,
  }));
  let count = 0;
  const context = options.context?.(nameservers) ?? {
    name: "aws",
    clock: { nowMs: () => time.nowMs, wait: () => Promise.resolve() },
    randomBytes: (length) => Uint8Array.from({ length }, () => ++count & 0xff),
    desk: openHatch(),
    dns: new DnsClient({ timeoutMs: 5000, attempts: 1, randomId: () => 7 }),
    addressesOf: () => Promise.resolve(["192.0.2.53"]),
    nameservers,
  };
  const client = new Route53Client({
    endpoint: fake.endpoint,
    region: "us-east-1",
    credentials: options.credentials ?? fake.credentials,
    maxAttempts: 1,
  });
  const provider = new Route53Provider(
    { type: "route53", region: "us-east-1", endpoint: fake.endpoint, delegationSet: null },
    context,
    client,
  );
  return {
    fake,
    provider,
    time,
    async zoneAt(apex) {
      const zone = await provider.find(apex);
      if (zone === null) throw new Error("the zone is not there");
      return zone;
    },
    async close() {
      await provider.close();
      await fake.close();
    },
  };
}
