/**
 * Queries signed with TSIG (RFC 8945) while no key is known here: the response is NOTAUTH with an
 * unsigned TSIG record of error BADKEY (§5.2.1), so that the client learns why.
 *
 *   key name │ TYPE 250 │ CLASS ANY │ TTL 0 │ RDLENGTH │ algorithm name │
 *   time signed 6 │ fudge 2 │ MAC size 2, MAC │ original id 2 │ error 2 │ other length 2, other
 */
import { limits } from "../base/limits.js";
import { nameEnd } from "../dns/name.js";

const fixedRdataBytes = 16;
const badKey = 17;
/** A key name, an algorithm name, and what is fixed. */
export const tsigBytesMax = 2 * limits.nameBytesMax + 10 + fixedRdataBytes;

/**
 * Reads the TSIG record whose owner is at `ownerAt` and TYPE at `at`, and writes the record for the
 * response to `out`. Returns its length; 0 if the record is malformed.
 */
export function readTsig(
  bytes: Uint8Array,
  messageAt: number,
  ownerAt: number,
  at: number,
  rdataEnd: number,
  out: Uint8Array,
): number {
  // §4.2: the key name is not compressed, the class is ANY, the TTL is 0.
  if (nameEnd(bytes, ownerAt, at) !== at) return 0;
  if (bytes[at + 2] !== 0 || bytes[at + 3] !== 255) return 0;
  if ((bytes[at + 4]! | bytes[at + 5]! | bytes[at + 6]! | bytes[at + 7]!) !== 0) return 0;
  const rdataAt = at + 10;
  const timeAt = nameEnd(bytes, rdataAt, rdataEnd);
  if (timeAt < 0 || timeAt + fixedRdataBytes > rdataEnd) return 0;
  const macLength = (bytes[timeAt + 8]! << 8) | bytes[timeAt + 9]!;
  const idAt = timeAt + 10 + macLength;
  if (idAt + 6 > rdataEnd) return 0;
  const otherLength = (bytes[idAt + 4]! << 8) | bytes[idAt + 5]!;
  if (idAt + 6 + otherLength !== rdataEnd) return 0;

  let length = copy(bytes, ownerAt, at + 8, out, 0);
  const rdataLength = timeAt - rdataAt + fixedRdataBytes;
  out[length++] = rdataLength >>> 8;
  out[length++] = rdataLength;
  length = copy(bytes, rdataAt, timeAt + 8, out, length);
  out[length++] = 0; // MAC size: an error about the key cannot be signed with it.
  out[length++] = 0;
  out[length++] = bytes[messageAt]!;
  out[length++] = bytes[messageAt + 1]!;
  out[length++] = 0;
  out[length++] = badKey;
  out[length++] = 0;
  out[length++] = 0;
  return length;
}

function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  for (let i = start; i < end; i++) to[at++] = from[i]!;
  return at;
}
