/** Names as Cloudflare's API writes them: without final dot, and the root as a dot. */
import { lowerCase } from "../../dns/name.js";
import { nameFromText, nameToText } from "../../dns/name-text.js";

/** Octets that the API takes in a label. */
const plainLabels = /^(?:[A-Za-z0-9_*/-]+\.)+$/;

/** Undefined if it has octets that no host name has. */
export function nameToApi(name: Uint8Array): string | undefined {
  const text = nameToText(name);
  if (text === ".") return text;
  return plainLabels.test(text) ? text.slice(0, -1) : undefined;
}

/** Absolute, whether or not the final dot is there; case kept. */
export function nameFromApi(text: string): Uint8Array | undefined {
  if (text === "") return undefined;
  return nameFromText(text.endsWith(".") ? text : `${text}.`);
}

export function ownerFromApi(text: string): Uint8Array | undefined {
  const name = nameFromApi(text);
  if (name !== undefined) lowerCase(name, 0, name.length);
  return name;
}
