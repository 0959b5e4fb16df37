import { describe, expect, it } from "vitest";
import type { Selection } from "../../../../src/steering/selection.js";
import { loadShares } from "../../../../src/steering/simulation/client-mix.js";
import { steeringFrom } from "../steered-example.js";

const config = steeringFrom(
  "cdn A 192.0.2.1\ncdn A 192.0.2.2\ncdn A 192.0.2.3\n",
  `
monitors: { web: { type: tcp, port: 80 } }
steer:
  - name: cdn
    policy: geo
    onAllDown: fallback
    fallback: [192.0.2.3]
    pools:
      - { name: eu, for: { continents: [EU] }, monitor: web, targets: [192.0.2.1] }
      - { name: us, for: { countries: [US] }, monitor: web, targets: [192.0.2.2] }
      - { name: world, monitor: web, targets: [192.0.2.3] }
`,
);
const rrset = config.rrsets[0]!;
const answer = (...targets: number[]): Selection => ({ kind: "answer", targets });
const geo: Selection = {
  kind: "geo",
  path: "",
  branches: [answer(0), answer(1), answer(2)],
  otherwise: answer(2),
};
const rounded = (shares: readonly number[]) => shares.map((share) => Number(share.toFixed(4)));

describe("the load of targets", () => {
  it("is as large for each region as for any other, unless somebody says otherwise", () => {
    expect(rounded(loadShares(rrset, geo, null))).toEqual([0.3333, 0.3333, 0.3333, 0]);
    const mix = new Map([
      ["eu", 60],
      ["us", 30],
      ["rest", 10],
    ]);
    expect(rounded(loadShares(rrset, geo, mix))).toEqual([0.6, 0.3, 0.1, 0]);
    expect(rounded(loadShares(rrset, geo, new Map([["world", 1]])))).toEqual([0, 0, 1, 0]);
  });

  it("is shared by the targets of one answer, and follows the shares of drawn ones", () => {
    expect(loadShares(rrset, answer(0, 1), null)).toEqual([0.5, 0.5, 0, 0]);
    const drawn: Selection = {
      kind: "weighted",
      branches: [
        { share: 3, selection: answer(0) },
        { share: 1, selection: answer(1, 2) },
      ],
    };
    expect(loadShares(rrset, drawn, null)).toEqual([0.75, 0.125, 0.125, 0]);
  });

  it("goes to nobody without data, and to the fallback where that is answered", () => {
    expect(loadShares(rrset, answer(), null)).toEqual([0, 0, 0, 0]);
    expect(loadShares(rrset, answer(3), null)).toEqual([0, 0, 0, 1]);
  });
});
