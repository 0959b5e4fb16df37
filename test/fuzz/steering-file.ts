/** Steering files that somebody made wrong, or to do harm, and what must hold of any of them. */
import fc from "fast-check";
import { configFault } from "../../src/steering/config-shape.js";
import { steeringFaults } from "../../src/steering-file/steering-faults.js";
import { readSteeringFile } from "../../src/steering-file/steering-file.js";
import type { Zone } from "../../src/zone/zone.js";
import { readZoneText } from "../../src/zone/zone-text.js";

const zoneText = `$TTL 300
@ SOA ns1.example.net. h 1 1h 10m 7d 5m
@ NS ns1.example.net.
www A 192.0.2.10
www A 192.0.2.11
www AAAA 2001:db8::10
cdn CNAME one.example.org.
`;

export function fuzzedZone(): Zone {
  const { zone } = readZoneText(zoneText, { apex: "example.com" });
  if (zone === null) throw new Error("the zone of the fuzzer is broken");
  return zone;
}

const whole = `monitors:
  web: { type: https, port: 443, path: /healthz, host: www.example.com, interval: 5s, codes: [200, 2xx] }
  name: { type: dns, qname: example.com, rcodes: NOERROR }
guard: { maxRemoved: 34%, window: 60s }
steer:
  - name: www
    types: [A, AAAA]
    policy: geo
    ttl: { min: 30, max: 5m }
    minHealthy: 50%
    onAllDown: fallback
    fallback: [192.0.2.10, "2001:db8::10"]
    damping: { halfLife: 1m }
    pools:
      - { name: eu, for: { continents: EU }, monitor: web, targets: [{ value: 192.0.2.10, weight: 2 }] }
      - name: rest
        policy: weighted
        pools: [{ monitors: [web, name], require: any, targets: [192.0.2.11, "2001:db8::10"] }]
  - { name: cdn, pools: [{ targets: [one.example.org.] }] }
`;

/** Pieces that YAML, the schema or the zone take notice of. */
const piece = fc.oneof(
  fc.constantFrom(..."[]{}:,-?&*!|>'\"%@`#\n\t ", "  ", "- - ", "&a ", "*a", "<<: *a", "!!binary "),
  fc.constantFrom("__proto__", "constructor", "~", "null", "1e999", ".nan", "-0", "0x10", "\u0000"),
  fc.constantFrom("steer:", "monitors:", "pools:", "targets:", "name: www", "192.0.2.10", "50%"),
  fc.constantFrom(
    "cdn",
    "one.example.org.",
    "policy: weighted",
    "pick: 1",
    "5s",
    "ttl: 0",
    "\u2028",
  ),
  fc.string({ maxLength: 8 }),
);

/** A file that is right, with pieces put in, cut out, or doubled. */
const steeringText: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      at: fc.nat(whole.length),
      cut: fc.nat(12),
      piece,
      copy: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  .map((edits) =>
    edits.reduce((text, { at, cut, piece: put, copy }) => {
      const from = Math.min(at, text.length);
      const kept = copy ? text.slice(from, from + cut * 8) : "";
      return text.slice(0, from) + put + kept + text.slice(from + cut);
    }, whole),
  );

/** Reads so many texts; throws at the first that is not read as it must be. */
export function run(iterations: number, seed: number): { taken: number; refused: number } {
  const zone = fuzzedZone();
  const count = { taken: 0, refused: 0 };
  const text = fc.oneof(
    { arbitrary: steeringText, weight: 4 },
    { arbitrary: fc.string({ unit: "binary", maxLength: 400 }), weight: 1 },
  );
  fc.assert(
    fc.property(text, (made) => {
      count[read(made, zone)]++;
    }),
    { seed, numRuns: iterations },
  );
  return count;
}

/** Throws if the reading of a text is not as it must be. */
export function read(text: string, zone: Zone): "taken" | "refused" {
  const { steering, diagnostics } = readSteeringFile(text, "example.com.steering.yaml", zone);
  if (steering === null && diagnostics.length === 0) throw new Error("refused without a reason");
  if (steering !== null && diagnostics.length > 0) throw new Error("taken in spite of errors");
  for (const { code, line, column, message, hint = "" } of diagnostics) {
    if (!(code in steeringFaults)) throw new Error(`${code} is not in the table`);
    if (!(Number(line) >= 1 && Number(column) >= 1)) throw new Error(`${code} has no place`);
    if (message === "" || hint === "") throw new Error(`${code} says nothing`);
    if (message.length > 500) throw new Error(`${code} says ${message.length} characters`);
  }
  if (steering === null) return "refused";
  // What is taken must be what the compiled image takes as well.
  const fault = configFault(JSON.parse(JSON.stringify(steering)));
  if (fault !== undefined) throw new Error(fault);
  return "taken";
}
