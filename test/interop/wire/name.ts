/** Names between text and wire, written apart from `src/dns` so that one can catch the other out. */

/** Labels of a name in text, escapes resolved; the final dot may be missing. */
export function parseName(text: string): Buffer[] {
  const labels: Buffer[] = [];
  let label: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === ".") {
      if (label.length > 0) labels.push(Buffer.from(label));
      label = [];
    } else if (char === "\\" && /^\d{3}$/.test(text.slice(i + 1, i + 4))) {
      label.push(Number(text.slice(i + 1, i + 4)));
      i += 3;
    } else if (char === "\\") {
      i++;
      label.push(text.charCodeAt(i));
    } else {
      label.push(text.charCodeAt(i));
    }
  }
  if (label.length > 0) labels.push(Buffer.from(label));
  return labels;
}

export function encodeName(text: string): Buffer {
  const parts = parseName(text).flatMap((label) => [Buffer.from([label.length]), label]);
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** Labels as text with a final dot; what is not plain is written \DDD. */
export function formatName(labels: readonly Buffer[]): string {
  if (labels.length === 0) return ".";
  return labels.map((label) => `${[...label].map(formatOctet).join("")}.`).join("");
}

function formatOctet(octet: number): string {
  const char = String.fromCharCode(octet);
  return /[A-Za-z0-9_*/-]/.test(char) ? char : `\\${String(octet).padStart(3, "0")}`;
}
