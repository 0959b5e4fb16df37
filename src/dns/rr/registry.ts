/**
 * The table of record types: code to row, mnemonic to code. A type without a row is served all the
 * same, in the generic form of RFC 3597.
 */
import { assert } from "../../base/assert.js";
import { defineUnknown } from "./define.js";
import type { RecordType } from "./record-type.js";
import { registerTypeNames } from "./type-code.js";
import { dnssecTypes } from "./types/dnssec.js";
import { hostTypes } from "./types/host.js";
import { otherTypes } from "./types/other.js";
import { securityTypes } from "./types/security.js";
import { serviceTypes } from "./types/service.js";

/** Every row, in the order of the files. */
export const recordTypes: readonly RecordType[] = [
  ...hostTypes,
  ...serviceTypes,
  ...securityTypes,
  ...dnssecTypes,
  ...otherTypes,
];

const rows: (RecordType | undefined)[] = new Array(65_536);
for (const type of recordTypes) {
  assert(rows[type.code] === undefined, `two rows for TYPE${type.code}`);
  rows[type.code] = type;
}
registerTypeNames(recordTypes);

// Whoever asks for names asks here, so that the table is full before the first look-up.
export { isMetaType, metaTypes, typeCodeFromText, typeCodeOf, typeName } from "./type-code.js";

/** The row of a TYPE code; for a code without one, a type whose RDATA is octets (RFC 3597). */
export function recordTypeOf(code: number): RecordType {
  let row = rows[code];
  if (row === undefined) {
    assert(Number.isInteger(code) && code >= 0 && code <= 0xffff, "a TYPE has 16 bits");
    row = rows[code] = defineUnknown(code, `TYPE${code}`, "RFC 3597");
  }
  return row;
}
