/**
 * What a monitor looks for in a body. Whoever edits a zone writes it, so it is no regular
 * expression, of which some take for ever: text, or text with `*` for any run of characters, found
 * by looking from left to right once.
 */
import type { HttpCheck } from "./config.js";

/** Whether the body, decoded as Latin-1 so that octets compare as octets, has what is looked for. */
export function bodyMatches(wanted: NonNullable<HttpCheck["body"]>, body: string): boolean {
  if (wanted.kind === "text") return body.includes(asOctets(wanted.value));
  let at = 0;
  for (const part of patternParts(wanted.value)) {
    const octets = asOctets(part);
    const found = body.indexOf(octets, at);
    if (found === -1) return false;
    at = found + octets.length;
  }
  return true;
}

/** The pieces between asterisks that must follow each other. `\*` is an asterisk itself. */
export function patternParts(pattern: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!;
    if (character === "\\" && i + 1 < pattern.length) part += pattern[++i]!;
    else if (character === "*") {
      parts.push(part);
      part = "";
    } else part += character;
  }
  parts.push(part);
  return parts.filter((text) => text !== "");
}

function asOctets(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
