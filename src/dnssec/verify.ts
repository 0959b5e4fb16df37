/** Whether a signature is one: the arithmetic, without asking who signed what and when. */
import { constants, type KeyObject, verify } from "node:crypto";
import { signingAlgorithms } from "./algorithms.js";

/** Holds `signature` against `data`; false for an algorithm that cannot be verified here. */
export function isSignatureOf(
  algorithm: number,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const form = signingAlgorithms[algorithm]?.form;
  switch (form?.kind) {
    case "rsa":
      // RFC 3110 §3, RFC 5702 §3: PKCS #1 version 1.5.
      return verify(form.hash, data, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
    case "ecdsa":
      // RFC 6605 §4: r and s beside each other, not in ASN.1.
      return verify(form.hash, data, { key, dsaEncoding: "ieee-p1363" }, signature);
    case "eddsa":
      return verify(null, data, key, signature);
    default:
      return false;
  }
}
