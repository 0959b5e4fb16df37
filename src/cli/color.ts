/** Whether output has colour. */
import type { Surroundings } from "./surroundings.js";

export type ColorWhen = "auto" | "always" | "never";

/** https://no-color.org; FORCE_COLOR as in Node itself. */
export function isColored(when: ColorWhen, { env, isTerminal }: Surroundings): boolean {
  if (when !== "auto") return when === "always";
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return isTerminal && env.TERM !== "dumb";
}
