/** What writable servers have in common: the key that their writers hold. */
export interface PeerKey {
  readonly name: string;
  readonly algorithm: string;
  /** Base64. */
  readonly secret: string;
}

/** A key for tests; whoever reads it can write to servers on the loopback of a test only. */
export const syncKey: PeerKey = {
  name: "sync-key",
  algorithm: "hmac-sha256",
  secret: Buffer.from("the secret of a test, 32 octets.").toString("base64"),
};
