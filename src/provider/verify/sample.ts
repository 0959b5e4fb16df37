/** Some of many, spread evenly from a random start: another part of a large zone each time. */
export function sample<T>(all: readonly T[], max: number, random: () => number): T[] {
  if (all.length <= max) return [...all];
  const step = all.length / max;
  const start = random() * step;
  return Array.from({ length: max }, (_, i) => all[Math.floor(start + i * step)]!);
}
