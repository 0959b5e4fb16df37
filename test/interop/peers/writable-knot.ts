/** Knot as a primary that takes updates and gives the zone away, both to the holder of a key only. */
import { copyFileSync, writeFileSync } from "node:fs";
import { knot } from "./knot.js";
import { loopback, type Peer, zoneFile } from "./peer.js";
import type { PeerKey } from "./writable.js";

/** `key` null: any address of the loopback may write. */
export function writableKnot(key: PeerKey | null, zoneOptions: readonly string[] = []): Peer {
  return {
    ...knot,
    name: "Knot-writable",
    prepare(setup, port) {
      const { folder } = setup;
      const lines = [
        "server:",
        `  rundir: ${folder}`,
        `  listen: ${loopback}@${port}`,
        `  udp-workers: ${setup.threads}`,
        "  tcp-workers: 1",
        "log:",
        "  - target: stderr",
        "    any: info",
        "database:",
        `  storage: ${folder}`,
        ...(key === null
          ? []
          : [
              "key:",
              `  - id: ${key.name}`,
              `    algorithm: ${key.algorithm}`,
              `    secret: ${key.secret}`,
            ]),
        "acl:",
        "  - id: writer",
        key === null ? `    address: ${loopback}/8` : `    key: ${key.name}`,
        "    action: [update, transfer]",
        "template:",
        "  - id: default",
        `    storage: ${folder}`,
        "    semantic-checks: off",
        "    zonefile-sync: -1",
        "    zonefile-load: whole",
        "    journal-content: changes",
        "    acl: writer",
        ...zoneOptions.map((option) => `    ${option}`),
        "zone:",
      ];
      for (const apex of setup.apexes) {
        const file = `${folder}/${apex}.zone`;
        copyFileSync(zoneFile(setup, apex), file);
        lines.push(`  - domain: ${apex}.`, `    file: ${file}`);
      }
      writeFileSync(`${folder}/knot.conf`, `${lines.join("\n")}\n`);
      return { command: "knotd", args: ["-c", `${folder}/knot.conf`] };
    },
  };
}
