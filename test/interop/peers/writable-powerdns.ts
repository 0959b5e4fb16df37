/**
 * PowerDNS with its SQLite back end, written to by its HTTP API and by dynamic updates. Its zones
 * begin with an SOA and nothing else; caches are as they are out of the box.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { freePort, programPath } from "./launch.js";
import { loopback, type Peer } from "./peer.js";
import { powerdnsProgram } from "./powerdns.js";
import type { PeerKey } from "./writable.js";

const schemaPath = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql";

export interface WritablePowerdns {
  readonly peer: Peer;
  readonly url: string;
  readonly apiKey: string;
}

/** Why it cannot take part here, besides what `whyMissing` finds; undefined if it can. */
export function whyNotWritable(): string | undefined {
  if (!existsSync(schemaPath)) return "PowerDNS: package pdns-backend-sqlite3 is not installed";
  if (programPath("sqlite3") === undefined) return "PowerDNS: package sqlite3 is not installed";
  return undefined;
}

/** `key` may update and transfer; without one, the API alone writes. */
export async function writablePowerdns(key: PeerKey | null = null): Promise<WritablePowerdns> {
  const apiPort = await freePort();
  const apiKey = "the-API-key-of-a-test";
  const peer: Peer = {
    name: "PowerDNS-writable",
    ...powerdnsProgram,
    prepare(setup, port) {
      const { folder } = setup;
      const database = `${folder}/pdns.sqlite3`;
      const zones = setup.apexes.flatMap((apex, i) => zoneRows(apex, i + 1, key));
      const keys = key === null ? [] : [keyRow(key)];
      const sql = [readFileSync(schemaPath, "utf8"), ...keys, ...zones].join("\n");
      if (!existsSync(database)) execFileSync("sqlite3", [database], { input: sql });
      const settings = [
        "launch=gsqlite3",
        `gsqlite3-database=${database}`,
        "gsqlite3-dnssec=yes",
        `local-address=${loopback}`,
        `local-port=${port}`,
        `socket-dir=${folder}`,
        "daemon=no",
        "guardian=no",
        "write-pid=no",
        "disable-syslog=yes",
        "security-poll-suffix=",
        // A zone that is made must be answered for at once.
        "zone-cache-refresh-interval=0",
        "dname-processing=yes",
        "api=yes",
        `api-key=${apiKey}`,
        "webserver=yes",
        `webserver-address=${loopback}`,
        `webserver-port=${apiPort}`,
        "webserver-allow-from=127.0.0.0/8",
        "dnsupdate=yes",
        "allow-dnsupdate-from=127.0.0.0/8",
        "disable-axfr=no",
        "allow-axfr-ips=127.0.0.0/8",
        `receiver-threads=${setup.threads}`,
        "distributor-threads=1",
        "loglevel=4",
      ];
      writeFileSync(`${folder}/pdns.conf`, `${settings.join("\n")}\n`);
      return { command: "pdns_server", args: [`--config-dir=${folder}`] };
    },
  };
  return { peer, url: `http://${loopback}:${apiPort}`, apiKey };
}

function zoneRows(apex: string, id: number, key: PeerKey | null): string[] {
  const soa = `ns1.${apex} hostmaster.${apex} 1 7200 900 1209600 300`;
  const allowed = (kind: string) =>
    key === null
      ? []
      : [
          `INSERT INTO domainmetadata (domain_id, kind, content) VALUES (${id}, '${kind}', '${key.name}');`,
        ];
  return [
    `INSERT INTO domains (id, name, type) VALUES (${id}, '${apex}', 'NATIVE');`,
    `INSERT INTO records (domain_id, name, type, content, ttl, auth) VALUES (${id}, '${apex}', 'SOA', '${soa}', 300, 1);`,
    `INSERT INTO domainmetadata (domain_id, kind, content) VALUES (${id}, 'SOA-EDIT-API', 'INCREASE');`,
    ...allowed("TSIG-ALLOW-DNSUPDATE"),
    ...allowed("TSIG-ALLOW-AXFR"),
  ];
}

function keyRow({ name, algorithm, secret }: PeerKey): string {
  return `INSERT INTO tsigkeys (name, algorithm, secret) VALUES ('${name}', '${algorithm}', '${secret}');`;
}
