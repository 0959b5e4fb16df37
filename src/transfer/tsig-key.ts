/**
 * A key that requests are signed with (RFC 8945 §6). The secret cannot be read back: it is in no
 * enumerable field, so that no log, plan or error can show it by accident.
 */
import { createHmac, type Hmac } from "node:crypto";
import { lowerNameFromText, nameFromText } from "../dns/name-text.js";

/** Algorithms by their names on the wire. MD5 must not be used any more (RFC 8945 §6). */
export const tsigAlgorithms = {
  "hmac-sha1": { hash: "sha1", macBytes: 20 },
  "hmac-sha224": { hash: "sha224", macBytes: 28 },
  "hmac-sha256": { hash: "sha256", macBytes: 32 },
  "hmac-sha384": { hash: "sha384", macBytes: 48 },
  "hmac-sha512": { hash: "sha512", macBytes: 64 },
} as const;
export type TsigAlgorithm = keyof typeof tsigAlgorithms;

/** The text of base64, its padding as it must be. */
const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export class TsigKey {
  readonly #secret: Uint8Array;
  /** Wire form of the algorithm's name. */
  readonly algorithmName: Uint8Array;
  readonly macBytes: number;

  constructor(
    /** Wire form, lower case: RFC 8945 §4.3.3 signs the canonical form. */
    readonly name: Uint8Array,
    readonly algorithm: TsigAlgorithm,
    secret: Uint8Array,
  ) {
    this.#secret = secret;
    this.algorithmName = nameFromText(`${algorithm}.`)!;
    this.macBytes = tsigAlgorithms[algorithm].macBytes;
  }

  /** Starts a message authentication code over this secret. */
  hmac(): Hmac {
    return createHmac(tsigAlgorithms[this.algorithm].hash, this.#secret);
  }
}

/** A key as configurations write it, the secret in base64; a string says what is wrong with it. */
export function tsigKeyFromText(
  name: string,
  algorithm: TsigAlgorithm,
  secret: string,
): TsigKey | string {
  const wire = lowerNameFromText(name);
  if (wire === undefined || wire.length === 1) return `"${name}" is no name of a key`;
  // Never with the text: it is the secret.
  const text = secret.replace(/\s+/g, "");
  if (text === "") return `the secret of the key "${name}" is empty`;
  if (!base64Pattern.test(text)) return `the secret of the key "${name}" is not base64`;
  return new TsigKey(wire, algorithm, Buffer.from(text, "base64"));
}
