/** What portable workers listen on, where the main thread opens no sockets itself. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { addressToText } from "../base/ip.js";
import { expandWildcard } from "./interface-addresses.js";
import type { ListenAddress } from "./listen-address.js";
import type { HostPort } from "./worker-task.js";

/** Tries to find a port that is free for both TCP and UDP, where the kernel may choose. */
const portAttemptsMax = 8;

/**
 * The addresses with ports: a port of 0 is replaced by one that was free a moment ago, so that UDP,
 * TCP and every interface address get the same. `offer` says which port of a host is free for TCP.
 */
export async function choosePorts(
  listen: readonly ListenAddress[],
  offer: (host: string) => Promise<number> = freeTcpPort,
): Promise<ListenAddress[]> {
  const chosen: ListenAddress[] = [];
  for (const { address, port } of listen) {
    const host = addressToText(address);
    chosen.push({ address, port: port === 0 ? await freePort(host, offer) : port });
  }
  return chosen;
}

export function udpAddresses(listen: readonly ListenAddress[]): HostPort[] {
  return listen.flatMap((address) => expandWildcard(address));
}

/** TCP connections know their local address: a wildcard needs no expansion. */
export function tcpAddresses(listen: readonly ListenAddress[]): HostPort[] {
  return listen.map(({ address, port }) => ({
    host: addressToText(address),
    port,
    family: address.length === 16 ? 6 : 4,
  }));
}

/** Whether this Node can give one UDP port to several sockets (`reusePort` of node:dgram). */
export function canSharePorts(nodeVersion: string, platform: NodeJS.Platform): boolean {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, "").split(".").map(Number);
  const known = major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
  // Elsewhere the kernel takes the option and gives every datagram to one socket.
  return known && (platform === "linux" || platform === "freebsd");
}

async function freePort(host: string, offer: (host: string) => Promise<number>): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = await offer(host);
    // The worker that binds it says best why it cannot.
    if (attempt === portAttemptsMax || (await isFreeForUdp(host, port))) return port;
  }
}

async function isFreeForUdp(host: string, port: number): Promise<boolean> {
  const ipv6Only = host.includes(":");
  const socket = createSocket({ type: ipv6Only ? "udp6" : "udp4", ipv6Only });
  const isFree = await new Promise<boolean>((resolve) => {
    socket.once("error", () => resolve(false));
    socket.bind({ address: host, port, exclusive: true }, () => resolve(true));
  });
  await new Promise<void>((resolve) => socket.close(resolve));
  return isFree;
}

async function freeTcpPort(host: string): Promise<number> {
  const server = createServer().listen({ host, port: 0, ipv6Only: host.includes(":") });
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return address === null || typeof address === "string" ? 0 : address.port;
}
