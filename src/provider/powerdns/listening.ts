/**
 * Where a PowerDNS server answers, by its own settings. NS records at the apex would not tell: those
 * of all providers of the zone stand there.
 */
import { isIP, isIPv6 } from "node:net";
import type { Nameserver } from "../contract/provider.js";

const defaultPort = 53;
const everywhere: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/**
 * `settings` are those of the API by name; `apiAddresses` is where the API was reached, which is where
 * a server answers that listens everywhere. Loopback addresses count if the API is on one, too.
 */
export function listeningAt(
  settings: ReadonlyMap<string, string>,
  apiAddresses: readonly string[],
): Nameserver[] {
  const port = portOf(settings.get("local-port") ?? "");
  const isLocal = apiAddresses.some(isLoopback);
  const found = new Map<string, Nameserver>();
  for (const text of (settings.get("local-address") ?? "").split(/[\s,;]+/)) {
    const listening = parsed(text, port);
    if (listening === undefined) continue;
    const addresses = everywhere.has(listening.address)
      ? apiAddresses.filter((one) => isIPv6(one) === isIPv6(listening.address))
      : [listening.address].filter((one) => isLocal || !isLoopback(one));
    for (const address of addresses) {
      const name = isIPv6(address)
        ? `[${address}]:${listening.port}`
        : `${address}:${listening.port}`;
      found.set(name, { name, address, port: listening.port });
    }
  }
  return [...found.values()];
}

/** `192.0.2.1`, `192.0.2.1:5300`, `::1`, `[::1]:5300` */
function parsed(text: string, port: number): { address: string; port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d+))?$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? text;
  if (isIP(address) === 0) return undefined;
  return { address, port: match?.[3] === undefined ? port : portOf(match[3]) };
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port <= 0xffff ? port : defaultPort;
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
