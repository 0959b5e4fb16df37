/** The contract suite on the fake of Cloudflare, and its adapter opened on it for other tests. */
import { nameFromText } from "../../../src/dns/name-text.js";
import { cloudflare } from "../../../src/provider/cloudflare/cloudflare-provider.js";
import type { Provider } from "../../../src/provider/contract/provider.js";
import type { CloudflareSettings } from "../../../src/provider/contract/settings.js";
import {
  FakeCloudflare,
  type FakeCloudflareOptions,
} from "../../support/cloudflare/fake-cloudflare.js";
import { callDeadlineMs, QuickClock } from "../../support/quick-clock.js";
import { contextOf, type ProviderHarness } from "./provider-harness.js";
import { rrsetOf } from "./rdata-of.js";

const A = 1;

export interface OpenCloudflare {
  readonly fake: FakeCloudflare;
  readonly provider: Provider;
  readonly clock: QuickClock;
  close(): Promise<void>;
}

export async function openCloudflare(
  options: Partial<FakeCloudflareOptions> = {},
  settings: Partial<CloudflareSettings> = {},
): Promise<OpenCloudflare> {
  const clock = new QuickClock((ms) => ms === callDeadlineMs);
  const quota = Number.MAX_SAFE_INTEGER;
  const fake = await FakeCloudflare.start({ nowMs: () => clock.nowMs(), quota, ...options });
  const nameservers = fake.nameservers.map(({ address, port }, i) => ({
    name: `nameserver-${i}`,
    address,
    port,
  }));
  const provider = cloudflare.open(
    {
      type: "cloudflare",
      apiToken: fake.token,
      baseUrl: fake.baseUrl,
      accountId: null,
      mark: false,
      ...settings,
    },
    contextOf("cf", clock, nameservers),
  );
  const close = async () => {
    await provider.close();
    await fake.close();
  };
  return { fake, provider, clock, close };
}

export const fakeCloudflare: ProviderHarness = {
  name: "a fake of Cloudflare",
  ownersMax: 150,
  async open() {
    const { fake, provider, clock, close } = await openCloudflare();
    let zones = 0;
    return {
      provider,
      clock,
      newZone() {
        const name = `z${zones++}.example`;
        fake.createZone(name);
        return Promise.resolve(nameFromText(`${name}.`)!);
      },
      refused: {
        // Below the least TTL.
        rrset: (apex) => ({ ...rrsetOf("low.example.", A, 5, ["192.0.2.1"]), owner: below(apex) }),
        named: false,
      },
      trouble: { faults: fake.faults, listing: "ListRecords", writing: "BatchRecords" },
      close,
    };
  },
};

function below(apex: Uint8Array): Uint8Array {
  return Uint8Array.of(3, ...Buffer.from("low"), ...apex);
}
