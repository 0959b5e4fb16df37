/** Where a provider answers: as configured, else at every address of these names (wire form). */
import { nameToText } from "../../dns/name-text.js";
import type { Nameserver, ProviderContext } from "../contract/provider.js";

const dnsPort = 53;

export async function nameserversNamed(
  names: readonly Uint8Array[],
  { nameservers, addressesOf }: ProviderContext,
): Promise<readonly Nameserver[]> {
  if (nameservers.length > 0) return nameservers;
  const found = await Promise.all(
    names.map(async (wire) => {
      const name = nameToText(wire);
      return (await addressesOf(wire)).map((address) => ({ name, address, port: dnsPort }));
    }),
  );
  return found.flat();
}
