/**
 * The nine kinds of invalid zones that Ferret's authors gave to nameservers,
 * a hundred of each: every server let some pass. The seed is fixed, and printed with what fails.
 */
import { describe, expect, it } from "vitest";
import { ZoneChecker } from "../../../src/check/zone-checker.js";
import { lowerNameFromText } from "../../../src/dns/name-text.js";
import { memoryFiles } from "../../../src/zone/zone-text.js";
import { rules } from "../../../validators/registry.js";
import { SeededRandom } from "../../fuzz/zone-random.js";

const seed = 20261122;
const zonesEach = 100;
const path = "/zones/example.com.zone";
const soa = "@ SOA ns1.example.net. hostmaster.example.net. 2026112201 14400 3600 1209600 3600";

/** A zone that is right: its lines, and owners that others may stand below. */
interface Made {
  readonly lines: string[];
  readonly owners: readonly string[];
  /** Those with data that is no alias. */
  readonly plain: readonly string[];
}

function validZone(random: SeededRandom): Made {
  const lines = [soa, "@ NS ns1.example.net.", "@ NS ns2.example.net."];
  const owners = ["@"];
  const plain: string[] = [];
  const count = 2 + random.below(10);
  while (owners.length < count) {
    const label = random.pick(["a", "b", "c", "www", "shop", "eu", "us", "*"]);
    const owner = below(label, random.pick(owners.filter((name) => !name.startsWith("*"))));
    if (owners.includes(owner)) continue;
    owners.push(owner);
    if (random.below(4) === 0) lines.push(`${owner} CNAME target${owners.length}.example.net.`);
    else {
      plain.push(owner);
      for (const type of ["A 192.0.2.", "AAAA 2001:db8::", "TXT ", "MX "]) {
        const number = 1 + random.below(250);
        const isExchange = type === "MX ";
        const data = isExchange ? `MX ${number} mail.example.net.` : `${type}${number}`;
        if (type === "A 192.0.2." || random.below(3) === 0) lines.push(`${owner} ${data}`);
      }
    }
  }
  return { lines, owners, plain };
}

const below = (label: string, parent: string) => (parent === "@" ? label : `${label}.${parent}`);

/** A new name at a random place of the tree; nothing stands below an asterisk here. */
function newName(random: SeededRandom, { owners }: Made): string {
  const parents = owners.filter((name) => !name.startsWith("*"));
  return below(`new${random.below(1000)}`, random.pick(parents));
}

interface Condition {
  readonly name: string;
  /** One of these must be found. */
  readonly codes: readonly string[];
  readonly spoil: (made: Made, random: SeededRandom) => readonly string[];
}

const conditions: readonly Condition[] = [
  {
    name: "a duplicate record",
    codes: ["duplicate-record"],
    spoil: ({ lines }, random) => [lines[1 + random.below(lines.length - 1)]!],
  },
  {
    name: "no SOA, or two",
    codes: ["no-soa", "several-soa"],
    spoil({ lines }, random) {
      if (random.below(2) === 0) return [soa.replace("2026112201", "2026112202")];
      lines.splice(lines.indexOf(soa), 1);
      return [];
    },
  },
  {
    name: "a record outside the zone",
    codes: ["out-of-zone"],
    spoil: (_, random) => [`www${random.below(9)}.example.org. A 192.0.2.1`],
  },
  {
    name: "an alias with other data",
    codes: ["cname-and-other-data"],
    spoil: ({ plain }, random) => [`${random.pick(plain)} CNAME www.example.net.`],
  },
  {
    name: "several DNAME records at a name",
    codes: ["several-dname"],
    spoil(made, random) {
      const name = newName(random, made);
      return [`${name} DNAME a.example.net.`, `${name} DNAME b.example.net.`];
    },
  },
  {
    name: "a DNAME beside NS records below the apex",
    codes: ["dname-and-ns"],
    spoil(made, random) {
      const name = newName(random, made);
      const servers = [`${name} NS ns1.example.net.`, `${name} NS ns2.example.net.`];
      return [`${name} DNAME a.example.net.`, ...servers];
    },
  },
  {
    name: "data below a DNAME",
    codes: ["below-dname"],
    spoil(made, random) {
      const name = newName(random, made);
      const deeper = random.pick(["x", "x.y", "*"]);
      return [`${name} DNAME a.example.net.`, `${deeper}.${name} A 192.0.2.1`];
    },
  },
  {
    name: "NS records below NS records",
    codes: ["occluded"],
    spoil(made, random) {
      const name = newName(random, made);
      const cuts = [name, `${random.pick(["x", "x.y"])}.${name}`];
      return cuts.flatMap((cut) => [`${cut} NS ns1.example.net.`, `${cut} NS ns2.example.net.`]);
    },
  },
  {
    name: "a delegation without glue",
    codes: ["ns-address", "ns-absent-name"],
    spoil(made, random) {
      const name = newName(random, made);
      const server = random.pick([`ns.${name}`, name, `missing.${name}`]);
      return [`${name} NS ${server}`, `${name} NS ns2.example.net.`];
    },
  },
];

function errorsOf(lines: readonly string[]): string[] {
  const text = `$ORIGIN example.com.\n$TTL 3600\n${lines.join("\n")}\n`;
  const checker = new ZoneChecker({
    files: memoryFiles({ [path]: text }),
    rules,
    now: Date.UTC(2026, 10, 22) / 1000,
  });
  const apex = lowerNameFromText("example.com.");
  return checker
    .check({ path, root: "/zones", ...(apex === undefined ? {} : { apex }) })
    .diagnostics.filter(({ severity }) => severity === "error")
    .map(({ code }) => code);
}

describe("zones as Ferret made them", () => {
  it("are not refused while they are right", () => {
    const random = new SeededRandom(seed);
    for (let i = 0; i < zonesEach; i++) {
      const { lines } = validZone(random);
      expect({ seed, i, errors: errorsOf(lines) }).toEqual({ seed, i, errors: [] });
    }
  });

  it.each(conditions)("are refused for $name, all hundred of them", ({ codes, spoil }) => {
    const random = new SeededRandom(seed);
    let refused = 0;
    for (let i = 0; i < zonesEach; i++) {
      let made = validZone(random);
      while (made.plain.length === 0) made = validZone(random);
      for (const line of spoil(made, random)) {
        made.lines.splice(random.below(made.lines.length + 1), 0, line);
      }
      const errors = errorsOf(made.lines);
      if (errors.some((code) => codes.includes(code))) refused++;
      else expect({ seed, i, errors, zone: made.lines }).toBe("refused for this reason");
    }
    expect(refused).toBe(zonesEach);
  });
});
