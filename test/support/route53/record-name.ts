/**
 * Names as Route 53 keeps and returns them (Developer Guide, "DNS domain name format"): lower case,
 * with a final dot, everything but a-z, 0-9, hyphen and underscore as `\ooo` in octal. Written on
 * its own, so that what reads these names in the product is held against something else.
 */
import type { Labels } from "../../../src/naive/naive-zone.js";

/** Labels of a name as given, leaf first; a string says what is wrong with it. */
export function labelsOf(text: string): Labels | string {
  if (text === ".") return [];
  const labels: string[] = [];
  let label = "";
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f) return "UnsupportedCharacter";
    if (character === "\\") {
      const digits = /^[0-3][0-7][0-7]/.exec(text.slice(i + 1))?.[0];
      if (digits === undefined) return "UnsupportedCharacter";
      label += String.fromCharCode(Number.parseInt(digits, 8));
      i += 3;
    } else if (character === ".") {
      labels.push(label);
      label = "";
      if (i === text.length - 1) break;
    } else label += character;
  }
  if (label !== "" || !text.endsWith(".")) labels.push(label);
  if (labels.includes("")) return "DomainLabelEmpty";
  if (labels.some(({ length }) => length > 63)) return "DomainLabelTooLong";
  if (labels.reduce((sum, { length }) => sum + length + 1, 1) > 255) return "DomainNameTooLong";
  return labels.map((one) => one.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
}

/** The name as Route 53 returns it. */
export function nameOf(labels: Labels): string {
  return `${labels.map(escapedLabel).join(".")}.`;
}

function escapedLabel(label: string): string {
  return label.replace(/[^a-z0-9_-]/g, (character) => {
    return `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
}

/** "With the labels reversed, mind the trailing dot" (API reference, ListResourceRecordSets). */
export function sortKeyOf(labels: Labels): string {
  return `${[...labels].reverse().join(".")}.`;
}

export function isWithin(labels: Labels, apex: Labels): boolean {
  return nameOf(labels.slice(Math.max(0, labels.length - apex.length))) === nameOf(apex);
}
