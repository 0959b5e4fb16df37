/** `n, median, nine in ten, worst` of measured milliseconds, and each of them. */
export function distribution(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  const summary = `${sorted.length} runs, median ${at(0.5)}, 90 % ${at(0.9)}, worst ${at(1)}`;
  return `${summary} (${sorted.join(" ")})`;
}
