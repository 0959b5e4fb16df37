/**
 * The server's side of TSIG (RFC 8945), apart from the client's: only what the scripted primary
 * needs, written from the RFC a second time so that the two can disagree.
 */
import { createHmac } from "node:crypto";

export interface ServerKey {
  /** Wire form, lower case. */
  readonly name: Uint8Array;
  /** `hmac-sha256` */
  readonly algorithm: string;
  readonly secret: Uint8Array;
}

/** A request's TSIG record, taken off. */
export interface Signed {
  readonly bare: Buffer;
  readonly keyName: string;
  readonly algorithm: Buffer;
  readonly timeSigned: number;
  readonly mac: Buffer;
  readonly variables: Buffer;
}

const TSIG = 250;

/** Takes the signature off a request; undefined if it has none. */
export function takeSignature(request: Buffer): Signed | undefined {
  let at = 12;
  const skipName = () => {
    while (request[at] !== 0 && request[at]! < 0xc0) at += request[at]! + 1;
    at += request[at] === 0 ? 1 : 2;
  };
  for (let i = request.readUInt16BE(4); i > 0; i--) {
    skipName();
    at += 4;
  }
  const records = request.readUInt16BE(6) + request.readUInt16BE(8) + request.readUInt16BE(10);
  for (let i = 0; i < records; i++) {
    const start = at;
    skipName();
    const type = request.readUInt16BE(at);
    const rdataAt = at + 10;
    const end = rdataAt + request.readUInt16BE(at + 8);
    if (type === TSIG) {
      const keyName = request.subarray(start, at);
      at = rdataAt;
      skipName();
      const macAt = at + 10;
      const macEnd = macAt + request.readUInt16BE(at + 8);
      const bare = Buffer.from(request.subarray(0, start));
      bare.writeUInt16BE(bare.readUInt16BE(10) - 1, 10);
      const algorithm = request.subarray(rdataAt, at);
      const timers = request.subarray(at, at + 8);
      return {
        bare,
        keyName: keyName.toString("hex"),
        algorithm,
        timeSigned: timers.readUIntBE(0, 6),
        mac: request.subarray(macAt, macEnd),
        variables: Buffer.concat([
          keyName,
          Buffer.from("00ff00000000", "hex"),
          algorithm,
          timers,
          Buffer.alloc(4),
        ]),
      };
    }
    at = end;
  }
  return undefined;
}

export function algorithmWire(algorithm: string): Buffer {
  return Buffer.from([algorithm.length, ...Buffer.from(algorithm), 0]);
}

function hmac(key: ServerKey) {
  return createHmac(key.algorithm.slice("hmac-".length), key.secret);
}

function sized(mac: Buffer): Buffer {
  return Buffer.concat([Buffer.from([mac.length >>> 8, mac.length & 255]), mac]);
}

/** Whether the key made the signature. */
export function isBy(key: ServerKey, signed: Signed): boolean {
  return hmac(key).update(signed.bare).update(signed.variables).digest().equals(signed.mac);
}

export interface SignOptions {
  readonly error?: number;
  readonly other?: Buffer;
  /** Left out for errors about the key. */
  readonly withMac?: boolean;
}

/** Signs the messages of one answer in turn. */
export class ResponseSigner {
  private prior: Buffer;
  private first = true;
  private unsigned: Buffer[] = [];

  constructor(
    private readonly key: ServerKey,
    requestMac: Buffer,
    private readonly nowSeconds: () => number,
  ) {
    this.prior = requestMac;
  }

  /** A message that goes out as it is; the next signature covers it. */
  leave(message: Buffer): Buffer {
    this.unsigned.push(message);
    return message;
  }

  sign(message: Buffer, options: SignOptions = {}): Buffer {
    const { error = 0, other = Buffer.alloc(0), withMac = true } = options;
    const timers = Buffer.alloc(8);
    timers.writeUIntBE(this.nowSeconds(), 0, 6);
    timers.writeUInt16BE(300, 6);
    const algorithm = algorithmWire(this.key.algorithm);
    const tail = Buffer.alloc(4);
    tail.writeUInt16BE(error, 0);
    tail.writeUInt16BE(other.length, 2);
    const anyClass = Buffer.from("00ff00000000", "hex");
    const digest = hmac(this.key).update(sized(this.prior));
    for (const earlier of this.unsigned) digest.update(earlier);
    digest.update(message);
    if (this.first) {
      digest.update(
        Buffer.concat([Buffer.from(this.key.name), anyClass, algorithm, timers, tail, other]),
      );
    } else digest.update(timers);
    const mac = withMac ? digest.digest() : Buffer.alloc(0);
    this.prior = mac;
    this.first = false;
    this.unsigned = [];
    const rdata = Buffer.concat([
      algorithm,
      timers,
      sized(mac),
      message.subarray(0, 2),
      tail,
      other,
    ]);
    const head = Buffer.concat([
      Buffer.from(this.key.name),
      Buffer.from([0, TSIG]),
      anyClass,
      Buffer.from([rdata.length >>> 8, rdata.length & 255]),
    ]);
    const out = Buffer.concat([message, head, rdata]);
    out.writeUInt16BE(out.readUInt16BE(10) + 1, 10);
    return out;
  }
}
