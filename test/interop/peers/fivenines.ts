/** fivenines as its users start it: the compiled program, by its promised command line. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { loopback, type Peer } from "./peer.js";

const project = resolve(
  import.meta.dirname,
  import.meta.dirname.includes("/dist/") ? "../../../.." : "../../..",
);

export const fivenines: Peer = fiveninesOn(process.execPath, "fivenines");

/** What it says when asked for its NSID. */
export const serverId = "interop";

/** The same program under another Node. */
export function fiveninesOn(node: string, name: string): Peer {
  return {
    name,
    binary: node,
    versionArgs: ["--version"],
    versionPattern: /(v[\d.]+)/,
    prepare(setup, port) {
      const answers = [`  nsid: ${serverId}`];
      if (setup.cookieSecret !== undefined) {
        answers.push(`  cookies: { secrets: ["${setup.cookieSecret}"] }`);
      }
      writeFileSync(`${setup.folder}/fivenines.yaml`, `answers:\n${answers.join("\n")}\n`);
      const args = [
        `${project}/dist/program/main.js`,
        "serve",
        "--zones",
        setup.zonesFolder,
        "--listen",
        `${loopback}:${port}`,
        "--admin",
        `${loopback}:0`,
        "--state",
        `${setup.folder}/state`,
        "--workers",
        String(setup.threads),
        "--config",
        `${setup.folder}/fivenines.yaml`,
      ];
      return { command: node, args };
    },
  };
}
