/**
 * What the rules say of SPF by reading zones, against what a receiver comes to: the rules must find a
 * permanent error for mail that only `all` matches if, and only if, check_host() ends in one. A
 * failure prints its seed; run it again with `SEED=… npx vitest run test/property/spf.test.ts`.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkHost } from "../spf-check-host.js";
import { permanentErrors } from "../spf-findings.js";
import type { SpfData } from "../spf-suite.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 300);

/** So few names that includes meet. */
const labels = ["a", "b", "c", "d", "e", "f"];
/** Mostly one of the next names (`+1`), so that not every zone leads round in circles. */
const name = fc
  .oneof(
    { weight: 12, arbitrary: fc.constantFrom("+1", "+2", "+3") },
    { weight: 1, arbitrary: fc.constantFrom(...labels, "gone") },
  )
  .map((label) => `${label}.test`);
const qualifier = fc.constantFrom("", "-", "~", "?");

const mechanism = fc.oneof(
  { weight: 6, arbitrary: name.map((target) => `include:${target}`) },
  { weight: 3, arbitrary: name.map((target) => `a:${target}`) },
  { weight: 3, arbitrary: name.map((target) => `mx:${target}`) },
  // Of a name that has an address it would match everyone, and hide what is behind it.
  { weight: 1, arbitrary: fc.constant("exists:gone.test") },
  { weight: 2, arbitrary: fc.constantFrom("a", "mx", "ip4:192.0.2.0/24", "ip6:2001:db8::/32") },
  { weight: 1, arbitrary: fc.constantFrom("include:%{d}", "a:mail.%{d}", "include:%{d1r}.test") },
);
const term = fc.tuple(qualifier, mechanism).map((parts) => parts.join(""));
const ending = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(" -all", " ~all", " ?all", "") },
  { weight: 2, arbitrary: name.map((target) => ` redirect=${target}`) },
  { weight: 1, arbitrary: fc.constantFrom(" -all redirect=a.test", " bogus", " a:", " ip4:1.2.3") },
);
const policy = fc
  .tuple(fc.array(term, { maxLength: 7 }), ending)
  .map(([terms, end]) => [`v=spf1 ${terms.join(" ")}${end}`.trim()]);

/** Names have both addresses or none, as the rules do not tell clients of one kind from the other. */
const data: fc.Arbitrary<SpfData> = fc
  .record({
    txt: fc.oneof(
      { weight: 8, arbitrary: policy.map((text) => [text]) },
      { weight: 1, arbitrary: fc.constantFrom<string[][]>([], [["other"]]) },
      { weight: 1, arbitrary: fc.array(policy, { minLength: 2, maxLength: 2 }) },
    ),
    hasAddress: fc.constantFrom(true, true, true, true, false),
    servers: fc.constantFrom(0, 1, 1, 1, 2, 2, 2, 2, 2, 10, 11),
    alias: fc.option(name, { freq: 8, nil: undefined }),
  })
  .map(({ txt, hasAddress, servers, alias }) => ({
    txt: alias === undefined ? txt : [],
    a: hasAddress && alias === undefined ? ["192.0.2.1"] : [],
    aaaa: hasAddress && alias === undefined ? ["2001:db8::1"] : [],
    mx:
      alias === undefined ? Array.from({ length: servers }, (_, i) => [i, "f.test"] as const) : [],
    ptr: [],
    cname: alias,
    timesOut: false,
  }));

/** The seventh name is never there. */
const zones = fc
  .tuple(...labels.map(() => data))
  .map((all) => new Map(all.map((one, i) => [`${labels[i]}.test`, placed(one, i)])))
  .filter((names) => [...names.keys()].every((one) => endsSomewhere(names, one)));

/** The data of the i-th name, with the names behind it in place of `+1` to `+3`. */
function placed({ txt, cname, ...rest }: SpfData, i: number): SpfData {
  const next = (text: string) =>
    i === labels.length - 1
      ? text.replaceAll(/(?:include:|redirect=)\+\d\.test/g, "").replaceAll(/\+\d/g, labels[i]!)
      : text.replaceAll(/\+(\d)/g, (_, n) => labels[Math.min(i + Number(n), labels.length - 1)]!);
  return {
    ...rest,
    // Two records with the same text are one.
    txt: [...new Set(txt.map((strings) => next(strings.join(""))))].map((text) => [text]),
    cname: cname === undefined ? undefined : next(cname),
  };
}

function endsSomewhere(names: ReadonlyMap<string, SpfData>, name: string): boolean {
  let at: string | undefined = name;
  for (let step = 0; at !== undefined && step < 8; step++) at = names.get(at)?.cname;
  return at === undefined;
}

/** The name, and what a receiver may come to from there. */
function reachOf(names: ReadonlyMap<string, SpfData>, from: string): Set<string> {
  const reached = new Set<string>();
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    const data = names.get(at);
    if (data?.cname !== undefined) queue.push(data.cname);
    for (const text of data?.txt.map((strings) => strings.join("")) ?? []) {
      const seen = text.replace(/ [-~?]all.*/, "");
      for (const [, target] of seen.matchAll(/(?:include:|redirect=)(\w+\.test)/g)) {
        queue.push(target!);
      }
    }
  }
  return reached;
}

describe("SPF records of random zones", () => {
  it(`are found to be permanent errors by reading as by evaluating (SEED=${seed})`, () => {
    let errors = 0;
    let fine = 0;
    fc.assert(
      fc.property(zones, (names) => {
        const told = permanentErrors(names);
        for (const [domain, { cname }] of names) {
          if (cname !== undefined) continue;
          // 203.0.113.9 is in nobody's list, so every term is come to.
          const mail = { ip: "203.0.113.9", helo: domain, mailfrom: `x@${domain}` };
          const isError = checkHost(names, mail).result === "permerror";
          const isTold = [...reachOf(names, domain)].some((reached) => told.has(reached));
          expect({ domain, isError: isTold }).toEqual({ domain, isError });
          if (isError) errors++;
          else fine++;
        }
      }),
      { seed, numRuns },
    );
    // Both kinds are common, or nothing was shown.
    expect(Math.min(errors, fine)).toBeGreaterThan(numRuns / 10);
  });
});
