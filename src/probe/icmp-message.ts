/**
 * Echo requests and replies (RFC 792, RFC 4443 §4):
 *
 *   0 type | 1 code | 2..3 checksum | 4..5 identifier | 6..7 sequence | 8.. token:8, filling
 *
 * The token is what nobody can guess who does not see the request.
 */
export const icmpHeaderBytes = 8;
export const tokenBytes = 8;

const types = { 4: { request: 8, reply: 0 }, 6: { request: 128, reply: 129 } } as const;

export interface EchoReply {
  readonly sequence: number;
  readonly token: Uint8Array;
}

/** Writes a request into `out`, whose length is the message's. */
export function writeEcho(
  out: Uint8Array,
  family: 4 | 6,
  identifier: number,
  sequence: number,
  token: Uint8Array,
): void {
  out.fill(0);
  out[0] = types[family].request;
  out.set([identifier >>> 8, identifier, sequence >>> 8, sequence], 4);
  out.set(token, icmpHeaderBytes);
  // The kernel computes that of ICMPv6, whose pseudo-header it alone knows (RFC 3542 §3.1).
  if (family === 4) {
    const sum = checksum(out);
    out[2] = sum >>> 8;
    out[3] = sum;
  }
}

/** Undefined if it is no reply. */
export function readEchoReply(message: Uint8Array, family: 4 | 6): EchoReply | undefined {
  if (message.length < icmpHeaderBytes + tokenBytes) return undefined;
  if (message[0] !== types[family].reply || message[1] !== 0) return undefined;
  return {
    sequence: (message[6]! << 8) | message[7]!,
    token: message.slice(icmpHeaderBytes, icmpHeaderBytes + tokenBytes),
  };
}

/** Octets of the IPv4 header that a raw socket puts in front of a message (RFC 791 §3.1). */
export function ipv4HeaderBytes(packet: Uint8Array): number {
  return ((packet[0] ?? 0) & 0x0f) * 4;
}

/** The Internet checksum (RFC 1071). */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
