/** What `fivenines steer status` prints: sums, then a line for each target that is worth one. */
import type { SteeringList } from "../admin/steering-view.js";
import { counted } from "../base/counted.js";
import { tame } from "../check/shown-line.js";
import type { Standing } from "../steering/plan.js";
import { formatShare, wrap } from "./duration-text.js";
import { type Paint, toneOf } from "./steer-paint.js";

const screenWidth = 80;

export function formatSteering(list: SteeringList, all: boolean, paint: Paint): string {
  const counts = standingCounts(list.standings).map(([standing, count]) => `${count} ${standing}`);
  const sum = `${counted(list.targets, "target")} in ${counted(list.zones, "zone")}`;
  const lines = [
    [sum, ...(counts.length === 0 ? [] : [counts.join(", ")])].join(": "),
    `${counted(list.overrides, "override")}${proberText(list)}`,
  ];
  if (list.total === 0 && list.targets > 0 && !all) {
    lines.push(paint("green", "every target is as it should be; --all shows them"));
  }
  for (const { owner, type, policy, ttl, panic, standIn, shadow, targets } of list.rrsets) {
    const marks = [
      ...(panic ? [paint("red", "PANIC: too little is well, so all are answered")] : []),
      ...(standIn === null ? [] : [paint("red", standIn)]),
      ...(shadow ? ["shadow: not served"] : []),
    ];
    lines.push("", `${paint("bold", `${owner} ${type}`)}  ${policy}, TTL ${ttl} s`);
    for (const mark of marks) lines.push(`  ${mark}`);
    const width = Math.max(...targets.map(({ value }) => value.length));
    for (const { value, standing, probability, because } of targets) {
      const share = formatShare(probability).padStart(7);
      const row = (state: string) => `  ${value.padEnd(width)}  ${state}  ${share}  `;
      const head = row(standing.padEnd(11));
      const text = wrap(tame(because), screenWidth, head, " ".repeat(Math.min(head.length, 40)));
      lines.push(row(paint(toneOf[standing], standing.padEnd(11))) + text.slice(head.length));
    }
  }
  const left = list.total - list.offset - list.rrsets.length;
  if (left > 0) lines.push("", `${left} more RRsets; --zone shows one zone`);
  return `${lines.join("\n")}\n`;
}

/** What serves first, then in one order always. */
function standingCounts(standings: SteeringList["standings"]): [string, number][] {
  return Object.keys(toneOf).flatMap((standing): [string, number][] => {
    const count = standings[standing as Standing] ?? 0;
    return count === 0 ? [] : [[standing, count]];
  });
}

function proberText({ prober }: SteeringList): string {
  if (!prober.alive) return "; THE PROBING THREAD IS NOT RUNNING: states are as it left them";
  return prober.restarts === 0 ? "" : `; probing thread restarted ${prober.restarts} times`;
}
