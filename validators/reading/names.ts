/** Domain names as text. */
import type { Rule } from "../rule.js";
import { loadFault } from "./reader-row.js";

export const nameRows: readonly Rule[] = [
  loadFault({
    id: "no-origin",
    reference: "RFC 1035 §5.1",
    summary: "A name is relative where there is no origin.",
    why: "Nobody can tell which name is meant.",
    hint: "begin with $ORIGIN and the name of the zone, or call the file like example.com.zone",
  }),
  loadFault({
    id: "bad-name",
    reference: "RFC 1035 §5.1",
    summary: "Something stands where a name is needed, and is none.",
    why: "A quoted string is text: it does not name anything.",
    hint: "write the name without quotes",
  }),
  loadFault({
    id: "empty-label",
    reference: "RFC 1035 §3.1",
    summary: "Two dots follow each other in a name, or it starts with one.",
    why: "Only the root has an empty label; no query could ever ask for this name.",
    hint: "remove one of the dots",
  }),
  loadFault({
    id: "label-too-long",
    reference: "RFC 1035 §2.3.4",
    summary: "A label has more than 63 octets.",
    why: "A label's length has six bits in a message, so no query could ever ask for this name.",
    hint: "shorten it, or split it with a dot",
  }),
  loadFault({
    id: "name-too-long",
    reference: "RFC 1035 §2.3.4",
    summary: "A name has more than 255 octets, its origin included.",
    why: "No message may hold it, so no query could ever ask for this name.",
    hint: "shorten it, or end it with a dot if it is absolute",
  }),
];
