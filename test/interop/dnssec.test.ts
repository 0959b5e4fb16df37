/**
 * Zones as BIND, Knot and ldns sign them are clean; and whatever breaks in them and their own
 * checkers notice, we notice too.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { faults } from "./dnssec/faults.js";
import { isPresent, signers, signZone } from "./dnssec/signers.js";
import {
  apex,
  belowDname,
  daySeconds,
  isWeighty,
  linesOf,
  nowSeconds,
  othersAgainst,
  ourVerdict,
  presentCheckers,
  textOf,
  unsigned,
} from "./dnssec/verdicts.js";

const signed = new Map<string, string>();
beforeAll(() => {
  for (const signer of signers.filter(isPresent)) {
    signed.set(signer.name, signZone(signer, apex, unsigned));
  }
});

const skipped = (names: readonly string[], absent: boolean): string =>
  absent ? ` (skipped: ${names.join(", ")} not installed)` : "";

describe("a zone signed by", () => {
  for (const signer of signers) {
    const absent = !isPresent(signer) && process.env.CI !== "true";
    test.skipIf(absent)(`${signer.name} is clean${skipped(signer.programs, absent)}`, () => {
      expect(isPresent(signer), `${signer.programs.join(", ")} not installed`).toBe(true);
      const text = signZone(signer, apex, unsigned + belowDname);
      const weighty = ourVerdict(text, nowSeconds()).filter(isWeighty);
      expect(weighty).toEqual([]);
    });
  }
});

describe("a signed zone with", () => {
  for (const fault of faults) {
    const signer = signers.find(({ name }) => name === fault.signer)!;
    const absent = !isPresent(signer) && process.env.CI !== "true";
    const title = `${fault.what} breaks ${fault.rule}${skipped(signer.programs, absent)}`;
    test.skipIf(absent)(title, () => {
      const now = nowSeconds() + fault.days * daySeconds;
      const text = textOf(fault.breakIt(linesOf(signed.get(signer.name)!)));
      expect(ourVerdict(text, now).map(({ code }) => code)).toContain(fault.rule);
      const due = presentCheckers.filter((name) => fault.peers.some((peer) => peer === name));
      expect(othersAgainst(text, now)).toEqual(due);
    });
  }
});
