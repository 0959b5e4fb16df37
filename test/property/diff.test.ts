/**
 * A diff against asking both versions: for every class of names and every type, and for random
 * questions, the answers differ if and only if the diff says so. A failure prints its seed; run it
 * again with `SEED=… npx vitest run test/property/diff`.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffZone } from "../../src/diff/zone-diff.js";
import { nameFromText } from "../../src/dns/name-text.js";
import { typeCodeFromText } from "../../src/dns/rr/type-code.js";
import { type Labels, naiveZone, ownerText, readLabels } from "../../src/naive/naive-zone.js";
import type { Zone } from "../../src/zone/zone.js";
import { readZone } from "../answerer.js";
import { chainOf, directAnswer, saysSo, wholeAnswer } from "./diff-oracle.js";
import { anyName, zoneVersions } from "./zone-arbitrary.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 50);

/** Types that resolvers ask in ways of their own, and those of either zone. */
function typesOf(...zones: readonly Zone[]): number[] {
  const present = zones.flatMap(({ rrsetType, rrsetCount }) => [...rrsetType.slice(0, rrsetCount)]);
  return [...new Set([...["A", "CNAME", "DNAME", "DS"].map(typeCodeFromText), ...present])];
}

describe("a diff of two versions of a zone", () => {
  it(`names the questions whose answers differ, and no others (seed ${seed})`, () => {
    fc.assert(
      fc.property(zoneVersions, fc.array(anyName, { maxLength: 10 }), (texts, asked) => {
        const before = readZone(texts.before);
        const after = readZone(texts.after);
        const diff = diffZone(before, after);
        const old = naiveZone(before);
        const now = naiveZone(after);
        const types = typesOf(before, after);
        const existing = [...namesIn(before), ...namesIn(after)];
        const random = asked.map((name) => readLabels(nameFromText(name)!, 0));
        const isInZone = (name: Labels) =>
          name.slice(name.length - old.apex.length).join() === old.apex.join() &&
          name.length >= old.apex.length;
        const names = [...existing, ...existing.flatMap(below), ...random.filter(isInZone)];
        for (const name of new Map(names.map((labels) => [ownerText(labels), labels])).values()) {
          for (const type of types) {
            const question = { name, type };
            const differs = directAnswer(old, question) !== directAnswer(now, question);
            if (saysSo(diff, old, now, question) === differs) continue;
            const where = `${name.join(".")} ${type} ${differs ? "differs" : "does not"}`;
            expect.unreachable(`${where}\n${JSON.stringify(diff, null, 1)}`);
          }
        }
      }),
      { seed, numRuns },
    );
  });

  it(`tells why a whole answer differs, aliases followed (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        zoneVersions,
        fc.array(anyName, { minLength: 5, maxLength: 20 }),
        (texts, asked) => {
          const before = readZone(texts.before);
          const after = readZone(texts.after);
          const diff = diffZone(before, after);
          const old = naiveZone(before);
          const now = naiveZone(after);
          const names = [
            ...namesIn(before),
            ...asked.map((name) => readLabels(nameFromText(name)!, 0)),
          ];
          for (const name of names) {
            for (const type of ["A", "MX", "CNAME", "DS"].map(typeCodeFromText)) {
              if (wholeAnswer(old, { name, type }) === wholeAnswer(now, { name, type })) continue;
              const chain = chainOf(old, { name, type });
              const told = chain.some((one) => saysSo(diff, old, now, { name: one, type }));
              if (!told) expect.unreachable(`${name.join(".")} ${type}\n${JSON.stringify(diff)}`);
            }
          }
        },
      ),
      { seed, numRuns: Math.ceil(numRuns / 2) },
    );
  });

  it(`is empty for a version and itself, and turns round with its versions (seed ${seed})`, () => {
    fc.assert(
      fc.property(zoneVersions, (texts) => {
        const before = readZone(texts.before);
        const after = readZone(texts.after);
        expect(diffZone(before, before).changes).toEqual([]);
        const there = diffZone(before, after).changes;
        const back = diffZone(after, before).changes;
        expect(back.map(named)).toEqual(there.map(named));
      }),
      { seed, numRuns: Math.ceil(numRuns / 5) },
    );
  });
});

function named(change: { kind: string; name?: string; names?: string }): string {
  return `${change.kind} ${change.name} ${change.names}`;
}

/** Every owner and every name between owners and the apex. */
function namesIn(zone: ReturnType<typeof readZone>): Labels[] {
  const found: Labels[] = [];
  for (let owner = 0; owner < zone.ownerCount; owner++) {
    const labels = readLabels(zone.names, zone.nameStart[owner]!);
    const apexLabels = readLabels(zone.apex, 0).length;
    for (let n = 0; labels.length - n >= apexLabels; n++) found.push(labels.slice(n));
  }
  return found;
}

/** A name that does not exist below another, two labels of such, and the wildcard. */
function below(name: Labels): Labels[] {
  const names = [
    ["q", ...name],
    ["r", "q", ...name],
    ["*", ...name],
    ["a", "*", ...name],
  ];
  return names.filter((labels) => labels.join(".").length < 250);
}
