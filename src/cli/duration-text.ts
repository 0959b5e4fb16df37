/** Lengths of time, clock times and shares as people read them. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${trim(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const parts = [
    { count: Math.floor(seconds / 86_400), unit: "d" },
    { count: Math.floor((seconds % 86_400) / 3600), unit: "h" },
    { count: Math.floor((seconds % 3600) / 60), unit: "min" },
    { count: seconds % 60, unit: "s" },
  ];
  const first = parts.findIndex(({ count }) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ count, unit }) => `${count} ${unit}`)
    .join(" ");
}

/** `2026-11-22 19:03:32Z`; UTC, so that several machines' tellings can be laid side by side. */
export function formatTime(unixMs: number): string {
  return `${new Date(unixMs).toISOString().slice(0, 19).replace("T", " ")}Z`;
}

/** `33.3 %` of 0.333. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 0.1 ? "< 0.1" : trim(percent)} %`;
}

/** One digit behind the point, none if it is 0. */
export function trim(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}

/** Lines of at most `width` characters, broken between words, behind `first` and then `rest`. */
export function wrap(text: string, width: number, first: string, rest: string): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}
