/**
 * BIND as a server with authority only. `minimal-responses no-auth` leaves additional data in and
 * the authority section of positive answers out, which is what the others do by themselves.
 */
import { writeFileSync } from "node:fs";
import { loopback, type Peer, zoneFile } from "./peer.js";

export const bind: Peer = {
  name: "BIND",
  binary: "named",
  versionArgs: ["-v"],
  versionPattern: /BIND (\S+)/,
  prepare(setup, port) {
    const { folder } = setup;
    const options = [
      `directory "${setup.zonesFolder}";`,
      `managed-keys-directory "${folder}";`,
      `session-keyfile "${folder}/session.key";`,
      `pid-file "${folder}/named.pid";`,
      `listen-on port ${port} { ${loopback}; };`,
      "listen-on-v6 { none; };",
      "recursion no;",
      "allow-query { any; };",
      "allow-transfer { none; };",
      "notify no;",
      "dnssec-validation no;",
      "empty-zones-enable no;",
      "minimal-responses no-auth;",
      "minimal-any yes;",
      "zone-statistics none;",
      // Debian's limit of 100 records in an RRset would refuse a zone that the others serve.
      "max-records-per-type 0;",
      // The test zones hold what a careful operator would be warned of.
      "check-integrity no;",
      "check-names primary ignore;",
      "check-mx ignore;",
      "check-sibling no;",
    ];
    if (setup.cookieSecret !== undefined) {
      options.push("cookie-algorithm siphash24;", `cookie-secret "${setup.cookieSecret}";`);
    }
    if (setup.requireCookie === true) options.push("require-server-cookie yes;");
    const lines = ["options {", ...options.map((line) => `  ${line}`), "};", "controls { };"];
    for (const apex of setup.apexes) {
      lines.push(`zone "${apex}" { type primary; file "${zoneFile(setup, apex)}"; };`);
    }
    writeFileSync(`${folder}/named.conf`, `${lines.join("\n")}\n`);
    return {
      command: "named",
      args: ["-g", "-4", "-n", String(setup.threads), "-c", `${folder}/named.conf`],
    };
  },
};
