/** DKIM keys (RFC 6376 §3.6.1, RFC 8463): `v=DKIM1; k=rsa; p=<key in base64>`. */
import type { ZoneIndex } from "../zone-index.js";
import { parsedTexts } from "./parsed-texts.js";
import { rsaBitsOf } from "./rsa-key.js";
import { parseTags, type TagList, tagValue } from "./tag-list.js";
import { textRecordsOf } from "./text-records.js";

export interface DkimKey {
  readonly rrset: number;
  readonly record: number;
  readonly list: TagList;
  readonly algorithm: string;
  /** Bits of an RSA modulus; undefined if it is no RSA key, or a broken one. */
  readonly rsaBits: number | undefined;
  /** What is wrong with the key itself, or undefined. */
  readonly fault: string | undefined;
}

/** Octets of an Ed25519 public key (RFC 8463 §4.2). */
const ed25519Bytes = 32;

export function* dkimKeysOf(zone: ZoneIndex): Generator<DkimKey> {
  const keys = dkimTextsOf(zone);
  for (const rrset of textRecordsOf(zone).dkim) {
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      yield { rrset, record, ...keys.of(record) };
    }
  }
}

const dkimTextsOf = parsedTexts((text) => {
  const list = parseTags(text);
  const algorithm = tagValue(list, "k") ?? "rsa";
  return { list, algorithm, ...keyOf(algorithm, tagValue(list, "p")) };
});

function keyOf(algorithm: string, value: string | undefined): Pick<DkimKey, "rsaBits" | "fault"> {
  const key = (fault: string | undefined, rsaBits?: number) => ({ fault, rsaBits });
  if (value === undefined) return key("there is no p=, and so no key");
  // An empty key says that the selector is revoked.
  if (value === "") return key(undefined);
  const base64 = value.replace(/[ \t\r\n]/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) {
    return key("the key in p= is no base64: something is missing, or does not belong there");
  }
  const octets = Buffer.from(base64, "base64");
  if (algorithm === "ed25519") {
    if (octets.length === ed25519Bytes) return key(undefined);
    return key(`an Ed25519 key has ${ed25519Bytes} octets, this one has ${octets.length}`);
  }
  if (algorithm !== "rsa") return key(undefined);
  const bits = rsaBitsOf(octets);
  return bits === undefined ? key("the key in p= is no RSA public key") : key(undefined, bits);
}
