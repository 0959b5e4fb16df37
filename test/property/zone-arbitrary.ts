/**
 * Random zones and questions whose labels are so few that wildcards, cuts, empty non-terminals,
 * aliases and glue meet all the time. A zone is text, so that the reader is part of the test.
 */
import fc from "fast-check";

/** Parent, child, grandchild with a gap, and a stranger. */
const apexes = ["x.", "a.x.", "b.a.a.x.", "y."] as const;

/** A long one now and then, so that names outgrow 255 octets and answers 512. */
const label = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("a", "b", "c", "*") },
  { weight: 1, arbitrary: fc.constant("l".repeat(48)) },
);
const prefix = fc.array(label, { maxLength: 4 });
export const anyName = fc
  .tuple(prefix, fc.constantFrom(...apexes, "z.", "."))
  .map(([labels, suffix]) => [...labels, suffix === "." ? "" : suffix].join("."))
  .map((name) => (name === "" ? "." : name.endsWith(".") ? name : `${name}.`));

/** RDATA by type; owners get any of them. */
const data = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }).map((n) => `A 192.0.2.${n}`) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 2 }).map((n) => `AAAA 2001:db8::${n}`) },
  { weight: 4, arbitrary: anyName.map((name) => `NS ${name}`) },
  { weight: 3, arbitrary: anyName.map((name) => `CNAME ${name}`) },
  { weight: 2, arbitrary: anyName.map((name) => `DNAME ${name}`) },
  { weight: 2, arbitrary: anyName.map((name) => `MX 10 ${name}`) },
  { weight: 1, arbitrary: anyName.map((name) => `SRV 0 0 443 ${name}`) },
  { weight: 1, arbitrary: anyName.map((name) => `HTTPS 1 ${name}`) },
  { weight: 1, arbitrary: anyName.map((name) => `HTTPS 0 ${name}`) },
  { weight: 1, arbitrary: fc.constant(`TXT ${`"${"t".repeat(200)}" `.repeat(2)}`) },
  { weight: 1, arbitrary: fc.constant(`DS 1 8 2 ${"ab".repeat(32)}`) },
);

const record = fc.record({ owner: prefix, data, ttl: fc.constantFrom(60, 300) });

function zoneAt(apex: string) {
  return fc
    .record({ records: fc.array(record, { maxLength: 14 }), ttl: fc.constantFrom(30, 3600) })
    .map(({ records, ttl }) => zoneText(apex, ttl, records));
}

const zones = fc
  .tuple(...apexes.map((apex) => fc.option(zoneAt(apex), { nil: null })))
  .map((texts) => texts.filter((text) => text !== null))
  .filter((texts) => texts.length > 0);

const letterCase = fc.boolean();

/** IN, and now and then ANY. */
export const questionClass = fc.constantFrom(1, 1, 1, 1, 1, 255);

const question = fc.record({
  qname: fc.tuple(anyName, letterCase).map(([name, upper]) => (upper ? name.toUpperCase() : name)),
  qclass: questionClass,
  qtype: fc.constantFrom(
    ...["A", "AAAA", "NS", "CNAME", "DNAME", "MX", "SRV", "HTTPS", "TXT", "DS", "SOA", "ANY"],
  ),
});

export const collisions = fc.record({
  texts: zones,
  questions: fc.array(question, { minLength: 1, maxLength: 20, size: "max" }),
});

/** Two versions of one zone: what only the old one has, what both have, what only the new one has. */
export const zoneVersions = fc
  .record({
    apex: fc.constantFrom(...apexes),
    only: fc.array(record, { maxLength: 4 }),
    both: fc.array(record, { maxLength: 14 }),
    added: fc.array(record, { maxLength: 4 }),
    ttls: fc.constantFrom([30, 30], [30, 3600], [3600, 3600]),
  })
  .map(({ apex, only, both, added, ttls }) => ({
    before: zoneText(apex, ttls[0]!, [...only, ...both]),
    after: zoneText(apex, ttls[1]!, [...both, ...added]),
  }));

interface RandomRecord {
  readonly owner: readonly string[];
  readonly data: string;
  readonly ttl: number;
}

/** Leaves out what the zone reader refuses: data beside a CNAME or below a DNAME, twice one alias. */
function zoneText(apex: string, ttl: number, records: readonly RandomRecord[]): string {
  const kept = new Map<string, Map<string, RandomRecord[]>>();
  for (const each of records) {
    const owner = each.owner.map((one) => `${one}.`).join("") + apex;
    const [type = ""] = each.data.split(" ");
    const atOwner = kept.get(owner) ?? new Map<string, RandomRecord[]>();
    const isAlias = type === "CNAME" || type === "DNAME";
    if (isAlias && atOwner.has(type)) continue;
    if (atOwner.has("CNAME") || (type === "CNAME" && (atOwner.size > 0 || owner === apex)))
      continue;
    if (atOwner.get(type)?.some((other) => other.data === each.data)) continue;
    atOwner.set(type, [...(atOwner.get(type) ?? []), each]);
    kept.set(owner, atOwner);
  }
  const lines = [
    `${apex} ${ttl} SOA ns.${apex} h.${apex} 1 2 3 4 600`,
    `${apex} 300 NS ns.${apex}`,
  ];
  for (const [owner, types] of kept) {
    if (isBelowDname(owner, kept)) continue;
    for (const rrset of types.values()) {
      for (const { data: rdata } of rrset) lines.push(`${owner} ${rrset[0]!.ttl} ${rdata}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function isBelowDname(owner: string, kept: ReadonlyMap<string, ReadonlyMap<string, unknown>>) {
  for (let at = owner.indexOf(".") + 1; at < owner.length; at = owner.indexOf(".", at) + 1) {
    if (kept.get(owner.slice(at))?.has("DNAME")) return true;
  }
  return false;
}
