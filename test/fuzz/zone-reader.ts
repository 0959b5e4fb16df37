/**
 * Fuzz target: whatever bytes a zone file holds, the reader answers with diagnostics and never
 * throws; it reads the same through any window; what it accepts prints and reads back equal.
 */
import { formatDiagnostic } from "../../src/base/diagnostic.js";
import { lowerNameFromText } from "../../src/dns/name-text.js";
import { printZone } from "../../src/zone/printer.js";
import { ZoneReader } from "../../src/zone/reader.js";
import { memoryFiles, readZoneText } from "../../src/zone/zone-text.js";
import { fragments, mutate, plausibleZone } from "./zone-mutation.js";
import { SeededRandom } from "./zone-random.js";

const apex = lowerNameFromText("example.com") ?? new Uint8Array();

export function run(iterations: number, seed: number): { accepted: number; refused: number } {
  const random = new SeededRandom(seed);
  const veteran = new Veteran();
  let accepted = 0;
  for (let i = 0; i < iterations; i++) {
    const text = randomText(random);
    try {
      if (readsConsistently(text, random, veteran)) accepted++;
    } catch (error) {
      const shown = JSON.stringify(Buffer.from(text).toString("latin1"));
      throw new Error(`seed ${seed}, iteration ${i}, text ${shown}`, { cause: error });
    }
  }
  return { accepted, refused: iterations - accepted };
}

function randomText(random: SeededRandom): Uint8Array {
  const kind = random.below(10);
  if (kind === 0) return random.bytes(random.below(200));
  if (kind === 1) {
    const words = Array.from({ length: random.below(60) }, () => random.pick(fragments));
    return Buffer.from(words.join(random.pick(["", " ", "\n"])), "latin1");
  }
  const zone = plausibleZone(random);
  return kind < 6 ? Buffer.from(zone, "latin1") : mutate(Buffer.from(zone, "latin1"), random);
}

/** Whether the text is a zone. Throws if two ways of reading it disagree. */
function readsConsistently(text: Uint8Array, random: SeededRandom, veteran: Veteran): boolean {
  const includes = {
    "/zones/inc": "i TXT x\n$ORIGIN j\n@ TXT y\n",
    "/zones/loop": "$INCLUDE zone\n",
  };
  const options = { apex: "example.com", includes };
  const wide = readZoneText(text, options);
  const narrow = readZoneText(text, { ...options, windowBytes: 1 + random.below(24) });
  const told = wide.diagnostics.map(formatDiagnostic).join("\n");
  equal(narrow.diagnostics.map(formatDiagnostic).join("\n"), told, "diagnostics through a window");
  const reused = veteran.read(text, includes);
  equal(reused.told, told, "diagnostics of a reader that has read other zones");
  for (const d of wide.diagnostics) {
    if (d.line !== undefined && (d.line < 1 || (d.column ?? 1) < 1)) {
      throw new Error(`a place that is none: ${formatDiagnostic(d)}`);
    }
  }
  const refused = wide.diagnostics.some((d) => d.severity === "error");
  equal(wide.zone === null, refused, "refused with an error");
  equal(narrow.zone === null, refused, "refused through a window");
  if (wide.zone === null || narrow.zone === null) return false;
  equal(reused.printed, printZone(wide.zone), "the zone from a reader that has read others");
  for (const canonical of [false, true]) {
    const printed = printZone(wide.zone, { canonical });
    equal(printZone(narrow.zone, { canonical }), printed, "the zone through a window");
    const again = readZoneText(printed, { apex: "example.com" });
    const complaints = again.diagnostics.filter((d) => d.code !== "below-dname");
    equal(complaints.map(formatDiagnostic).join("\n"), "", "a printed zone has no faults");
    if (again.zone === null) throw new Error("a printed zone is refused");
    equal(printZone(again.zone, { canonical }), printed, "print, read, print");
  }
  return true;
}

/** A reader that keeps its memory from zone to zone, as the loader's does. */
class Veteran {
  private content: { readonly [path: string]: string | Uint8Array } = {};
  private readonly reader = new ZoneReader({
    files: {
      open: (path) => memoryFiles(this.content).open(path),
      realPath: (path) => memoryFiles(this.content).realPath(path),
    },
    windowBytes: 512,
    hashSeed: 12345,
  });

  read(text: Uint8Array, includes: { readonly [path: string]: string }) {
    this.content = { ...includes, "/zones/zone": text };
    const request = { path: "/zones/zone", root: "/zones", apex };
    const { zone, diagnostics } = this.reader.read(request);
    const told = diagnostics.map(formatDiagnostic).join("\n");
    return { told, printed: zone === null ? "" : printZone(zone) };
  }
}

function equal(found: unknown, expected: unknown, what: string): void {
  if (found !== expected) throw new Error(`${what}:\n${found}\ninstead of\n${expected}`);
}
