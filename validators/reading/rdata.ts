/** What a record says: the fields of its type. */
import type { Rule } from "../rule.js";
import { loadFault } from "./reader-row.js";

export const rdataRows: readonly Rule[] = [
  loadFault({
    id: "missing-field",
    reference: "RFC 1035 §5.1",
    summary: "A record ends before a field that its type needs.",
    why: "The record says nothing, and the zone is not loaded. Often a priority or weight was left out.",
    hint: "give the fields of the type in their order",
  }),
  loadFault({
    id: "bad-field",
    reference: "RFC 1035 §5.1",
    summary: "A field of a record is not what its type needs there.",
    why: "There is no way to put it into a message, so the zone is not loaded.",
    hint: "write the field in the form that its type asks for",
  }),
  loadFault({
    id: "bad-rdata",
    reference: "RFC 3597 §5",
    summary: "The octets of a record are not well-formed for its type.",
    why: "Whoever reads the answer would refuse it, or misread it.",
    hint: "write the record in the presentation form of its type",
  }),
  loadFault({
    id: "rdata-length",
    reference: "RFC 3597 §5",
    summary: "Generic RDATA has another length than it announces.",
    why: "Something was cut off or added in copying, and the record would not say what was meant.",
    hint: "make the number behind \\# agree with the octets",
  }),
  loadFault({
    id: "rdata-too-long",
    reference: "RFC 1035 §3.2.1",
    summary: "A record has more than 65,535 octets.",
    why: "Its length has sixteen bits in a message, so nothing could carry it.",
  }),
  loadFault({
    id: "string-too-long",
    reference: "RFC 1035 §3.3",
    summary: "A character string has more than 255 octets.",
    why: "Its length has eight bits. DKIM keys of 2048 bits are the usual case: they need two strings.",
    hint: 'split it into several "…" "…"; readers of TXT join them',
  }),
  loadFault({
    id: "bad-base64",
    reference: "RFC 4648 §4",
    summary: "Base64 ends inside a group of four characters.",
    why: "Something was cut off in copying; a key or signature with a hole verifies nothing.",
    hint: "copy it again, with the = at its end",
  }),
  loadFault({
    id: "odd-hex",
    reference: "RFC 3597 §5",
    summary: "There is an odd number of hexadecimal digits.",
    why: "A digit was lost in copying; a digest without it matches nothing.",
    hint: "copy it again: every octet takes two digits",
  }),
  loadFault({
    id: "duplicate-key",
    reference: "RFC 9460 §2.1",
    summary: "A service parameter is given twice.",
    why: "Clients throw away the whole record, with everything that it says.",
    hint: "keep one of them",
  }),
];
