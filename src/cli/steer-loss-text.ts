/** What `fivenines steer simulate --every-loss` prints: a line for each loss, worst first. */
import type { LossEffect } from "../steering/simulation/every-loss.js";
import { formatShare, trim } from "./duration-text.js";
import type { Paint } from "./steer-paint.js";

/** Rows printed of what is well; JSON has all. */
const wellMax = 20;

export function formatLosses(
  effects: readonly LossEffect[],
  headroom: number,
  paint: Paint,
): string {
  const problems = effects.filter(({ problem }) => problem !== null);
  const well = effects.filter(({ problem }) => problem === null);
  const shown = [...problems, ...well.slice(0, wellMax)];
  const rows = shown.map(({ what, owner, type, peak, capacityLeft, carries, tightest }) => [
    what,
    `${owner} ${type}`,
    peak === null ? "" : String(peak),
    capacityLeft === null ? "" : trim(capacityLeft),
    carries === null ? "" : trim(carries),
    tightest === null ? "" : `${tightest.value} ${formatShare(tightest.load / tightest.capacity)}`,
  ]);
  const head = ["lost", "name", "peak", "left", "carries", "fullest"];
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]!.length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i >= 2 && i <= 4 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd();
  const lines = effects.length === 0 ? [] : [paint("dim", line(head))];
  for (const [i, row] of rows.entries()) {
    lines.push(line(row));
    const { problem } = shown[i]!;
    if (problem !== null) lines.push(`  ${paint("red", problem)}`);
  }
  if (well.length > wellMax) lines.push(`${well.length - wellMax} more that are well`);
  const judged = effects.filter(({ peak }) => peak !== null).length;
  lines.push(
    "",
    problems.length > 0
      ? paint(
          "red",
          `${problems.length} of ${judged} losses are not carried (headroom ${headroom})`,
        )
      : judged === 0
        ? "nothing to judge: no name has a declared peak (peak: 1500 beside its name, capacity: at targets)"
        : paint("green", `each of ${judged} losses is carried with headroom ${headroom}`),
  );
  return `${lines.join("\n")}\n`;
}
