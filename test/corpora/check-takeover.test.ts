import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { addressFromText } from "../../src/base/ip.js";
import { ZoneChecker } from "../../src/check/zone-checker.js";
import { memoryFiles } from "../../src/zone/zone-text.js";
import { takeover } from "../../validators/resilience/takeover.js";
import { takeoverConditional } from "../../validators/resilience/takeover-conditional.js";
import { compareWith } from "./disagreements.js";

const path = fileURLToPath(
  new URL("../../../shared/corpora/checkers/takeover/fingerprints.json", import.meta.url),
);

interface Service {
  readonly service: string;
  /** Suffixes, in one case an address, in one a URL. */
  readonly cname: readonly string[];
  readonly vulnerable: boolean;
}

/** Where we say something else than the list, and why. */
const accepted: Readonly<Record<string, string>> = {
  "https://nonexistent-example.vercel.com/":
    "listed as an edge case; a notice, as for Vercel's other names",
};

describe.skipIf(!existsSync(path))(
  "services of can-i-take-over-xyz (skipped where missing)",
  () => {
    it("are warned of if and only if they are listed as vulnerable", () => {
      const services: Service[] = JSON.parse(readFileSync(path, "utf8"));
      const suffixes = services.flatMap(({ cname, vulnerable }) =>
        cname.map((suffix) => ({ suffix, vulnerable })),
      );
      expect(services.length).toBeGreaterThan(70);
      expect(suffixes.filter(({ vulnerable }) => vulnerable).length).toBeGreaterThan(40);
      const found: Record<string, string> = {};
      for (const { suffix, vulnerable } of suffixes) {
        const codes = findingsFor(suffix);
        if (codes.join() !== (vulnerable ? "takeover" : ""))
          found[suffix] = codes.join() || "nothing";
      }
      compareWith(accepted, found);
    });
  },
);

/** Codes of what is said of a record that points at a name of the service. */
function findingsFor(suffix: string): string[] {
  const host = suffix.startsWith("https:") ? new URL(suffix).hostname : suffix;
  const record =
    addressFromText(host) === undefined ? `CNAME fivenines-example.${host}.` : `A ${host}`;
  const text = `$ORIGIN example.com.\n$TTL 60\n@ SOA ns1 hostmaster 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\nx ${record}\n`;
  const files = memoryFiles({ "/zones/example.com.zone": text });
  const rules = [takeover, takeoverConditional];
  const checker = new ZoneChecker({ files, rules, now: 0 });
  return checker
    .check({ path: "/zones/example.com.zone", root: "/zones" })
    .diagnostics.map(({ code }) => code);
}
