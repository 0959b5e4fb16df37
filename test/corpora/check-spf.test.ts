import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkHost } from "../spf-check-host.js";
import { permanentErrors } from "../spf-findings.js";
import { readSpfSuite, type SpfScenario, type SpfTest } from "../spf-suite.js";
import { compareWith } from "./disagreements.js";

const path = fileURLToPath(
  new URL("../../../shared/corpora/checkers/spf/rfc7208-tests.yml", import.meta.url),
);
const present = existsSync(path);

/** Tests on which the rules and the suite differ, and why that is right. */
const accepted: Readonly<Record<string, string>> = {
  "include-at-limit": "the mail of the test matches at the tenth look-up; all other mail needs 11",
};

describe.skipIf(!present)("the test suite of RFC 7208 (skipped where it is missing)", () => {
  const scenarios = present ? readSpfSuite(path) : [];

  it("has 203 results", () => {
    expect(scenarios.reduce((sum, { tests }) => sum + tests.length, 0)).toBe(203);
  });

  it("gets its results, and its explanations, from the second opinion", () => {
    const wrong = scenarios.flatMap(({ names, tests }) =>
      tests.flatMap((test) => {
        const verdict = checkHost(names, { ...test, ip: test.host });
        const wanted = test.explanation === "DEFAULT" ? undefined : test.explanation;
        const isExplained = test.explanation === undefined || verdict.explanation === wanted;
        if (test.results.includes(verdict.result) && isExplained) return [];
        return [`${test.id}: ${verdict.result} (${verdict.explanation}), not ${test.results}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("finds permanent errors, and no others, by reading the zone alone", () => {
    const found: Record<string, string> = {};
    for (const scenario of scenarios) {
      const told = permanentErrors(scenario.names);
      for (const test of scenario.tests) {
        const codes = [...reachOf(scenario, domainOf(test))].flatMap(
          (name) => told.get(name) ?? [],
        );
        const isError = test.results.includes("permerror");
        const isOnlyError = isError && test.results.length === 1;
        if (isOnlyError && codes.length === 0) found[test.id] = "no finding";
        if (!isError && codes.length > 0) found[test.id] = codes.join(", ");
      }
    }
    compareWith(accepted, found);
  });
});

function domainOf({ mailfrom, helo }: SpfTest): string {
  const domain = mailfrom === "" ? helo : mailfrom.slice(mailfrom.lastIndexOf("@") + 1);
  return domain.toLowerCase();
}

/** A domain and what its policy includes or redirects to, as far as the text says it. */
function reachOf({ names }: SpfScenario, domain: string): Set<string> {
  const reached = new Set<string>();
  const queue = [domain];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const strings of names.get(name)?.txt ?? []) {
      for (const [, target] of strings.join("").matchAll(/(?:include:|redirect=)(\S+)/g)) {
        queue.push(target!.toLowerCase().replace(/\.$/, ""));
      }
    }
  }
  return reached;
}
