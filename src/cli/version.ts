/** `fivenines version`. The number is package.json's; a test holds the two together. */
import type { Command } from "commander";
import type { Surroundings } from "./surroundings.js";

export const version = "0.1.0";

export function addVersion(program: Command, around: Surroundings): void {
  program
    .command("version")
    .description("print the versions of fivenines and of what it runs on")
    .addHelpText("after", "\nExample:\n  $ fivenines version")
    .action(() => {
      const { platform, arch, versions } = process;
      around.print(`fivenines ${version} (Node ${versions.node}, ${platform} ${arch})\n`);
    });
}
