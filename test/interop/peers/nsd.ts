/**
 * NSD. Debian builds it with response rate limiting, which would drop the very queries that a
 * comparison repeats: it is off. Authority data in positive answers is off as in all others.
 */
import { writeFileSync } from "node:fs";
import { loopback, type Peer, zoneFile } from "./peer.js";

export const nsd: Peer = {
  name: "NSD",
  binary: "nsd",
  versionArgs: ["-v"],
  versionPattern: /version ([\d.]+)/,
  prepare(setup, port) {
    const { folder } = setup;
    const lines = [
      "server:",
      `  server-count: ${setup.threads}`,
      `  ip-address: ${loopback}@${port}`,
      '  username: ""',
      '  chroot: ""',
      `  zonesdir: "${setup.zonesFolder}"`,
      '  database: ""',
      `  pidfile: "${folder}/nsd.pid"`,
      `  xfrdfile: "${folder}/xfrd.state"`,
      `  xfrdir: "${folder}"`,
      `  zonelistfile: "${folder}/zone.list"`,
      `  logfile: "${folder}/nsd.log"`,
      "  verbosity: 0",
      "  minimal-responses: yes",
      "  rrl-ratelimit: 0",
      "  rrl-whitelist-ratelimit: 0",
    ];
    if (setup.cookieSecret !== undefined) {
      lines.push("  answer-cookie: yes", `  cookie-secret: "${setup.cookieSecret}"`);
    }
    lines.push("remote-control:", "  control-enable: no");
    for (const apex of setup.apexes) {
      lines.push("zone:", `  name: "${apex}"`, `  zonefile: "${zoneFile(setup, apex)}"`);
    }
    writeFileSync(`${folder}/nsd.conf`, `${lines.join("\n")}\n`);
    return { command: "nsd", args: ["-d", "-c", `${folder}/nsd.conf`] };
  },
};
