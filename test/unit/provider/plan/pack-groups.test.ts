import { describe, expect, test } from "vitest";
import type { Change, RrsetChange } from "../../../../src/provider/contract/change.js";
import { changeGroups, cutGroups } from "../../../../src/provider/plan/pack-groups.js";
import type { ListedRrset } from "../../../../src/provider/rrset/rrset.js";
import { resource, rrset } from "./plan-sketch.js";

function make(after: ListedRrset, id = "+"): RrsetChange {
  return { kind: "create", id, before: null, after };
}
function drop(before: ListedRrset, id = "-"): RrsetChange {
  return { kind: "delete", id, before, after: null };
}
const ids = (groups: readonly (readonly Change[])[]) =>
  groups.map((group) => group.map(({ id }) => id).join(" "));

describe("the order of groups", () => {
  test("keeps changes of one owner together, and frees a name before it is taken", () => {
    const groups = changeGroups([
      make(rrset("www CNAME", "a"), "cname"),
      make(rrset("b A", "192.0.2.1"), "b"),
      drop(rrset("www A", "192.0.2.1"), "gone"),
    ]);
    expect(ids(groups)).toEqual(["b", "gone cname"]);
  });

  test("makes targets before those who refer to them, and deletes them after", () => {
    const chain = ["a CNAME", "b CNAME", "c CNAME"].map((head, i) =>
      rrset(head, ["b", "c", "d"][i]!),
    );
    const host = rrset("d A", "192.0.2.1");
    const all = [...chain, host];
    expect(ids(changeGroups(all.map((one, i) => make(one, `${i}`))))).toEqual(["3", "2", "1", "0"]);
    expect(ids(changeGroups(all.map((one, i) => drop(one, `${i}`))))).toEqual(["0", "1", "2", "3"]);
  });

  test("moves an alias to its new target before the old one goes", () => {
    const groups = changeGroups([
      drop(rrset("a A", "192.0.2.1"), "old"),
      make(rrset("z A", "192.0.2.1"), "new"),
      {
        kind: "update",
        id: "alias",
        before: rrset("m CNAME", "a"),
        after: rrset("m CNAME", "z"),
      },
    ]);
    expect(ids(groups)).toEqual(["new", "alias", "old"]);
  });

  test("makes NS before DS, and deletes DS before NS", () => {
    const ns = rrset("sub NS", "ns.sub");
    const ds = rrset("sub DS", `1 8 2 ${"ab".repeat(32)}`);
    expect(ids(changeGroups([make(ds, "ds"), make(ns, "ns")]))).toEqual(["ns ds"]);
    expect(ids(changeGroups([drop(ns, "ns"), drop(ds, "ds")]))).toEqual(["ds ns"]);
  });

  test("puts settings and new resources first, resources that go last", () => {
    const spec = { port: 80 };
    const groups = changeGroups([
      { kind: "resource", id: "old", name: "old", before: resource("old", spec), after: null },
      make(rrset("a A", "192.0.2.1"), "a"),
      { kind: "resource", id: "new", name: "new", before: null, after: resource("new", spec) },
      { kind: "setting", id: "set", name: "multi_provider", before: false, after: true },
    ]);
    expect(ids(groups)).toEqual(["new", "set", "a", "old"]);
  });

  test("follows references that only the provider knows of", () => {
    const alias = make(rrset("a A", [], { extra: { alias: "z" } }), "alias");
    const target = make(rrset("z A", "192.0.2.1"), "target");
    const named = changeGroups([alias, target], ({ extra }) =>
      extra === null ? [] : [target.after!.owner],
    );
    expect(ids(named)).toEqual(["target", "alias"]);
  });

  test("comes to an end on names that refer to each other", () => {
    const circle = [make(rrset("a MX", "1 b"), "a"), make(rrset("b MX", "1 a"), "b")];
    expect(ids(changeGroups(circle)).sort()).toEqual(["a", "b"]);
  });

  test("does not fear a chain as long as the zone", () => {
    const count = 5000;
    const chain = Array.from({ length: count }, (_, i) =>
      make(rrset(`n${i} CNAME`, `n${i + 1}`), `${i}`),
    );
    const order = ids(changeGroups(chain));
    expect(order.at(0)).toBe(`${count - 1}`);
    expect(order.at(-1)).toBe("0");
  });
});

describe("the cut into batches", () => {
  const groups = changeGroups(
    Array.from({ length: 7 }, (_, i) => make(rrset(`n${i} A`, "192.0.2.1"), `${i}`)),
  );
  const weigh = (group: readonly Change[]) => ({
    operations: group.length,
    characters: 10 * group.length,
    bytes: 100 * group.length,
  });
  const open = { operationsMax: 100, charactersMax: null, bytesMax: null };

  test.each([
    ["operations", { ...open, operationsMax: 3 }],
    ["characters", { ...open, charactersMax: 35 }],
    ["octets", { ...open, bytesMax: 300 }],
    ["changes", { ...open, changesMax: 3 }],
  ])("is bounded by %s", (_, bounds) => {
    expect(ids(cutGroups(groups, weigh, bounds))).toEqual(["0 1 2", "3 4 5", "6"]);
  });

  test("never divides a group, even one that alone is too heavy", () => {
    const pair = changeGroups([
      make(rrset("a A", "192.0.2.1"), "a1"),
      make(rrset("a AAAA", "2001:db8::1"), "a2"),
      make(rrset("b A", "192.0.2.1"), "b"),
    ]);
    expect(ids(cutGroups(pair, weigh, { ...open, operationsMax: 1 }))).toEqual(["a1 a2", "b"]);
  });

  test("of nothing is nothing", () => {
    expect(cutGroups([], weigh, open)).toEqual([]);
  });
});
