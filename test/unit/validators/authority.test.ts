import { describe, expect, it } from "vitest";
import { ownerName } from "../../../src/zone/record-view.js";
import { readZoneText } from "../../../src/zone/zone-text.js";
import { authority } from "../../../validators/authority.js";
import { ZoneIndex } from "../../../validators/zone-index.js";
import { SeededRandom } from "../../fuzz/zone-random.js";

const seed = 1034;
const head = `$ORIGIN example.com.
$TTL 3600
@ SOA ns1.example.net. hostmaster.example.net. 1 14400 3600 1209600 3600
@ NS ns1.example.net.
`;

interface Kinds {
  readonly [owner: string]: string;
}

function randomKinds(random: SeededRandom): Kinds {
  const kinds: Record<string, string> = {};
  for (let i = 0; i < 12; i++) {
    const depth = 1 + random.below(4);
    const labels = Array.from({ length: depth }, () => random.pick(["a", "b", "*"]));
    kinds[labels.join(".")] = random.pick([
      "A 192.0.2.1",
      "TXT x",
      "NS ns.example.net.",
      "DNAME d.example.net.",
    ]);
  }
  return kinds;
}

/** From the apex down: the first name on the way that hides what is below it decides. */
function plainly(owner: string, kinds: Kinds): number {
  const labels = owner.split(".");
  for (let i = labels.length - 1; i >= 0; i--) {
    const name = labels.slice(i).join(".");
    const kind = name.startsWith("*") ? "" : (kinds[name] ?? "");
    if (kind.startsWith("NS")) return i === 0 ? authority.cut : authority.belowCut;
    if (kind.startsWith("DNAME") && i > 0) return authority.belowDname;
  }
  return authority.answered;
}

describe("what hides the owners of a zone", () => {
  it("is what walking down from the apex finds, in a thousand random zones", () => {
    const random = new SeededRandom(seed);
    for (let i = 0; i < 1000; i++) {
      const kinds = randomKinds(random);
      const records = Object.entries(kinds).map(([owner, data]) => `${owner} ${data}\n`);
      const { zone } = readZoneText(head + records.join(""));
      if (zone === null) throw new Error(`seed ${seed}, zone ${i}: not read`);
      const index = new ZoneIndex(zone);
      const found: Record<string, number> = {};
      const expected: Record<string, number> = {};
      for (let owner = 1; owner < zone.ownerCount; owner++) {
        const name = ownerName(zone, owner).replace(".example.com.", "");
        found[name] = index.authorityOf(owner);
        expected[name] = plainly(name, kinds);
      }
      expect({ seed, i, found }).toEqual({ seed, i, found: expected });
    }
  });

  it("is a DNAME at the apex for all of them", () => {
    const { zone } = readZoneText(
      `${head}@ DNAME example.org.\neu NS ns.example.net.\na A 192.0.2.1\n`,
    );
    if (zone === null) throw new Error("not read");
    const index = new ZoneIndex(zone);
    expect([1, 2].map((owner) => index.authorityOf(owner))).toEqual([
      authority.belowDname,
      authority.belowDname,
    ]);
  });
});
