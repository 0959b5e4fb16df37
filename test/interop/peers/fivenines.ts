/** fivenines as its users start it: the compiled program, by its promised command line. */
import { resolve } from "node:path";
import { loopback, type Peer } from "./peer.js";

const project = resolve(
  import.meta.dirname,
  import.meta.dirname.includes("/dist/") ? "../../../.." : "../../..",
);

export const fivenines: Peer = fiveninesOn(process.execPath, "fivenines");

/** The same program under another Node. */
export function fiveninesOn(node: string, name: string): Peer {
  return {
    name,
    binary: node,
    versionArgs: ["--version"],
    versionPattern: /(v[\d.]+)/,
    prepare(setup, port) {
      const args = [
        `${project}/dist/src/main.js`,
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
      ];
      return { command: node, args };
    },
  };
}
