/**
 * gdnsd: the fastest of the peers, and the most particular about zones: no DNAME, no zone inside
 * another, unknown types only as TYPEnnn. It gets the zones it can load.
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { loopback, type Peer, zoneFile } from "./peer.js";

export const gdnsd: Peer = {
  name: "gdnsd",
  binary: "gdnsd",
  versionArgs: ["version"],
  versionPattern: /version ([\d.]+)/,
  prepare(setup, port) {
    const { folder } = setup;
    for (const part of ["run", "state", "zones"]) mkdirSync(`${folder}/${part}`);
    for (const apex of setup.apexes) symlinkSync(zoneFile(setup, apex), `${folder}/zones/${apex}`);
    const lines = [
      "options => {",
      `  listen => "${loopback}:${port}"`,
      `  run_dir => "${folder}/run"`,
      `  state_dir => "${folder}/state"`,
      `  udp_threads => ${setup.threads}`,
      "  tcp_threads => 1",
      "  max_edns_response => 1232",
      "}",
    ];
    writeFileSync(`${folder}/config`, `${lines.join("\n")}\n`);
    return { command: "gdnsd", args: ["-c", folder, "start"] };
  },
};
