/**
 * Which zone a file of the zone folder is: `<apex>.zone`, the apex in presentation form.
 *
 *   example.com.zone     example.com.        a final dot before `.zone` is allowed
 *   0\04725.2.0.192.in-addr.arpa.zone        a slash, which no file name can hold, as `\047`
 *   root.zone, ..zone    the root            `root..zone` is the top-level domain `root.`
 *
 * Hidden files and other endings are none of ours: editors and copy tools leave such behind.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import { rootName } from "../dns/name.js";
import { lowerNameFromText, nameToText } from "../dns/name-text.js";

export const zoneFileEnding = ".zone";
const rootFiles = new Set(["root.zone", "..zone"]);
/** Names that need no parser, which is nearly all of them. */
const plain = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.zone$/;
/** The wire form has an octet for each dot, one before the name and one for the root. */
const plainLengthMax = 253 + zoneFileEnding.length;

/** Presentation form of the apex, lower case, absolute; null for a file that is no zone file. */
export function apexOfFileName(name: string): string | Diagnostic | null {
  if (!name.endsWith(zoneFileEnding)) return null;
  if (rootFiles.has(name)) return ".";
  if (name.startsWith(".")) return null;
  // The dot of the ending is the final one of the apex.
  if (name.length <= plainLengthMax && plain.test(name)) return name.slice(0, -4);
  const text = name.slice(0, -zoneFileEnding.length);
  const apex = text === "@" ? undefined : lowerNameFromText(text);
  if (apex !== undefined) return nameToText(apex);
  return {
    code: "zone-file-name",
    severity: "error",
    message: `"${text}" is not a domain name, so this file is not served`,
    file: name,
    hint: "name the file after the apex, example.com.zone; internationalised names as A-labels (xn--…)",
  };
}

/** The name a zone's file has unless someone wrote it differently. */
export function fileNameOfApex(apex: string): string {
  return apex === "." ? "root.zone" : `${apex.slice(0, -1)}${zoneFileEnding}`;
}

/** Whether that is the name of its file, found out without making one: there are very many. */
export function isUsualFileName(name: string, apex: string): boolean {
  if (apex === ".") return name === "root.zone";
  return name.length === apex.length + 4 && name.startsWith(apex) && name.endsWith(zoneFileEnding);
}

/**
 * Wire form of an apex that a file name or a record gave. Most have no escapes: for a hundred
 * thousand of them the plain way is worth its lines.
 */
export function apexToWire(apex: string): Uint8Array {
  if (apex === "." || apex.includes("\\")) return lowerNameFromText(apex) ?? rootName;
  // Each label's length takes the place of the dot before it, and the final dot that of the root.
  const wire = new Uint8Array(apex.length + 1);
  let lengthAt = 0;
  for (let i = 0; i < apex.length; i++) {
    const code = apex.charCodeAt(i);
    if (code === dot) {
      wire[lengthAt] = i - lengthAt;
      lengthAt = i + 1;
    } else wire[i + 1] = code;
  }
  return wire;
}

const dot = 0x2e;
