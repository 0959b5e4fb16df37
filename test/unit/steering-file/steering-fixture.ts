/** A zone, and what is said of steering files beside it. */
import { readSteeringFile } from "../../../src/steering-file/steering-file.js";
import { readZoneText } from "../../../src/zone/zone-text.js";

export const zoneText = `$TTL 300
@ SOA ns1.example.net. hostmaster 1 1h 10m 7d 5m
@ NS ns1.example.net.
@ NS ns2.example.net.
@ A 192.0.2.1
www A 192.0.2.10
www A 192.0.2.11
www A 198.51.100.20
www AAAA 2001:db8::10
www AAAA 2001:db8::20
cdn CNAME one.example.org.
cdn-2 CNAME two.example.org.
text TXT "no addresses"
shop NS ns1.example.net.
*.apps A 192.0.2.30
old DNAME new.example.net.
new A 192.0.2.40
`;

const { zone } = readZoneText(zoneText, { apex: "example.com" });

export function steered(text: string) {
  return readSteeringFile(text, "example.com.steering.yaml", zone);
}

/** `line:column code message`, each. */
export function faults(text: string): string[] {
  return steered(text).diagnostics.map(
    ({ line, column, code, message }) => `${line}:${column} ${code} ${message}`,
  );
}

/** The three IPv4 addresses of www in one entry, with more keys at the entry and at its pool. */
export function www(entry: string, pool = ""): string {
  return `monitors: { web: { type: tcp, port: 80 } }
steer:
  - name: www
    types: [A]
${entry === "" ? "" : `    ${entry}\n`}    pools:
      - targets: [192.0.2.10, 192.0.2.11, 198.51.100.20]
${pool === "" ? "" : `        ${pool}\n`}`;
}
