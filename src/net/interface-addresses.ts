/**
 * The local addresses that a wildcard stands for. Taken once, when the sockets are opened: an
 * address that an interface gets later is served after a restart only. Batch mode has no such limit.
 */
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import { addressToText } from "../base/ip.js";
import { isWildcard, type ListenAddress } from "./listen-address.js";
import type { HostPort } from "./worker-task.js";

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

export function expandWildcard(
  listen: ListenAddress,
  interfaces: Interfaces = networkInterfaces(),
): HostPort[] {
  const family = listen.address.length === 16 ? 6 : 4;
  if (!isWildcard(listen)) {
    return [{ host: addressToText(listen.address), port: listen.port, family }];
  }
  return Object.entries(interfaces).flatMap(([name, infos]) =>
    (infos ?? [])
      .filter((info) => info.family === `IPv${family}`)
      .map((info) => ({
        // A link-local address says nothing without its interface.
        host: info.family === "IPv6" && info.scopeid > 0 ? `${info.address}%${name}` : info.address,
        port: listen.port,
        family,
      })),
  );
}
