/** Where a zone is served: as configured, else the addresses of the NS records at its apex. */
import { addressToText } from "../../base/ip.js";
import { isSubdomain } from "../../dns/name.js";
import { nameToText } from "../../dns/name-text.js";
import type { Nameserver, ProviderContext } from "../contract/provider.js";
import type { Primaries } from "./primaries.js";

const A = 1;
const NS = 2;
const AAAA = 28;
const dnsPort = 53;

export async function nameserversOf(
  apex: Uint8Array,
  primaries: Primaries,
  context: ProviderContext,
  signal?: AbortSignal,
): Promise<readonly Nameserver[]> {
  if (context.nameservers.length > 0) return context.nameservers;
  const response = await primaries.ask(apex, NS, signal);
  const names = response.answers.filter(({ type }) => type === NS).map(({ rdata }) => rdata);
  const found = await Promise.all(
    names.map(async (name) => {
      // The server knows names of its own zone best; they may not be delegated yet.
      const inside = isSubdomain(name, 0, name.length, apex, 0, apex.length);
      const addresses = inside
        ? await addressesInside(name, primaries, signal)
        : await context.addressesOf(name);
      return addresses.map((address) => ({ name: nameToText(name), address, port: dnsPort }));
    }),
  );
  return found.flat();
}

async function addressesInside(
  name: Uint8Array,
  primaries: Primaries,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const replies = await Promise.all([A, AAAA].map((type) => primaries.ask(name, type, signal)));
  return replies
    .flatMap(({ answers }) => answers)
    .filter(({ type }) => type === A || type === AAAA)
    .map(({ rdata }) => addressToText(rdata));
}
