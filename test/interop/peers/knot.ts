/** Knot DNS. Cookies are a module there; the journal is off, so that only zone files count. */
import { writeFileSync } from "node:fs";
import { loopback, type Peer, zoneFile } from "./peer.js";

export const knot: Peer = {
  name: "Knot",
  binary: "knotd",
  versionArgs: ["--version"],
  versionPattern: /version ([\d.]+)/,
  prepare(setup, port) {
    const cookies = setup.cookieSecret !== undefined;
    const lines = [
      "server:",
      `  rundir: ${setup.folder}`,
      `  listen: ${loopback}@${port}`,
      `  udp-workers: ${setup.threads}`,
      "  tcp-workers: 1",
      "log:",
      "  - target: stderr",
      "    any: warning",
      "database:",
      `  storage: ${setup.folder}`,
      ...(cookies ? ["mod-cookies:", "  - id: shared", `    secret: 0x${setup.cookieSecret}`] : []),
      "template:",
      "  - id: default",
      `    storage: ${setup.zonesFolder}`,
      "    semantic-checks: off",
      "    journal-content: none",
      "    zonefile-sync: -1",
      "    zonefile-load: whole",
      ...(cookies ? ["    global-module: mod-cookies/shared"] : []),
      "zone:",
    ];
    for (const apex of setup.apexes) {
      lines.push(`  - domain: ${apex}.`, `    file: ${zoneFile(setup, apex)}`);
    }
    writeFileSync(`${setup.folder}/knot.conf`, `${lines.join("\n")}\n`);
    return { command: "knotd", args: ["-c", `${setup.folder}/knot.conf`] };
  },
};
