/** Unbound as a strict resolver in front of another server: it asks nobody else. */
import { writeFileSync } from "node:fs";
import { loopback, type Peer } from "./peer.js";

export function unboundInFrontOf(upstreamPort: number, zones: readonly string[]): Peer {
  return {
    name: "Unbound",
    binary: "unbound",
    versionArgs: ["-V"],
    versionPattern: /Version ([\d.]+)/,
    prepare(setup, port) {
      const lines = [
        "server:",
        `  interface: ${loopback}`,
        `  port: ${port}`,
        `  outgoing-interface: ${loopback}`,
        "  do-ip6: no",
        "  do-not-query-localhost: no",
        "  do-daemonize: no",
        '  username: ""',
        '  chroot: ""',
        `  directory: "${setup.folder}"`,
        `  pidfile: "${setup.folder}/unbound.pid"`,
        "  use-syslog: no",
        '  module-config: "iterator"',
        "  qname-minimisation: yes",
        "  use-caps-for-id: yes",
        "  harden-glue: yes",
        "  harden-below-nxdomain: yes",
        "  harden-large-queries: yes",
        "  harden-short-bufsize: yes",
        "  unwanted-reply-threshold: 1000",
        // Compared answers carry the TTL that the zone says.
        "  cache-min-ttl: 0",
        "remote-control:",
        "  control-enable: no",
      ];
      for (const zone of zones) {
        lines.push("stub-zone:", `  name: "${zone}"`, `  stub-addr: ${loopback}@${upstreamPort}`);
      }
      writeFileSync(`${setup.folder}/unbound.conf`, `${lines.join("\n")}\n`);
      return { command: "unbound", args: ["-d", "-p", "-c", `${setup.folder}/unbound.conf`] };
    },
  };
}
