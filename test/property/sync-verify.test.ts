/**
 * Verification over random zones where wildcards, cuts, empty non-terminals, aliases and glue meet
 * all the time: a nameserver that serves a zone as RFC 1034 says is always right, one that still
 * serves the version before is found out. A failure prints its seed; run it again with
 * `SEED=… npx vitest run test/property/sync-verify`.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type NaiveZone, naiveZone } from "../../src/naive/naive-zone.js";
import type { RrsetChange } from "../../src/provider/contract/change.js";
import type { ListedRrset, Rrset } from "../../src/provider/rrset/rrset.js";
import { rrsetsOfZone } from "../../src/provider/rrset/zone-rrsets.js";
import { realAskPort } from "../../src/provider/verify/ask.js";
import { openVerifier } from "../../src/provider/verify/verify-changes.js";
import { ZoneShape } from "../../src/provider/verify/zone-shape.js";
import type { Zone } from "../../src/zone/zone.js";
import { readZone } from "../answerer.js";
import { FakeNameserver } from "../support/fake-nameserver.js";
import { changesBetween, providerAt, steppingClock } from "../support/zone-lab.js";
import { zoneVersions } from "./zone-arbitrary.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 30);
/** RRsets that were never there, asked for in each zone. */
const deletedMax = 15;

let zones: readonly NaiveZone[] = [];
let server: FakeNameserver;
beforeAll(async () => {
  server = await FakeNameserver.start(() => zones);
});
afterAll(() => server.close());

let id = 0;
const port = realAskPort(5000, () => ++id & 0xffff);
const policy = { deadlineMs: 0, everyMs: 1000 };

function verify(zone: Zone, changes: readonly RrsetChange[], served?: readonly Rrset[]) {
  return openVerifier({ port, clock: steppingClock() })({
    provider: providerAt([server]),
    zone: { apex: zone.apex, id: "", assigned: [], facts: {} },
    changes,
    ...(served === undefined ? {} : { served }),
    policy,
  });
}

/** RRsets that were never there, of names all over the zone: they are deleted. */
function neverThere(rrsets: readonly Rrset[], apex: Uint8Array): RrsetChange[] {
  const there = new Set(rrsets.map(({ owner, type }) => `${owner} ${type}`));
  const owners = rrsets.flatMap(({ owner }) => [owner, below(owner, "b"), below(owner, "*")]);
  return [apex, ...owners]
    .filter((owner) => owner.length <= 255)
    .flatMap((owner) => [1, 5, 16].map((type) => ({ owner, type })))
    .filter(({ owner, type }) => !there.has(`${owner} ${type}`))
    .filter((_, i, all) => all.length <= deletedMax || i % Math.ceil(all.length / deletedMax) === 0)
    .map(({ owner, type }, i): RrsetChange => {
      const rdatas = [Uint8Array.of(3, 0x7a, 0x7a, 0)];
      const before: ListedRrset = {
        ...{ owner, type, variant: "", ttlSeconds: 7, rdatas, extra: null },
        ...{ raw: null, marked: null },
      };
      return { kind: "delete", id: `${i}`, before, after: null };
    });
}

function below(name: Uint8Array, label: string): Uint8Array {
  return Buffer.concat([Uint8Array.of(label.length), Buffer.from(label), name]);
}

describe("a nameserver", () => {
  it(`that serves a zone is found to serve it (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(zoneVersions, async ({ before, after }) => {
        const [old, now] = [before, after].map(readZone) as [Zone, Zone];
        const served = rrsetsOfZone(now);
        zones = [naiveZone(now)];
        const changes = [
          ...changesBetween(rrsetsOfZone(old), served),
          ...neverThere(served, now.apex),
        ];
        for (const known of [served, undefined]) {
          const report = await verify(now, changes, known);
          const details = report.findings.map(({ detail }) => detail);
          expect(known === undefined ? unknowableApart(report.findings) : details).toEqual([]);
        }
      }),
      { seed, numRuns },
    );
  });

  it(`that serves the version before is found out (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(zoneVersions, async ({ before, after }) => {
        const [old, now] = [before, after].map(readZone) as [Zone, Zone];
        const [were, are] = [old, now].map(rrsetsOfZone) as [Rrset[], Rrset[]];
        const shapes = [were, are].map((rrsets) => new ZoneShape(now.apex, rrsets));
        zones = [naiveZone(old)];
        const visible = changesBetween(were, are).filter(({ before: from, after: to }) => {
          const { owner, type } = (to ?? from)!;
          // What a wildcard answers may be the same as what stands there.
          return shapes.every(
            (shape) =>
              shape.hiddenBy(owner, type) === null &&
              (shape.at(owner, type).length > 0 || shape.absence(owner, type).kind !== "wildcard"),
          );
        });
        const report = await verify(now, visible, are);
        expect(report.matched).toBe(0);
        const verdicts = report.findings.map(({ verdict }) => verdict);
        expect(verdicts).not.toContain("unreachable");
        expect(report.outcome).toBe(visible.length === 0 ? "equal" : "unequal");
      }),
      { seed, numRuns },
    );
  });
});

/**
 * Without the rest of the zone nobody can know what a delegation hides, nor that a wildcard answers
 * just what was deleted.
 */
function unknowableApart(findings: readonly { readonly detail: string }[]): string[] {
  return findings
    .map(({ detail }) => detail)
    .filter((detail) => !/^expected nothing|found (a referral|DNAME|A |AAAA )/.test(detail));
}
