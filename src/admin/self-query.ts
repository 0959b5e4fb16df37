/**
 * Asks this very server a question, over the loopback or the address it listens on: the only proof
 * that the data plane answers. Any response counts, REFUSED too.
 */
import { type Endpoint, formatEndpoint } from "../config/endpoint.js";
import { rootName } from "../dns/name.js";
import { DnsClient, type Reply } from "../resolver/dns-client.js";

export interface SelfQueryResult {
  readonly address: string;
  readonly transport: "udp" | "tcp";
  /** Why there was no response; null if there was one. */
  readonly fault: string | null;
}

/** `. NS IN`, without recursion: a name that every server knows what to say about. */
const question = { name: rootName, type: 2 };

/** Questions over UDP and TCP to each address; all end within `timeoutMs`. */
export function selfQuery(
  listen: readonly Endpoint[],
  timeoutMs: number,
  id: number,
): Promise<SelfQueryResult[]> {
  const client = new DnsClient({ timeoutMs, attempts: 1, randomId: () => id });
  return Promise.all(
    listen.flatMap((endpoint) => {
      const address = formatEndpoint(endpoint);
      const to = { address: reachable(endpoint.address), port: endpoint.port };
      const told = (transport: "udp" | "tcp") => (reply: Reply) => ({
        address,
        transport,
        fault: typeof reply === "string" ? reply : null,
      });
      return [
        client.askUdp(to, question).then(told("udp")),
        client.askTcp(to, question).then(told("tcp")),
      ];
    }),
  );
}

/** A wildcard address is asked at its loopback. */
function reachable(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  return address === "::" ? "::1" : address;
}
