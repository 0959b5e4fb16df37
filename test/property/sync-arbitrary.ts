/** Random states of a zone at a provider, over so few names that everything meets all the time. */
import fc from "fast-check";
import type { MemberPolicy } from "../../src/provider/contract/member.js";
import type { ListedRrset } from "../../src/provider/rrset/rrset.js";
import { rrset } from "../unit/provider/plan/plan-sketch.js";

const values: { readonly [type: string]: readonly string[] } = {
  A: ["192.0.2.1", "192.0.2.2", "192.0.2.3"],
  AAAA: ["2001:db8::1", "2001:db8::2"],
  CNAME: ["a", "b", "host.example.net."],
  TXT: ['"one" "two"', '"onetwo"', '"three"'],
  MX: ["10 a", "10 A", "20 b"],
  NS: ["a.sub", "ns.example.net."],
  DS: [`1 8 2 ${"ab".repeat(32)}`, `2 8 2 ${"cd".repeat(32)}`],
};

const ttl = fc.constantFrom(60, 300);

function rdatasOf(type: string): fc.Arbitrary<string[]> {
  const all = values[type]!;
  return type === "CNAME"
    ? fc.constantFrom(...all).map((one) => [one])
    : fc.subarray([...all], { minLength: 1 });
}

function plain(owner: string, type: string): fc.Arbitrary<ListedRrset> {
  return fc
    .tuple(ttl, rdatasOf(type))
    .map(([seconds, rdatas]) => rrset(`${owner} ${type} ${seconds}`, rdatas));
}

/** Addresses with a routing policy: several RRsets of one owner and type. */
function routed(owner: string): fc.Arbitrary<ListedRrset[]> {
  const one = fc.record({
    variant: fc.constantFrom("blue", "green"),
    weight: fc.integer({ min: 0, max: 2 }),
    value: fc.constantFrom(...values.A!),
  });
  return fc
    .uniqueArray(one, { minLength: 1, maxLength: 2, selector: ({ variant }) => variant })
    .map((all) =>
      all.map(({ variant, weight, value }) =>
        rrset(`${owner} A`, value, { variant, extra: { weight } }),
      ),
    );
}

function several(owner: string, types: readonly string[]): fc.Arbitrary<ListedRrset[]> {
  return fc
    .tuple(...types.map((type) => fc.option(plain(owner, type), { nil: null })))
    .map((found) => found.filter((one) => one !== null));
}

/** What may stand at one name together. */
function nodeOf(owner: string): fc.Arbitrary<ListedRrset[]> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant<ListedRrset[]>([]) },
    { weight: 2, arbitrary: plain(owner, "CNAME").map((one) => [one]) },
    { weight: 4, arbitrary: several(owner, ["A", "AAAA", "TXT"]) },
    { weight: 1, arbitrary: routed(owner) },
  );
}

const cut: fc.Arbitrary<ListedRrset[]> = fc.oneof(
  fc.constant<ListedRrset[]>([]),
  plain("sub", "NS").chain((ns) =>
    fc.option(plain("sub", "DS"), { nil: null }).map((ds) => (ds === null ? [ns] : [ns, ds])),
  ),
);

/** Everything that a provider could hold: no name has what cannot stand together. */
export const zoneState: fc.Arbitrary<readonly ListedRrset[]> = fc
  .tuple(
    fc.constantFrom(rrset("@ NS 3600", "ns1.example.net."), rrset("@ NS 60", "ns2.example.net.")),
    several("@", ["MX", "TXT"]),
    ...["a", "b", "c.a", "*"].map(nodeOf),
    cut,
  )
  .map((parts) => parts.flat());

const marks = fc.constantFrom(null, null, false, true);

/** The same with the provider's marks, and now and then none of it. */
export const liveState: fc.Arbitrary<readonly ListedRrset[]> = fc
  .tuple(zoneState, fc.infiniteStream(marks))
  .map(([rrsets, stream]) =>
    rrsets.map((one) => ({ ...one, marked: stream.next().value ?? null, raw: "id" })),
  );

export const anyMode = fc.constantFrom<MemberPolicy["mode"]>("additive", "owned", "mirror");

/** RRsets with the same owner and type that a provider might have made out of one another, or not. */
export const rrsetLikeness: fc.Arbitrary<ListedRrset> = fc.oneof(
  ...["A", "TXT", "MX", "NS", "CNAME"].map((type) => plain("a", type)),
  routed("a").map(([one]) => one!),
  fc
    .array(fc.constantFrom('"a"', '"b"', '""', '"ab"', '"A"'), { minLength: 1, maxLength: 3 })
    .map((strings) => rrset("a TXT", strings.join(" "))),
  fc.constantFrom("1 A. port=1", "1 a. port=1", "1 . port=1").map((text) => rrset("a SVCB", text)),
  fc.constantFrom('0 issue "x"', '0 ISSUE "x"', '0 issue "X"').map((text) => rrset("a CAA", text)),
);
