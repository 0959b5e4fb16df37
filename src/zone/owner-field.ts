/** The first field of an entry: its owner, or a blank for the owner before (RFC 1035 §5.1). */

import { ByteWriter } from "../base/byte-writer.js";
import { limits } from "../base/limits.js";
import { lowerCase, lowerOf } from "../dns/name.js";
import { nameToText, readName } from "../dns/name-text.js";
import { type Scanner, tokenKind } from "../dns/text/scanner.js";
import { noOwner, type ReadState } from "./read-state.js";

const AT = 0x40;
const BACKSLASH = 0x5c;
const DOT = 0x2e;

/** Sets `state.owner` to the owner that the scanner's present token names. Throws TextFault. */
export function readOwner(state: ReadState, scanner: Scanner): void {
  state.owner = noOwner.broken;
  state.ownerDoubtful = false;
  if (state.apex === undefined) {
    beginWithOwner(state, scanner);
    return;
  }
  const { owners } = state;
  const tail = owners.tail;
  owners.names.length = tail;
  const inZone = writePlainName(state, scanner) || writeAnyName(state, scanner);
  if (inZone) {
    state.owner = owners.internTail();
    return;
  }
  const name = nameToText(owners.names.bytes, tail);
  owners.names.length = tail;
  state.owner = noOwner.outside;
  state.tell(
    "out-of-zone",
    `${name} is not in the zone ${nameToText(state.apex)}`,
    scanner.tokenLine,
    scanner.tokenColumn,
  );
}

/** An entry without an owner. Throws TextFault if there is none to inherit. */
export function inheritOwner(state: ReadState, scanner: Scanner): void {
  if (state.owner === noOwner.none) {
    // Told once: what follows has the same fault.
    state.owner = noOwner.broken;
    throw scanner.fault("no-owner", "the first record of the zone has no owner");
  }
  if (!state.ownerDoubtful) return;
  state.ownerDoubtful = false;
  const { owner, owners } = state;
  const name = owner < 0 ? "the owner" : nameToText(owners.names.bytes, owners.nameStart[owner]);
  const message = `this record takes ${name} from one before the directive`;
  state.tell("inherited-owner", message, scanner.tokenLine);
}

/** The usual case, in one pass over the text: no escapes, and sure to be in the zone. */
function writePlainName(state: ReadState, scanner: Scanner): boolean {
  const { bytes: text, start, end } = scanner;
  const { names } = state.owners;
  if (!state.originInZone || scanner.kind !== tokenKind.word || scanner.escaped) return false;
  if (end - start > limits.nameBytesMax) return false;
  names.reserve(2 * limits.nameBytesMax + 2);
  const { bytes, length: first } = names;
  const origin = state.originLower;
  if (end - start === 1 && text[start] === AT) {
    names.copy(origin);
    return true;
  }
  let lengthAt = first;
  let at = first + 1;
  for (let i = start; i < end; i++) {
    const octet = text[i]!;
    if (octet === DOT) {
      const length = at - lengthAt - 1;
      if (length === 0 || length > limits.labelBytesMax) return false;
      bytes[lengthAt] = length;
      lengthAt = at++;
    } else bytes[at++] = lowerOf[octet]!;
  }
  const length = at - lengthAt - 1;
  if (length > limits.labelBytesMax) return false;
  bytes[lengthAt] = length;
  if (length === 0) {
    if (at - first > limits.nameBytesMax || !state.isInZone(bytes, first, at)) return false;
    names.length = at;
    return true;
  }
  if (at - first + origin.length > limits.nameBytesMax) return false;
  for (let i = 0; i < origin.length; i++) bytes[at++] = origin[i]!;
  names.length = at;
  return true;
}

/** Every other case; returns whether the name is in the zone. Throws TextFault. */
function writeAnyName(state: ReadState, scanner: Scanner): boolean {
  const { names, tail } = state.owners;
  names.length = tail;
  readName(scanner, state.context.origin, names);
  lowerCase(names.bytes, tail, names.length);
  return state.isInZone(names.bytes, tail, names.length);
}

/** The first owner of a zone whose apex nobody told: it is the apex. */
function beginWithOwner(state: ReadState, scanner: Scanner): void {
  const { bytes, start, end } = scanner;
  const absolute = bytes[end - 1] === DOT && bytes[end - 2] !== BACKSLASH;
  if (!state.originKnown && !(absolute && end > start)) {
    const message = `"${scanner.text()}" is relative, and there is no origin`;
    const hint =
      "begin with $ORIGIN and the name of the zone, or call the file like example.com.zone";
    throw scanner.fault("no-origin", message, hint);
  }
  const apex = new ByteWriter(limits.nameBytesMax + 1);
  readName(scanner, state.context.origin, apex);
  lowerCase(apex.bytes, 0, apex.length);
  state.begin(apex.toBytes());
  state.owner = 0;
}
