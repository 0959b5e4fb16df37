/** Bounds of DNS over streams, which an operator may set. Plain data: it is sent to the worker. */
export interface StreamLimits {
  /** Connections in all. At the limit the one idle for longest makes room. */
  readonly connectionsMax: number;
  /** Connections of one client: an IPv4 address or an IPv6 /56, what one subscriber has. */
  readonly connectionsPerClientMax: number;
  /** A connection without a query is closed after this (RFC 7766 §6.2.3). */
  readonly idleMs: number;
  /** A message has to be complete within this, else a trickle of octets would hold a place. */
  readonly messageMs: number;
  /** A client that does not read its answers is cut off after this. */
  readonly unreadMs: number;
  /** Octets of answers waiting for the client to read; above this its queries wait too. */
  readonly unreadBytesMax: number;
}

/** The idle time is that of edns-tcp-keepalive (`AnswerSettings.tcpKeepaliveDeciseconds`). */
export const defaultStreamLimits: Omit<StreamLimits, "idleMs"> = {
  // A connection costs some 20 KiB with its buffers; a thousand fits any machine that serves DNS.
  connectionsMax: 1000,
  // Resolvers open one or a few; address-sharing networks have dozens behind one address.
  connectionsPerClientMax: 64,
  messageMs: 5_000,
  unreadMs: 10_000,
  // One message of the largest size.
  unreadBytesMax: 65_537,
};
