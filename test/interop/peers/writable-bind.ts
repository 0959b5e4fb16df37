/** BIND as a primary that takes updates and gives the zone away, both to the holder of a key only. */
import { copyFileSync, writeFileSync } from "node:fs";
import { bind } from "./bind.js";
import { loopback, type Peer, zoneFile } from "./peer.js";
import type { PeerKey } from "./writable.js";

/** `key` null: any address may write, for servers without TSIG. */
export function writableBind(key: PeerKey | null, zoneOptions: readonly string[] = []): Peer {
  return {
    ...bind,
    name: "BIND-writable",
    prepare(setup, port) {
      const { folder } = setup;
      const who = key === null ? "any" : `key "${key.name}"`;
      const lines = [
        ...(key === null
          ? []
          : [`key "${key.name}" { algorithm ${key.algorithm}; secret "${key.secret}"; };`]),
        "options {",
        `  directory "${folder}";`,
        `  managed-keys-directory "${folder}";`,
        `  session-keyfile "${folder}/session.key";`,
        `  pid-file "${folder}/named.pid";`,
        `  listen-on port ${port} { ${loopback}; };`,
        "  listen-on-v6 { none; };",
        "  recursion no;",
        "  notify no;",
        "  dnssec-validation no;",
        "  empty-zones-enable no;",
        "  max-records-per-type 0;",
        "  max-types-per-name 0;",
        "  check-integrity no;",
        "  check-names primary ignore;",
        "  check-mx ignore;",
        "  check-sibling no;",
        "};",
        "controls { };",
      ];
      for (const apex of setup.apexes) {
        const file = `${folder}/${apex}.zone`;
        copyFileSync(zoneFile(setup, apex), file);
        const options = [
          `allow-update { ${who}; };`,
          `allow-transfer { ${who}; };`,
          ...zoneOptions,
        ];
        lines.push(`zone "${apex}" { type primary; file "${file}"; ${options.join(" ")} };`);
      }
      writeFileSync(`${folder}/named.conf`, `${lines.join("\n")}\n`);
      return {
        command: "named",
        args: ["-g", "-4", "-n", String(setup.threads), "-c", `${folder}/named.conf`],
      };
    },
  };
}
