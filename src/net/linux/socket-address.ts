/**
 * struct sockaddr_in and sockaddr_in6 as bytes. The family is in host order (little-endian on both
 * architectures), all else in network order:
 *
 *   v4:  family:2 port:2 address:4 zero:8                          16 octets
 *   v6:  family:2 port:2 flow:4 address:16 scope:4                 28 octets
 */
import { AF_INET, AF_INET6 } from "./constants.js";

export const sockaddr = {
  bytesMax: 28,
  v4: { bytes: 16, address: 4, addressBytes: 4, family: AF_INET },
  v6: { bytes: 28, address: 8, addressBytes: 16, family: AF_INET6 },
} as const;

export type SockaddrLayout = typeof sockaddr.v4 | typeof sockaddr.v6;

export function layoutOf(address: Uint8Array): SockaddrLayout {
  return address.length === 16 ? sockaddr.v6 : sockaddr.v4;
}

/** Writes address and port at `at`; returns the struct's length. */
export function writeSockaddr(
  out: Uint8Array,
  at: number,
  address: Uint8Array,
  port: number,
): number {
  const layout = layoutOf(address);
  out.fill(0, at, at + layout.bytes);
  out[at] = layout.family;
  out[at + 2] = port >>> 8;
  out[at + 3] = port;
  out.set(address, at + layout.address);
  return layout.bytes;
}

export function readPort(bytes: Uint8Array, at: number): number {
  return (bytes[at + 2]! << 8) | bytes[at + 3]!;
}
