/** International labels as they stand in names: `xn--…`, or UTF-8 octets by mistake. */
import { fromPunycode, toPunycode } from "./punycode.js";

/** What is wrong with the A-label `label` (lower case, with its `xn--`), or undefined. */
export function aLabelFault(label: string): string | undefined {
  const text = fromPunycode(label.slice(4));
  if (text === undefined) return "cannot be decoded";
  if (!/[^\0-\x7f]/.test(text)) return "stands for plain ASCII";
  if (text.normalize("NFC") !== text) return "stands for letters and accents apart (not NFC)";
  if (text.toLowerCase() !== text) return "stands for capital letters";
  if (/^\p{M}/u.test(text)) return "starts with a mark that needs a letter before it";
  return `xn--${toPunycode(text)}` === label
    ? undefined
    : "is not the usual spelling of its letters";
}

/** The text that an A-label stands for. */
export function decodedLabel(label: string): string | undefined {
  return fromPunycode(label.slice(4));
}

/** The A-label for a label of UTF-8 octets, given as Latin-1; undefined if they are no UTF-8. */
export function aLabelOf(octets: string): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(octets, "latin1"));
    const label = `xn--${toPunycode(text.normalize("NFC").toLowerCase())}`;
    return label.length > 63 ? undefined : label;
  } catch {
    return undefined;
  }
}

/** The labels of a wire name as Latin-1 text, the root left out. */
export function labelsOf(name: Uint8Array, at: number): string[] {
  const labels: string[] = [];
  for (; name[at] !== 0; at += name[at]! + 1) {
    const from = name.byteOffset + at + 1;
    labels.push(Buffer.from(name.buffer, from, name[at]!).toString("latin1"));
  }
  return labels;
}
