/** Opens the providers that a run is about. */
import { getServers } from "node:dns";
import { isIPv6 } from "node:net";
import { type Endpoint, formatEndpoint, parseEndpoint } from "../config/endpoint.js";
import type { SyncSettings } from "../config/sync-settings.js";
import { ProviderFault } from "../provider/contract/fault.js";
import type { Provider } from "../provider/contract/provider.js";
import { openProvider } from "../provider/providers.js";
import type { DnsClient, ServerAddress } from "../resolver/dns-client.js";
import { Resolver } from "../resolver/resolver.js";
import { CommandFailure, type Surroundings } from "./surroundings.js";
import { realClock } from "./sync-clock.js";
import { fractions } from "./sync-world.js";

/** Every provider with one of these names. */
export async function openProviders(
  { sync, dns }: { readonly sync: SyncSettings; readonly dns: DnsClient },
  names: ReadonlySet<string>,
  around: Surroundings,
): Promise<ReadonlyMap<string, Provider>> {
  const resolver = systemResolver(dns);
  const opened = new Map<string, Provider>();
  for (const name of names) {
    const { settings, nameservers } = sync.providers.get(name)!;
    const { provider } = await ofFault(`providers.${name}`, () =>
      openProvider(name, settings, {
        clock: realClock,
        random: fractions(around),
        randomBytes: around.randomBytes,
        dns,
        addressesOf: async (host) => (await resolver?.addressesOf(host))?.addresses ?? [],
        nameservers: nameservers.map(nameserverAt),
      }),
    );
    opened.set(name, provider);
  }
  return opened;
}

function systemResolver(dns: DnsClient): Resolver | undefined {
  for (const text of getServers()) {
    const parsed = parseEndpoint(/^\[|^[^:]+:\d+$/.test(text) ? text : withPort(text));
    if (parsed.kind === "endpoint") return new Resolver(dns, parsed.endpoint);
  }
  return undefined;
}

function withPort(address: string): string {
  return isIPv6(address) ? `[${address}]:53` : `${address}:53`;
}

function nameserverAt(endpoint: ServerAddress & Endpoint) {
  return { name: formatEndpoint(endpoint), address: endpoint.address, port: endpoint.port };
}

async function ofFault<T>(what: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (fault) {
    if (!(fault instanceof ProviderFault)) throw fault;
    const hint = fault.hint === "" ? "" : ` (${fault.hint})`;
    throw new CommandFailure(`${what}: ${fault.message}${hint}`);
  }
}
