import { describe, expect, it } from "vitest";
import { readSteeringFile } from "../../../src/steering-file/steering-file.js";
import { readZoneText } from "../../../src/zone/zone-text.js";

export const zoneText = `$TTL 300
@ SOA ns1.example.net. hostmaster 1 1h 10m 7d 5m
@ NS ns1.example.net.
@ NS ns2.example.net.
www A 192.0.2.10
www A 192.0.2.11
www A 198.51.100.20
www AAAA 2001:db8::10
www AAAA 2001:db8::20
`;
const { zone } = readZoneText(zoneText, { apex: "example.com" });

describe("a steering file", () => {
  it("loads as the architecture shows it", () => {
    const { zone } = readZoneText(zoneText.replace(/www AAAA.*\n/g, ""), { apex: "example.com" });
    const text = `
monitors:
  web: { type: https, port: 443, path: /healthz, host: www.example.com, interval: 5s, timeout: 2s, fall: 3, rise: 5 }
guard: { maxRemoved: 34%, window: 60s }      # of a pool, by the monitoring alone
steer:
  - name: www                    # relative to the apex; "@" is the apex
    types: [A, AAAA]
    policy: failover             # all | weighted | failover | sticky | geo
    ttl: { min: 30, max: 300 }
    minHealthy: 50%
    onAllDown: all               # all | last-good | fallback | nodata
    damping: true                # flap damping
    holdDown: 60s                # well for this long before it comes back
    pools:                       # in order of preference
      - { name: primary, monitor: web, targets: [{ value: 192.0.2.10, weight: 2, group: rack-a, capacity: 1000 }, { value: 192.0.2.11 }] }
      - { name: backup,  monitor: web, targets: [{ value: 198.51.100.20 }] }
`;
    const read = readSteeringFile(text, "example.com.steering.yaml", zone);
    expect(read.diagnostics).toEqual([]);
    expect(read.steering).toMatchSnapshot();
  });
  it("is two lines", () => {
    const text = `monitors: { web: { type: tcp, port: 80 } }
steer: [{ name: www, pools: [{ monitor: web, targets: [192.0.2.10, 192.0.2.11, 198.51.100.20, "2001:db8::10", 2001:DB8::20] }] }]`;
    const read = readSteeringFile(text, "example.com.steering.yaml", zone);
    expect(read.diagnostics).toEqual([]);
    expect(read.steering?.rrsets.map(({ type }) => type)).toEqual(["A", "AAAA"]);
  });
});
