/**
 * PowerDNS with its BIND back end, so that it reads the same zone files. It answers from a packet
 * cache by default; the variant without it shows what a look-up costs, and compared answers must
 * come from it, as cached ones may be of another moment.
 */
import { writeFileSync } from "node:fs";
import { loopback, type Peer, zoneFile } from "./peer.js";

/** How it is found and asked for its version. */
export const powerdnsProgram = {
  binary: "pdns_server",
  versionArgs: ["--version"],
  versionPattern: /Server ([\d.]+)/,
} as const;

export const powerdns: Peer = powerdnsWith("PowerDNS", false);
export const powerdnsCached: Peer = powerdnsWith("PowerDNS (cache)", true);

function powerdnsWith(name: string, cache: boolean): Peer {
  return {
    name,
    ...powerdnsProgram,
    prepare(setup, port) {
      const { folder } = setup;
      const more = [
        "disable-axfr=yes",
        "loglevel=4",
        `receiver-threads=${setup.threads}`,
        "distributor-threads=1",
        "dname-processing=yes",
        "any-to-tcp=no",
      ];
      if (!cache) more.push("cache-ttl=0", "query-cache-ttl=0", "negquery-cache-ttl=0");
      if (setup.cookieSecret !== undefined) {
        more.push(`edns-cookie-secret=${setup.cookieSecret}`);
      }
      const zones = setup.apexes.map((apex) => ({ apex, file: zoneFile(setup, apex) }));
      return preparePowerdns({ folder, port, zonesFolder: setup.zonesFolder, zones, more });
    },
  };
}

export interface PowerdnsPlan {
  readonly folder: string;
  readonly port: number;
  readonly zonesFolder: string;
  readonly zones: readonly { readonly apex: string; readonly file: string }[];
  /** Settings besides those that every one started here has. */
  readonly more: readonly string[];
}

export function preparePowerdns({ folder, port, zonesFolder, zones, more }: PowerdnsPlan) {
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
    "security-poll-suffix=",
    // The list of zones is read once; there is no back end that changes behind its back.
    "zone-cache-refresh-interval=0",
    ...more,
  ];
  writeFileSync(`${folder}/pdns.conf`, `${settings.join("\n")}\n`);
  const listed = zones.map(({ apex, file }) => `zone "${apex}" { type master; file "${file}"; };`);
  const head = `options { directory "${zonesFolder}"; };`;
  writeFileSync(`${folder}/zones.conf`, `${[head, ...listed].join("\n")}\n`);
  return { command: "pdns_server", args: [`--config-dir=${folder}`] };
}
