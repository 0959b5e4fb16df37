/** The file as bytes and tokens. */
import type { Rule } from "../rule.js";
import { loadFault } from "./reader-row.js";

export const fileRows: readonly Rule[] = [
  loadFault({
    id: "file-unreadable",
    reference: "docs/zone-files.md",
    summary: "The zone file cannot be opened or read.",
    why: "The nameserver has nothing to load; at best it goes on with the version before.",
  }),
  loadFault({
    id: "zone-too-large",
    reference: "docs/zone-files.md",
    summary: "The zone has more names and data than can be held.",
    why: "The rest of the file is not read, so the zone is not served at all.",
  }),
  loadFault({
    id: "byte-order-mark",
    reference: "RFC 1035 §5.1",
    summary: "The file starts with a byte order mark.",
    why: "The three unseen octets become part of the first name, and every nameserver takes it for another one.",
  }),
  loadFault({
    id: "token-too-long",
    reference: "docs/zone-files.md",
    summary: "One word or string is longer than any record can hold.",
    why: "The file is no zone file, or a quotation mark is missing and has swallowed what follows.",
    hint: "look for a missing quotation mark before this place",
  }),
  loadFault({
    id: "unbalanced-parenthesis",
    reference: "RFC 1035 §5.1",
    summary: "A parenthesis is closed that was never opened, or never closed.",
    why: "An open parenthesis joins all lines that follow into one record, up to the end of the file.",
    hint: "close each ( with a ) before the next record starts",
  }),
  loadFault({
    id: "unterminated-string",
    reference: "RFC 1035 §5.1",
    summary: "A quoted string has no end on its line.",
    why: "Nobody can tell where the string was meant to end, so the record is lost.",
    hint: 'close the string with " on the same line',
  }),
  loadFault({
    id: "bad-escape",
    reference: "RFC 1035 §5.1",
    summary: "A backslash is followed by nothing, or by a number above 255.",
    why: "The octet that it stands for does not exist; nameservers that take it anyway differ in what they make of it.",
    hint: "write \\X, or \\DDD with a decimal from 000 to 255",
  }),
  loadFault({
    id: "trailing-data",
    reference: "RFC 1035 §5.1",
    summary: "Something follows a complete record or directive.",
    why: "Often a comment without its semicolon, or two records on one line of which the second would be lost.",
    hint: 'start comments with a semicolon, and put text with blanks in "quotes"',
  }),
];
