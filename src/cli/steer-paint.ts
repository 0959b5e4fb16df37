/** Colours of what steering tells: the same word always has the same one. */
import { styleText } from "node:util";
import type { Standing } from "../steering/plan.js";
import { isColored } from "./color.js";
import type { Surroundings } from "./surroundings.js";

type Tone = "green" | "yellow" | "red" | "dim" | "bold" | "cyan";
export type Paint = (tone: Tone, text: string) => string;

export function painter(around: Surroundings): Paint {
  if (!isColored("auto", around)) return (_tone, text) => text;
  return (tone, text) => styleText(tone, text, { validateStream: false });
}

export const toneOf: Readonly<Record<Standing, Tone>> = {
  serving: "green",
  unknown: "yellow",
  down: "red",
  held: "yellow",
  "hold-down": "yellow",
  suppressed: "yellow",
  drained: "cyan",
  standby: "dim",
  "forced-up": "cyan",
  "forced-down": "red",
};
