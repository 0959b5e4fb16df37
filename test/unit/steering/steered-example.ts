/** Steering as the program reads it, from the text of its two files. */

import type { ZoneSteering } from "../../../src/steering/config.js";
import { readSteeringFile } from "../../../src/steering-file/steering-file.js";
import { readZoneText } from "../../../src/zone/zone-text.js";

const head = `$TTL 300
@ SOA ns1.example.net. hostmaster 1 1h 10m 7d 5m
@ NS ns1.example.net.
@ NS ns2.example.net.
`;

export function steeringFrom(records: string, yaml: string): ZoneSteering {
  const read = readZoneText(head + records, { apex: "example.com" });
  const { steering, diagnostics } = readSteeringFile(yaml, "example.com.steering.yaml", read.zone);
  const faults = [...read.diagnostics, ...diagnostics].map(({ message }) => message);
  if (steering === null) throw new Error(`the example is broken: ${faults.join("; ")}`);
  return steering;
}

export const exampleRecords = `www A 192.0.2.10
www A 192.0.2.11
www A 192.0.2.12
www A 198.51.100.20
www AAAA 2001:db8::10
api A 192.0.2.10
`;

/** Two pools for www A, one monitor every 100 ms, no jitter: times can be told to the millisecond. */
export const exampleYaml = `
monitors:
  web: { type: tcp, port: 80, interval: 100ms, timeout: 50ms, recheck: 20ms, jitter: 0%, fall: 3, rise: 5 }
  page: { type: http, port: 80, interval: 1s, jitter: 0% }
guard: { maxRemoved: 67%, maxRemovedOfZone: 67% }
steer:
  - name: www
    policy: failover
    holdDown: 1s
    slowStart: 0s
    peak: 330
    pools:
      - name: near
        monitor: web
        targets:
          - { value: 192.0.2.10, capacity: 200, group: rack-a }
          - { value: 192.0.2.11, capacity: 200, group: rack-b }
          - { value: 192.0.2.12, capacity: 200, group: rack-b }
      - { name: far, monitor: web, targets: [{ value: 198.51.100.20, capacity: 400 }] }
      - { name: six, monitor: page, targets: ["2001:db8::10"] }
  - name: api
    pools: [{ monitors: [web, page], targets: [192.0.2.10] }]
`;

export const exampleSteering = (): ZoneSteering => steeringFrom(exampleRecords, exampleYaml);
