/**
 * Fuzz target: whatever stands in a zone, in the version before it and in its neighbour, every rule
 * answers with diagnostics at places that exist. The texts are the rules' own fixtures, spoiled and
 * spliced, so that each parser of TXT, SVCB or NAPTR sees what is almost right.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Diagnostic } from "../../src/base/diagnostic.js";
import { formatDiagnostic } from "../../src/base/diagnostic.js";
import { ZoneChecker } from "../../src/check/zone-checker.js";
import { isSubdomain } from "../../src/dns/name.js";
import { memoryFiles, readZoneText } from "../../src/zone/zone-text.js";
import { defaultOptions } from "../../validators/options.js";
import { rules } from "../../validators/registry.js";
import { ZoneIndex } from "../../validators/zone-index.js";
import { mutate, plausibleZone } from "./zone-mutation.js";
import { SeededRandom } from "./zone-random.js";

const folder = fileURLToPath(new URL("../validators/", import.meta.url));
const path = "/zones/zone";

/** Everything that could be wrong is looked for: rules that wait to be told something are told. */
const options = {
  ...defaultOptions,
  issuers: ["letsencrypt.org"],
  providers: { one: ["example.net."], other: ["example.org."] },
  failoverSeconds: 60,
  reversePrefixes: ["192.0.2.0/24", "2001:db8::/32"],
};

export function run(iterations: number, seed: number): { told: ReadonlySet<string> } {
  const random = new SeededRandom(seed);
  const corpus = readFixtures();
  const told = new Set<string>();
  for (let i = 0; i < iterations; i++) {
    const text = spoiled(random, corpus);
    const before = spoiled(random, corpus);
    try {
      for (const diagnostic of check(text, before)) {
        told.add(diagnostic.code);
        if (diagnostic.code === "rule-failed") throw new Error(diagnostic.message);
        assertPlace(diagnostic, text);
      }
    } catch (error) {
      const shown = [text, before].map((bytes) => JSON.stringify(bytes.toString("latin1")));
      throw new Error(`seed ${seed}, iteration ${i}, text and before ${shown.join("\n")}`, {
        cause: error,
      });
    }
  }
  return { told };
}

function readFixtures(): Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".zone"))
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`))
    .filter((bytes) => bytes.length < 4000);
}

function spoiled(random: SeededRandom, corpus: readonly Buffer[]): Buffer {
  const kind = random.below(8);
  if (kind === 0) return Buffer.from(plausibleZone(random), "latin1");
  let text = random.pick(corpus);
  if (kind < 4) text = spliced(text, random.pick(corpus), random);
  return kind % 2 === 0 ? Buffer.from(mutate(text, random)) : text;
}

/** Some lines of one zone among those of another. */
function spliced(text: Buffer, other: Buffer, random: SeededRandom): Buffer {
  const lines = text.toString("latin1").split("\n");
  const guests = other.toString("latin1").split("\n");
  const from = random.below(guests.length);
  const count = 1 + random.below(6);
  lines.splice(random.below(lines.length), 0, ...guests.slice(from, from + count));
  return Buffer.from(lines.join("\n"), "latin1");
}

function check(text: Uint8Array, before: Uint8Array): readonly Diagnostic[] {
  const old = readZoneText(before).zone;
  const head = old === null ? null : new ZoneIndex(old);
  const checker = new ZoneChecker({
    files: memoryFiles({ [path]: text }),
    rules,
    options,
    now: 1_795_305_600,
  });
  const verdict = checker.check({
    path,
    root: "/zones",
    zones: (own) => ({
      // The version before stands in for a neighbour when it is of another apex.
      enclosing: (name, start, end) =>
        [own, ...(head === null ? [] : [head])].find(({ zone }) =>
          isSubdomain(name, start, end, zone.apex, 0, zone.apex.length),
        ),
    }),
    baselines: { head, mergeBase: head, served: head },
  });
  return [...verdict.diagnostics, ...verdict.suppressed];
}

function assertPlace(diagnostic: Diagnostic, text: Buffer): void {
  const { line, column, endColumn = column } = diagnostic;
  if (line === undefined) return;
  const lines = text.toString("latin1").split("\n");
  const length = lines[line - 1]?.length ?? -1;
  const isThere =
    column === undefined || (column >= 1 && column <= length + 1 && (endColumn ?? 0) <= length + 2);
  if (length === -1 || !isThere) {
    throw new Error(`a place that is none: ${formatDiagnostic(diagnostic)} to ${endColumn}`);
  }
}
