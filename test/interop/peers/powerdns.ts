/**
 * PowerDNS with its BIND back end, so that it reads the same zone files. It answers from a packet
 * cache by default; the variant without it shows what a look-up costs, and compared answers must
 * come from it, as cached ones may be of another moment.
 */
import { writeFileSync } from "node:fs";
import { loopback, type Peer, zoneFile } from "./peer.js";

export const powerdns: Peer = powerdnsWith("PowerDNS", false);
export const powerdnsCached: Peer = powerdnsWith("PowerDNS (cache)", true);

function powerdnsWith(name: string, cache: boolean): Peer {
  return {
    name,
    binary: "pdns_server",
    versionArgs: ["--version"],
    versionPattern: /Server ([\d.]+)/,
    prepare(setup, port) {
      const { folder } = setup;
      const settings = [
        "launch=bind",
        `bind-config=${folder}/zones.conf`,
        `local-address=${loopback}`,
        `local-port=${port}`,
        `socket-dir=${folder}`,
        "daemon=no",
        "guardian=no",
        "write-pid=no",
        "disable-syslog=yes",
        "disable-axfr=yes",
        "loglevel=4",
        `receiver-threads=${setup.threads}`,
        "distributor-threads=1",
        "security-poll-suffix=",
        "dname-processing=yes",
        "any-to-tcp=no",
        // The list of zones is read once; there is no back end that changes behind its back.
        "zone-cache-refresh-interval=0",
      ];
      if (!cache) settings.push("cache-ttl=0", "query-cache-ttl=0", "negquery-cache-ttl=0");
      if (setup.cookieSecret !== undefined) {
        settings.push(`edns-cookie-secret=${setup.cookieSecret}`);
      }
      writeFileSync(`${folder}/pdns.conf`, `${settings.join("\n")}\n`);
      const zones = setup.apexes.map(
        (apex) => `zone "${apex}" { type master; file "${zoneFile(setup, apex)}"; };`,
      );
      const head = `options { directory "${setup.zonesFolder}"; };`;
      writeFileSync(`${folder}/zones.conf`, `${[head, ...zones].join("\n")}\n`);
      return { command: "pdns_server", args: [`--config-dir=${folder}`] };
    },
  };
}
