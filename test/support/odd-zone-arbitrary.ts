/**
 * Random zones of everything that providers get wrong: TXT of every kind, octets of every kind in
 * names, the root as a target, capitals, unknown CAA tags, delegations, TTLs at both ends. Each is a
 * zone that the zone reader would take: nothing stands beside a CNAME, below a cut or a DNAME.
 */
import fc from "fast-check";
import { lowerCase } from "../../src/dns/name.js";
import { nameFromText } from "../../src/dns/name-text.js";
import { rdataFromText } from "../../src/dns/rr/rdata-text.js";
import { typeCodeFromText } from "../../src/dns/rr/registry.js";
import { TextFault } from "../../src/dns/text/scanner.js";
import { orderedRdatas } from "../../src/provider/rrset/ordered-rdatas.js";
import type { Rrset } from "../../src/provider/rrset/rrset.js";

export interface OddZone {
  /** Wire form, lower case. */
  readonly apex: Uint8Array;
  /** Without SOA and apex NS. */
  readonly rrsets: readonly Rrset[];
}

/** Zones below this apex with up to `ownersMax` names. */
export function oddZone(apexText: string, ownersMax: number): fc.Arbitrary<OddZone> {
  const apex = nameFromText(apexText)!;
  lowerCase(apex, 0, apex.length);
  return fc
    .array(node(apexText), { minLength: 1, maxLength: ownersMax, size: "max" })
    .map((nodes) => ({
      apex,
      // A label of its own for each node: no two of them share an owner or hide one another.
      rrsets: nodes.flatMap((make, index) => make(`n${index}.${apexText}`)),
    }));
}

/** RRsets of one node of the zone, at and below the name it is given. */
type Node = (below: string) => Rrset[];

/** An octet as presentation form may always write it. */
const escaped = (octet: number): string => `\\${String(octet).padStart(3, "0")}`;

const plainLabel = fc.stringMatching(/^[a-z0-9_](?:[a-z0-9_-]{0,12}[a-z0-9])?$/);
const hostLabel = fc.stringMatching(/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,10}[a-zA-Z0-9])?$/);
/** Any octets: dots, backslashes, blanks, quotes, high ones. */
const octetLabel = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 8 })
  .map((octets) => octets.map(escaped).join(""));
const sharpLabel = fc
  .array(fc.constantFrom(...".\\ \"$;@()*'#=,"), { minLength: 1, maxLength: 4 })
  .map((characters) => characters.map((c) => escaped(c.charCodeAt(0))).join(""));
const label = fc.oneof(
  { weight: 6, arbitrary: plainLabel },
  { weight: 1, arbitrary: octetLabel },
  { weight: 1, arbitrary: sharpLabel },
  { weight: 1, arbitrary: fc.constantFrom("l".repeat(63), "xn--bcher-kva", "*", "-", "0", "a/b") },
);

/** Labels in front of a node's own; a wildcard now and then. */
const prefix = fc.oneof(
  { weight: 4, arbitrary: fc.constant("") },
  { weight: 4, arbitrary: label.map((one) => `${one}.`) },
  { weight: 1, arbitrary: fc.constant("*.") },
  { weight: 1, arbitrary: fc.tuple(label, label).map(([a, b]) => `${a}.${b}.`) },
);

const ttl = fc.oneof(
  fc.constantFrom(0, 1, 30, 59, 60, 300, 3600, 86_400, 86_401, 604_800, 0x7fff_ffff),
  fc.integer({ min: 0, max: 0x7fff_ffff }),
);

/** Names as targets: hosts with capitals mostly, and the root. */
const host = fc.oneof(
  { weight: 8, arbitrary: fc.array(hostLabel, { minLength: 1, maxLength: 4 }).map(absolute) },
  { weight: 1, arbitrary: fc.constantFrom("mail.Example.COM.", "a.b.c.d.e.f.example.") },
);
const anyTarget = fc.oneof(
  { weight: 5, arbitrary: host },
  { weight: 1, arbitrary: fc.array(label, { minLength: 1, maxLength: 3 }).map(absolute) },
  { weight: 1, arbitrary: fc.constant(".") },
);

function absolute(labels: readonly string[]): string {
  return `${labels.join(".")}.`;
}

/** A character string, quoted: printable, sharp, or any octets. */
const quoted = fc
  .oneof(
    { weight: 4, arbitrary: fc.stringMatching(/^[ -~]{0,40}$/) },
    { weight: 1, arbitrary: fc.constantFrom("", " ", "  lead and trail  ", '"', "\\", ";", "a;b") },
    { weight: 1, arbitrary: fc.constantFrom("x".repeat(255), '"'.repeat(100), "v=spf1 -all") },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 })
        .map((octets) => String.fromCharCode(...octets)),
    },
  )
  .map((text) => `"${[...text].map((c) => escaped(c.charCodeAt(0))).join("")}"`);

const u8 = fc.integer({ min: 0, max: 255 });
const u16 = fc.oneof(fc.integer({ min: 0, max: 65_535 }), fc.constantFrom(0, 1, 10, 65_535));
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((b) => Buffer.from(b).toString("hex"));
const base64 = fc
  .uint8Array({ minLength: 1, maxLength: 60 })
  .map((bytes) => Buffer.from(bytes).toString("base64"));
const ipv4 = fc.ipV4();
const ipv6 = fc.oneof(
  fc.ipV6(),
  fc.constantFrom("::", "::1", "::ffff:192.0.2.1", "::1:0", "2001:db8::", "2001:DB8:0:0:1::1"),
);

const words = (...parts: fc.Arbitrary<unknown>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((values) => values.join(" "));
const fixed = fc.constantFrom;

/** RDATA in presentation form by type: what may stand beside others at a name. */
const rdataOf: { readonly [type: string]: fc.Arbitrary<string> } = {
  A: ipv4,
  AAAA: ipv6,
  TXT: fc
    .oneof(
      { weight: 6, arbitrary: fc.array(quoted, { minLength: 1, maxLength: 4 }) },
      { weight: 1, arbitrary: fc.constant(["a", "b"].map((c) => `"${c.repeat(255)}"`)) },
      {
        weight: 1,
        arbitrary: fc.constant(Array.from({ length: 8 }, () => `"${"k".repeat(255)}"`)),
      },
    )
    .map((strings) => strings.join(" ")),
  SPF: quoted,
  MX: fc.oneof(
    { weight: 6, arbitrary: words(u16, anyTarget) },
    { weight: 1, arbitrary: fixed("0 .") },
  ),
  SRV: fc.oneof(
    { weight: 6, arbitrary: words(u16, u16, u16, anyTarget) },
    { weight: 1, arbitrary: fixed("0 0 0 .") },
  ),
  PTR: anyTarget,
  CAA: words(
    fixed(0, 128, 255, 1),
    fixed("issue", "issuewild", "iodef", "tbs", "Unknown2", "contactemail"),
    fc.oneof(quoted, fixed('""', '";"', '"letsencrypt.org; validationmethods=dns-01"')),
  ),
  NAPTR: words(
    u16,
    u16,
    quotedLetters(),
    quotedLetters(),
    // Substitutions that are ones (RFC 3402 §3.2): BIND looks at them.
    fixed(
      '"!^.*$!sip:info@example.com!"',
      '"!^(\\\\+44)(.*)$!\\\\2!"',
      '"!a\\200;\\034!x y!i"',
      '""',
    ),
    anyTarget,
  ),
  TLSA: words(u8, u8, fixed(0), hex(24)),
  SMIMEA: words(u8, u8, fixed(1), hex(32)),
  SSHFP: fc.oneof(words(u8, fixed(1), hex(20)), words(u8, fixed(2), hex(32))),
  LOC: fixed(
    "51 30 12.748 N 0 7 39.611 W 0.00m",
    "0 0 0.000 N 0 0 0.000 E 0m",
    "42 21 54 N 71 6 18 W -24m 30m",
    "90 0 0.000 S 180 0 0.000 W -100000.00m 0.00m 0.09m 9000m",
    "89 59 59.999 S 0 0 0.001 W 1.01m 1m 10000m 10m",
  ),
  URI: words(u16, u16, fc.oneof(fixed('"https://www.example.com/a;b?c=%20"'), quoted)),
  SVCB: words(fc.integer({ min: 1, max: 65_535 }), anyTarget, parameters()),
  HTTPS: fc.oneof(
    words(fc.integer({ min: 1, max: 65_535 }), anyTarget, parameters()),
    words(fixed(0), host),
  ),
  RP: words(anyTarget, anyTarget),
  AFSDB: words(u16, anyTarget),
  KX: words(u16, anyTarget),
  HINFO: words(quoted, quoted),
  CERT: words(fixed(1, 3, 253, 254), u16, u8, base64),
  OPENPGPKEY: base64,
  DHCID: base64,
  EUI48: fixed("00-00-5e-00-53-2a"),
  EUI64: fixed("00-00-5e-ef-10-00-00-2a"),
  L32: words(u16, ipv4),
  NID: words(u16, fixed("0014:4fff:ff20:ee64")),
  LP: words(u16, host),
  APL: fixed("1:192.0.2.0/24", "!2:2001:db8::/32 1:0.0.0.0/0"),
  CSYNC: words(u32, fixed(0, 1, 3), fixed("A NS AAAA", "", "TYPE999")),
  TYPE65280: fixed("\\# 0", "\\# 3 0102ab", "\\# 1 00"),
};

function quotedLetters(): fc.Arbitrary<string> {
  return fixed('""', '"u"', '"S"', '"E2U+sip"', '"SIP+D2U"');
}

/** Service parameters, in any order. */
function parameters(): fc.Arbitrary<string> {
  return fc
    .subarray([
      "alpn=h2,h3",
      "port=8443",
      "ipv4hint=192.0.2.1,192.0.2.2",
      "ipv6hint=2001:db8::1",
      'ech="AEX+DQA="',
      "key65000=hello",
      'key667="a b\\"c"',
      "dohpath=/dns-query{?dns}",
    ])
    .map((chosen) => chosen.toReversed().join(" "));
}

/** Types whose RDATA is the oddest, or the most usual. */
const often = ["TXT", "TXT", "TXT", "MX", "SRV", "CAA", "AAAA", "SVCB"];

const ordinary = fc.constantFrom(...Object.keys(rdataOf), ...often).chain((type) =>
  fc.record({
    type: fc.constant(type),
    ttl,
    values: fc.oneof(
      { weight: 8, arbitrary: fc.array(rdataOf[type]!, { minLength: 1, maxLength: 4 }) },
      { weight: 1, arbitrary: fc.array(rdataOf[type]!, { minLength: 10, maxLength: 40 }) },
    ),
  }),
);

function node(_apex: string): fc.Arbitrary<Node> {
  return fc.oneof(
    { weight: 12, arbitrary: ordinaryNode },
    { weight: 2, arbitrary: aliasNode },
    { weight: 2, arbitrary: cutNode },
    { weight: 1, arbitrary: dnameNode },
    { weight: 1, arbitrary: largeNode },
  );
}

const ordinaryNode = fc
  .record({
    prefix,
    sets: fc.uniqueArray(ordinary, { minLength: 1, maxLength: 3, selector: ({ type }) => type }),
  })
  .map(
    ({ prefix: front, sets }): Node =>
      (below) =>
        sets.flatMap(({ type, ttl: seconds, values }) =>
          rrset(front + below, type, seconds, values),
        ),
  );

const aliasNode = fc.record({ prefix, ttl, target: anyTarget }).map(
  ({ prefix: front, ttl: seconds, target }): Node =>
    (below) =>
      rrset(front + below, "CNAME", seconds, [target]),
);

const dnameNode = fc.record({ ttl, target: host }).map(
  ({ ttl: seconds, target }): Node =>
    (below) =>
      rrset(below, "DNAME", seconds, [target]),
);

const digests = fc.array(words(u16, fixed(8, 13, 15), fixed(2), hex(32)), { maxLength: 3 });
const cutNode = fc
  .record({ ttl, hosts: fc.array(host, { minLength: 1, maxLength: 4 }), digests, glue: ipv4 })
  .map(
    ({ ttl: seconds, hosts, digests: ds, glue }): Node =>
      (below) => [
        ...rrset(below, "NS", seconds, [...hosts, `ns1.${below}`]),
        ...rrset(below, "DS", seconds, ds),
        ...rrset(`ns1.${below}`, "A", seconds, [glue]),
      ],
  );

const largeNode = fc.record({ ttl, count: fc.integer({ min: 50, max: 200 }) }).map(
  ({ ttl: seconds, count }): Node =>
    (below) =>
      rrset(
        below,
        "A",
        seconds,
        Array.from({ length: count }, (_, i) => `10.9.${i >> 8}.${i & 255}`),
      ),
);

/** No RRset if no value is left. */
function rrset(
  ownerText: string,
  typeText: string,
  ttlSeconds: number,
  values: readonly string[],
): Rrset[] {
  const owner = nameFromText(ownerText);
  // Longer than a name can be.
  if (owner === undefined) return [];
  lowerCase(owner, 0, owner.length);
  const type = typeCodeFromText(typeText);
  const rdatas = values.flatMap((text) => {
    const rdata = rdataFromText(type, text);
    return rdata instanceof TextFault ? [] : [rdata];
  });
  if (rdatas.length === 0) return [];
  return [
    { owner, type, variant: "", ttlSeconds, rdatas: orderedRdatas(type, rdatas), extra: null },
  ];
}
