/**
 * HIP RDATA (RFC 8005 §5): lengths first on the wire, but not in text.
 *
 *   wire  | HIT length | algorithm | key length (2) | HIT | key | servers |
 *   text  algorithm  HIT in hexadecimal  key in Base64 (one word each)  servers
 */
import { nameEnd } from "../name.js";
import { nameToText, readName } from "../name-text.js";
import { decimalOf } from "../text/decimal.js";
import { tokenKind } from "../text/scanner.js";
import { atEnd, type Field, fieldFault, forgetExcess } from "./field.js";
import { Base64Decoder, printBase64 } from "./field-base64.js";
import { printHex, readHexToken } from "./hex.js";

export const hostIdentity: Field = {
  label: "host identity",

  parse(scanner, context, out, rdataAt) {
    const algorithm =
      scanner.kind === tokenKind.word ? decimalOf(scanner.bytes, scanner.start, scanner.end) : -1;
    if (algorithm < 0 || algorithm > 255) {
      throw fieldFault(scanner, "public key algorithm", "a number from 0 to 255");
    }
    scanner.next();
    out.u32(0);
    readHexToken(scanner, "HIT", out);
    const hitLength = out.length - rdataAt - 4;
    if (hitLength < 1 || hitLength > 255) throw fieldFault(scanner, "HIT", "1 to 255 octets");
    scanner.next();
    const decoder = new Base64Decoder(out);
    if (
      scanner.kind !== tokenKind.word ||
      !decoder.push(scanner.bytes, scanner.start, scanner.end) ||
      !decoder.complete
    ) {
      throw fieldFault(scanner, "public key", "Base64 in one word");
    }
    const keyLength = out.length - rdataAt - 4 - hitLength;
    out.bytes.set([hitLength, algorithm, keyLength >>> 8, keyLength], rdataAt);
    if (keyLength > 0xffff) throw fieldFault(scanner, "public key", "at most 65535 octets");
    for (scanner.next(); !atEnd(scanner); scanner.next()) {
      readName(scanner, context.origin, out);
      forgetExcess(out, rdataAt);
    }
  },

  skip(rdata, at, end) {
    let next = serversAt(rdata, at, end);
    while (next !== -1 && next < end) next = nameEnd(rdata, next, end);
    return next;
  },

  print(rdata, at, next) {
    const keyAt = at + 4 + rdata[at]!;
    let name = serversAt(rdata, at, next);
    const parts = [
      String(rdata[at + 1]),
      printHex(rdata, at + 4, keyAt),
      printBase64(rdata, keyAt, name),
    ];
    for (; name < next; name = nameEnd(rdata, name, next)) parts.push(nameToText(rdata, name));
    return parts.join(" ");
  },

  visitNames(rdata, at, next, _start, visit) {
    for (let name = serversAt(rdata, at, next); name < next; name = nameEnd(rdata, name, next)) {
      visit(name, false);
    }
  },
};

/** Offset of the first rendezvous server, or -1. Neither HIT nor key may be empty. */
function serversAt(rdata: Uint8Array, at: number, end: number): number {
  if (at + 4 > end) return -1;
  const hitLength = rdata[at]!;
  const keyLength = (rdata[at + 2]! << 8) | rdata[at + 3]!;
  const servers = at + 4 + hitLength + keyLength;
  return hitLength === 0 || keyLength === 0 || servers > end ? -1 : servers;
}
