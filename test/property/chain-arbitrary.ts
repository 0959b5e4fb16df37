/**
 * Random alias chains: one to eighteen CNAMEs, from plain or wildcard owners, some of them inside
 * another zone, that end at data of several types and any size, at the apex, at nothing, below a
 * cut or a DNAME, in a loop or outside.
 */
import fc from "fast-check";
import { questionClass } from "./zone-arbitrary.js";

const apexes = ["x.", "zone.example.", "."] as const;
/** Labels in front of an owner; long ones bring names near 255 octets. */
const padding = fc.oneof(
  { weight: 6, arbitrary: fc.constant("") },
  { weight: 2, arbitrary: fc.constant("pad.") },
  { weight: 1, arbitrary: fc.constant(`${"l".repeat(63)}.`) },
  { weight: 1, arbitrary: fc.constant(`${"l".repeat(63)}.${"k".repeat(60)}.${"j".repeat(40)}.`) },
);
/** What owners of aliases stand below: the leaf too, so that a whole target is one pointer. */
const below = fc.constantFrom("", "", "leaf.", "sub.", "child.");
const aliasOwner = fc.tuple(padding, below);

/** How many records an RRset has; more than 255 do not fit an octet. */
const count = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 3, arbitrary: fc.integer({ min: 20, max: 80 }) },
  { weight: 1, arbitrary: fc.integer({ min: 250, max: 600 }) },
);
const none = fc.constant(0);
const leafData = fc.record({
  a: count,
  aaaa: fc.oneof(none, count),
  txt: fc.oneof(none, fc.integer({ min: 1, max: 6 })),
  mx: fc.oneof(none, fc.integer({ min: 1, max: 3 })),
});
const end = fc.constantFrom(
  ...["leaf", "leaf", "leaf", "leaf", "apex", "missing", "ent", "cut", "dname", "out", "child"],
  ...["childname", "wild", "loop"],
);

/** MNAME and RNAME: below the apex, or elsewhere and one below the other. */
const soaNames = [
  "ns h",
  "ns.other.test. h.other.test.",
  `ns.${"m".repeat(60)}. ${"h".repeat(60)}`,
];

const letterCase = fc.constantFrom("lower", "upper", "mixed");
const qtype = fc.constantFrom(
  ...["A", "A", "A", "AAAA", "TXT", "MX", "CNAME", "ANY", "NS", "DS", "SOA", "DNAME", "HTTPS"],
);

export const chains = fc
  .record({
    apex: fc.constantFrom(...apexes),
    owners: fc.array(aliasOwner, { minLength: 1, maxLength: 18 }),
    startsWild: fc.boolean(),
    end,
    leafData,
    child: fc.constantFrom("none", "served", "delegated"),
    soaNames: fc.constantFrom(...soaNames),
    asked: fc.array(
      fc.record({
        at: fc.nat(17),
        extra: padding,
        letters: letterCase,
        qtype,
        qclass: questionClass,
      }),
      {
        minLength: 4,
        maxLength: 12,
      },
    ),
  })
  .map((shape) => {
    const suffix = shape.apex === "." ? "" : shape.apex;
    const owners = shape.owners.map(
      ([pad, parent], i) =>
        `${shape.startsWild && i === 0 ? "*." : `${pad}n${i}.`}${parent}${suffix}`,
    );
    const questions = shape.asked.map(({ at, extra, letters, qtype: type, qclass }) => {
      // Now and then the child's alias to its own apex, whose DS is the parent's.
      const owner = at === 17 ? `up.child.${suffix}` : owners[at % owners.length]!;
      const name = owner.startsWith("*.") ? `${extra}q.${owner.slice(2)}` : owner;
      return { qname: inCase(name, letters), qtype: type, qclass };
    });
    return { texts: zoneTexts(shape, suffix, owners), questions };
  });

interface Shape {
  readonly apex: string;
  readonly end: string;
  readonly leafData: {
    readonly a: number;
    readonly aaaa: number;
    readonly txt: number;
    readonly mx: number;
  };
  readonly child: string;
  readonly soaNames: string;
}

function zoneTexts(shape: Shape, suffix: string, owners: readonly string[]): string[] {
  const targets: Readonly<Record<string, string>> = {
    leaf: `leaf.${suffix}`,
    apex: shape.apex,
    missing: `nothing.here.${suffix}`,
    ent: `ent.${suffix}`,
    cut: `host.cut.${suffix}`,
    dname: `host.moved.${suffix}`,
    out: "elsewhere.test.",
    child: `child.${suffix}`,
    childname: `www.child.${suffix}`,
    wild: `any.wild.${suffix}`,
    loop: owners[owners.length >> 1]!,
  };
  const lines = [
    `${shape.apex} 30 SOA ${absolute(shape.soaNames, suffix)} 1 2 3 4 600`,
    `${shape.apex} 300 NS ns.${suffix}`,
    `ns.${suffix} 300 A 192.0.2.53`,
    `${shape.apex} 300 TXT "apex"`,
    `below.ent.${suffix} 60 A 192.0.2.9`,
    `cut.${suffix} 60 NS ns.cut.${suffix}`,
    `ns.cut.${suffix} 60 A 192.0.2.54`,
    `moved.${suffix} 60 DNAME wild.${suffix}`,
    `*.wild.${suffix} 60 A 192.0.2.8`,
    ...leafLines(`leaf.${suffix}`, suffix, shape.leafData),
  ];
  const isDelegated = shape.child === "delegated";
  if (isDelegated) lines.push(`child.${suffix} 60 DS 1 8 2 ${"ab".repeat(32)}`);
  if (isDelegated) lines.push(`child.${suffix} 60 NS ns.child.${suffix}`);
  owners.forEach((owner, i) => {
    lines.push(`${owner} 60 CNAME ${owners[i + 1] ?? targets[shape.end]}`);
  });
  if (shape.child === "none") return [lines.join("\n")];
  const child = [
    `child.${suffix} 30 SOA ns.child.${suffix} h.child.${suffix} 1 2 3 4 600`,
    `child.${suffix} 300 NS ns.child.${suffix}`,
    `www.child.${suffix} 60 A 192.0.2.80`,
    `n1.child.${suffix} 60 CNAME www.child.${suffix}`,
    `up.child.${suffix} 60 CNAME child.${suffix}`,
  ];
  return [lines.join("\n"), child.join("\n")];
}

function* leafLines(owner: string, suffix: string, data: Shape["leafData"]): Generator<string> {
  for (let i = 0; i < data.a; i++) yield `${owner} 60 A 10.0.${i >> 8}.${i & 255}`;
  for (let i = 0; i < data.aaaa; i++) yield `${owner} 60 AAAA 2001:db8::${i.toString(16)}`;
  for (let i = 0; i < data.txt; i++) yield `${owner} 60 TXT "${String(i).repeat(180)}"`;
  for (let i = 0; i < data.mx; i++) yield `${owner} 60 MX ${i} ns.${suffix}`;
}

/** Names of a SOA record, those without a dot at the end made complete. */
function absolute(names: string, suffix: string): string {
  const complete = names
    .split(" ")
    .map((name) => (name.endsWith(".") ? name : `${name}.${suffix}`));
  return complete.join(" ");
}

function inCase(name: string, letters: string): string {
  if (letters === "upper") return name.toUpperCase();
  if (letters === "lower") return name;
  return [...name].map((letter, i) => (i % 3 === 0 ? letter.toUpperCase() : letter)).join("");
}
