/** The example of docs/geography.md, from the file to the answers. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compileMap } from "../../../src/geo/compile-map.js";
import { openGeoDatabase } from "../../../src/geo/geo-database.js";
import { plan } from "../../../src/steering/plan.js";
import { emptyMemory } from "../../../src/steering/state.js";
import { readSteeringFile } from "../../../src/steering-file/steering-file.js";
import { answererOver, readZone } from "../../answerer.js";
import { askFor } from "../../geo-zone.js";
import { writeMmdb } from "../../mmdb-writer.js";
import { select, steeredImage } from "../../steered-image.js";

const manual = readFileSync(join(import.meta.dirname, "../../../docs/geography.md"), "utf8");
const example = /```yaml\n(# zones[\s\S]*?)```/.exec(manual)?.[1] ?? "";
const targets = [10, 20, 30, 40];
const zone = readZone(`example.com. 60 SOA ns.example.com. h.example.com. 1 2 3 4 5
example.com. 60 NS ns.example.net.
${targets.map((n) => `www.example.com. 60 A 192.0.2.${n}\nwww.example.com. 60 AAAA 2001:db8::${n}`).join("\n")}
`);
const place = (continent: string, country: string, ...parts: string[]) => ({
  continent: { code: continent },
  country: { iso_code: country },
  subdivisions: parts.map((iso_code) => ({ iso_code })),
});
const opened = openGeoDatabase(
  writeMmdb([
    ["1.0.0.0/8", place("EU", "FR", "IDF")],
    ["2.0.0.0/8", place("AS", "TR")],
    ["3.0.0.0/8", place("NA", "US", "CA")],
    ["4.0.0.0/8", place("NA", "US", "NY")],
    ["198.51.0.0/16", place("EU", "GB")],
  ]),
);

it("sends clients where the manual says", () => {
  const { steering, diagnostics } = readSteeringFile(example, "example.com.steering.yaml", zone);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  if (steering === null || opened.kind === "fault") throw new Error("there is no steering");
  const store = steeredImage([{ zone, steering }]);
  const state = { probes: new Map(), overrides: [], loads: new Map(), memory: emptyMemory };
  const { rrsets } = plan(steering, state, 1_790_000_000_000);
  rrsets.forEach((planned, n) => {
    const { policy } = steering.rrsets[n]!;
    const map = compileMap(opened.database, policy.regions);
    expect(map.unknownCodes).toEqual(["country IL"]);
    const address = store.adoptMap(map.words);
    select(store, steering, n, planned, { [policy.path]: address });
  });
  const answerer = answererOver(store);
  const qname = "www.example.com";
  for (const [client, target, scope] of [
    ["1.2.3.0/24", 10, 8],
    ["2.2.3.0/24", 10, 8],
    ["3.2.3.0/24", 20, 8],
    ["4.2.3.0/24", 30, 6],
    ["198.51.100.0/24", 40, 24],
    ["198.51.101.0/24", 10, 24],
    ["203.0.113.0/24", 30, 5],
  ] as const) {
    const answered = askFor(answerer, client, { qname });
    const scoped = Number(answered.subnet?.split("/")[2]);
    expect([client, answered.targets, scoped]).toEqual([client, [target], scope]);
  }
});
