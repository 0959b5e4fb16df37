/** Every text of the corpora is laid out without a change of what it says, once and for all. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { TextFault } from "../../src/dns/text/scanner.js";
import { formatText } from "../../src/format/format-text.js";

const corpora = fileURLToPath(new URL("../../../shared/corpora/", import.meta.url));
const bytesMax = 2_000_000;

const files = existsSync(corpora)
  ? readdirSync(corpora, { recursive: true })
      .map((name) => join(corpora, String(name)))
      .filter((path) => /\.(zone|db|in|signed|txt|inc|data)$/.test(path))
      .filter((path) => statSync(path).isFile() && statSync(path).size <= bytesMax)
  : [];

describe.skipIf(files.length === 0)("formatting corpora (skipped where they are missing)", () => {
  it("is done after one time, or refused", () => {
    let refused = 0;
    for (const path of files) {
      // It asserts by itself that both texts have the same tokens.
      const once = formatText(readFileSync(path));
      if (once instanceof TextFault) refused++;
      else {
        const twice = formatText(once) as Uint8Array;
        expect(Buffer.compare(twice, once), relative(corpora, path)).toBe(0);
      }
    }
    expect(files.length - refused).toBeGreaterThan(100);
  });
});
