/** What an operator may set about answers. Plain data: it is sent to the workers as it is. */
export interface AnswerSettings {
  /** Cap on UDP responses, octets; between 512 and `limits.udpPayloadMaxBytes`. */
  readonly udpPayloadBytesMax: number;
  /** NSID (RFC 5001), or null to leave it out. */
  readonly nsid: Uint8Array | null;
  /** Answers of `version.bind`, `hostname.bind`, `id.server` in class CH; null is REFUSED. */
  readonly chaos: {
    readonly version: string | null;
    readonly hostname: string | null;
    readonly id: string | null;
  };
  /**
   * Server cookie secrets, 16 octets each (RFC 9018): the first makes cookies, all are accepted,
   * so a secret can be rolled. Empty turns cookies off.
   */
  readonly cookieSecrets: readonly Uint8Array[];
  /** What a TCP response says in edns-tcp-keepalive (RFC 7828), in units of 100 ms. */
  readonly tcpKeepaliveDeciseconds: number;
  /** Believe what resolvers tell of their clients' networks (RFC 7871); otherwise not even read. */
  readonly clientSubnet: boolean;
}

export const defaultAnswerSettings: AnswerSettings = {
  udpPayloadBytesMax: 1232,
  nsid: null,
  chaos: { version: null, hostname: null, id: null },
  cookieSecrets: [],
  tcpKeepaliveDeciseconds: 100,
  clientSubnet: true,
};
