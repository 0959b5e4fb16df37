/** Durations and byte sizes as people write them: `500ms`, `60s`, `5m`, `64KiB`, `4MiB`. */

const millisecondsPer: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Decimal prefixes are decimal: 1kB is 1000 octets, 1KiB is 1024. */
const bytesPer: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  KiB: 1024,
  MB: 1_000_000,
  MiB: 1_048_576,
  GB: 1_000_000_000,
  GiB: 1_073_741_824,
};

export const durationPattern = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;
export const byteSizePattern = /^(\d{1,12})(B|kB|KiB|MB|MiB|GB|GiB)$/;

/** Milliseconds, or undefined if the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  return parseQuantity(text, durationPattern, millisecondsPer);
}

/** Octets, or undefined if the text is not a byte size. */
export function parseByteSize(text: string): number | undefined {
  return parseQuantity(text, byteSizePattern, bytesPer);
}

function parseQuantity(
  text: string,
  pattern: RegExp,
  units: Readonly<Record<string, number>>,
): number | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const factor = units[match[2] ?? ""];
  return factor === undefined ? undefined : Math.round(Number(match[1]) * factor);
}
