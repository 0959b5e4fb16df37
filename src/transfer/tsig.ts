/**
 * Transactions signed with a shared secret (RFC 8945), the client's side: a request is signed, and
 * every response, or every message of a stream of them, is held against it.
 *
 *   request   │ message │ variables │                                        → MAC₀
 *   response  │ MAC₀ │ message │ variables │                                 → MAC₁
 *   stream    │ MAC₁ │ up to 99 unsigned messages │ message │ timers │       → MAC₂ …
 */
import { type Hmac, timingSafeEqual } from "node:crypto";
import { ByteWriter } from "../base/byte-writer.js";
import { rcode, rcodeName } from "../dns/header.js";
import { nameToText } from "../dns/name-text.js";
import type { TsigKey } from "./tsig-key.js";
import {
  findTsig,
  type TsigRecord,
  withoutTsig,
  withTsig,
  writeTimers,
  writeVariables,
} from "./tsig-record.js";

/** Seconds that two clocks may differ by (RFC 8945 §10 recommends them). */
export const tsigFudgeSeconds = 300;
/** Messages without a signature between two with one (RFC 8945 §5.3.1). */
const unsignedMessagesMax = 99;
/** BADSIG and BADVERS share a number; in a TSIG record it is BADSIG (RFC 8945 §3). */
const BADSIG = 16;

export interface SignedRequest {
  readonly message: Uint8Array;
  readonly mac: Uint8Array;
}

export function signRequest(message: Uint8Array, key: TsigKey, nowSeconds: number): SignedRequest {
  const record = {
    keyName: key.name,
    algorithmName: key.algorithmName,
    timeSigned: nowSeconds,
    fudgeSeconds: tsigFudgeSeconds,
    originalId: (message[0]! << 8) | message[1]!,
    error: 0,
    other: new Uint8Array(0),
  };
  const mac = key.hmac().update(message).update(variablesOf(record)).digest();
  return { message: withTsig(message, { ...record, mac }), mac };
}

/** Why a response is not believed. */
export interface TsigRefusal {
  readonly kind: "unsigned" | "malformed" | "refused" | "wrong-key" | "wrong-mac" | "wrong-time";
  /** Starts in lower case and has no full stop; the server is its subject. */
  readonly message: string;
  readonly hint?: string;
  /** What the server said is wrong with our signature (RFC 8945 §5.2), if it did. */
  readonly error?: number;
}

/** Holds the messages that answer one signed request against its key, in the order they come. */
export class TsigVerifier {
  private hmac: Hmac;
  private unsigned = 0;
  private first = true;

  constructor(
    private readonly key: TsigKey,
    requestMac: Uint8Array,
  ) {
    this.hmac = key.hmac().update(lengthOf(requestMac)).update(requestMac);
  }

  /** Takes the next message; undefined if nothing is wrong with it so far. */
  accept(message: Uint8Array, nowSeconds: number): TsigRefusal | undefined {
    const record = findTsig(message);
    if (typeof record === "string") return { kind: "malformed", message: `sent ${record}` };
    if (record === undefined) return this.takeUnsigned(message);
    const { key } = this;
    if (
      Buffer.compare(record.keyName, key.name) !== 0 ||
      Buffer.compare(record.algorithmName, key.algorithmName) !== 0
    ) {
      const other = `${nameToText(record.keyName)} (${nameToText(record.algorithmName)})`;
      return { kind: "wrong-key", message: `signed with another key than ours: ${other}` };
    }
    if (record.mac.length === 0 && record.error !== 0) return this.refusalOf(record, nowSeconds);
    if (!this.authenticate(message, record)) {
      return {
        kind: "wrong-mac",
        message: `sent a response whose signature is not of the key ${nameToText(key.name)}`,
        hint: "compare the secret here with the one at the server",
      };
    }
    if (record.error !== 0) return this.refusalOf(record, nowSeconds);
    const apart = Math.abs(nowSeconds - record.timeSigned);
    if (apart > record.fudgeSeconds) {
      return {
        kind: "wrong-time",
        message: `signed its response ${apart} s from the time here, ${record.fudgeSeconds} s are allowed`,
        hint: clockHint,
      };
    }
    return undefined;
  }

  /** To be called after the last message, which must be signed (RFC 8945 §5.3.1). */
  end(): TsigRefusal | undefined {
    if (!this.first && this.unsigned === 0) return undefined;
    return { kind: "unsigned", message: "ended its answer with a message that is not signed" };
  }

  private takeUnsigned(message: Uint8Array): TsigRefusal | undefined {
    if (this.first) {
      return { kind: "unsigned", message: "answered a signed request without a signature" };
    }
    if (++this.unsigned > unsignedMessagesMax) {
      const text = `sent more than ${unsignedMessagesMax} messages in a row without a signature`;
      return { kind: "unsigned", message: text };
    }
    this.hmac.update(message);
    return undefined;
  }

  /** Whether the MAC is right; MACs cut short (RFC 8945 §5.2.2.1) were not asked for. */
  private authenticate(message: Uint8Array, record: TsigRecord): boolean {
    this.hmac.update(withoutTsig(message, record));
    const out = new ByteWriter();
    if (this.first) writeVariables(out, record);
    else writeTimers(out, record);
    const expected = this.hmac.update(out.toBytes()).digest();
    this.hmac = this.key.hmac().update(lengthOf(expected)).update(expected);
    this.first = false;
    this.unsigned = 0;
    return expected.length === record.mac.length && timingSafeEqual(expected, record.mac);
  }

  private refusalOf({ error, other }: TsigRecord, nowSeconds: number): TsigRefusal {
    const name = nameToText(this.key.name);
    const { algorithm } = this.key;
    if (error === BADSIG) {
      return {
        kind: "refused",
        error,
        message: `could not verify our signature (BADSIG): its secret of the key ${name} is another one`,
        hint: "give both sides the same secret",
      };
    }
    if (error === rcode.BADKEY) {
      return {
        kind: "refused",
        error,
        message: `does not take the key ${name} with ${algorithm} (BADKEY)`,
        hint: "configure this key at the server, or correct its name and algorithm here",
      };
    }
    if (error === rcode.BADTIME) {
      const apart = other.length === 6 ? `: ${Math.abs(nowSeconds - time48(other))} s apart` : "";
      return {
        kind: "refused",
        error,
        message: `finds our clock too far from its own (BADTIME)${apart}`,
        hint: clockHint,
      };
    }
    return { kind: "refused", error, message: `refused our signature (${rcodeName(error)})` };
  }
}

const clockHint = "set both clocks, by NTP for instance";

function time48(bytes: Uint8Array): number {
  return bytes.reduce((sum, octet) => sum * 256 + octet, 0);
}

function lengthOf(mac: Uint8Array): Uint8Array {
  return Uint8Array.of(mac.length >>> 8, mac.length);
}

function variablesOf(record: Parameters<typeof writeVariables>[1]): Uint8Array {
  const out = new ByteWriter();
  writeVariables(out, record);
  return out.toBytes();
}
