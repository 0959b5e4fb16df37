/** Names as PowerDNS writes them: of the printable octets, only dot and backslash are escaped. */
import { nameToText } from "../../dns/name-text.js";
import { bareWords } from "./content-words.js";

/** The name in wire form at `at`, absolute, case kept. */
export function nameContent(name: Uint8Array, at = 0): string {
  return bareWords(nameToText(name, at));
}

/** Owners that the API lets in: letters, digits, hyphen, underscore, slash; `*` as first label. */
export function isOwnerTaken(owner: Uint8Array): boolean {
  return /^(?:\*\.)?(?:[a-z0-9_/-]+\.)*$/.test(nameContent(owner));
}

/** A host name (RFC 1123 §2.1), which targets of MX, NS and SRV must be there. */
export function isHostName(name: string): boolean {
  return /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+$/.test(name);
}
