import type { Command } from "commander";
import type { Surroundings } from "./surroundings.js";

export function addSimulate(
  _parent: Command,
  _around: Surroundings,
  _finish: (code: number) => void,
): void {}
