/** The adapter for Cloudflare on a fake of its own, in a time that passes while somebody waits. */
import { openDesk } from "../../../src/provider/calls/call-desk.js";
import { cloudflare } from "../../../src/provider/cloudflare/cloudflare-provider.js";
import type { CallDesk } from "../../../src/provider/contract/call-desk.js";
import type { Clock } from "../../../src/provider/contract/clock.js";
import type { Provider } from "../../../src/provider/contract/provider.js";
import type { CloudflareSettings } from "../../../src/provider/contract/settings.js";
import { seededRandom } from "../../../src/base/seeded-random.js";
import { DnsClient } from "../../../src/resolver/dns-client.js";
import { FakeCloudflare, type FakeCloudflareOptions } from "./fake-cloudflare.js";

export interface OpenCloudflare {
  readonly fake: FakeCloudflare;
  readonly provider: Provider;
  readonly desk: CallDesk;
  readonly clock: Clock & { now: number };
  close(): Promise<void>;
}

export async function openCloudflare(
  options: Omit<FakeCloudflareOptions, "nowMs"> = {},
  settings: Partial<CloudflareSettings> = {},
): Promise<OpenCloudflare> {
  const clock = {
    now: Date.UTC(2026, 10, 22),
    nowMs: () => clock.now,
    wait: (ms: number) => {
      clock.now += ms;
      return Promise.resolve();
    },
  };
  const fake = await FakeCloudflare.start({ nowMs: clock.nowMs, ...options });
  const random = seededRandom(1);
  const desk = openDesk({ account: "cf", rate: cloudflare.rate, clock, random });
  const provider = cloudflare.open(
    {
      type: "cloudflare",
      apiToken: fake.token,
      baseUrl: fake.baseUrl,
      accountId: null,
      mark: false,
      ...settings,
    },
    {
      name: "cf",
      clock,
      randomBytes: (count) => new Uint8Array(count),
      desk,
      dns: new DnsClient({ timeoutMs: 5000, attempts: 1, randomId: () => 7 }),
      addressesOf: () => Promise.resolve([]),
      nameservers: fake.nameservers.map(({ address, port }, i) => ({
        name: `nameserver-${i}`,
        address,
        port,
      })),
    },
  );
  const close = async () => {
    await provider.close();
    await fake.close();
  };
  return { fake, provider, desk, clock, close };
}
