import { describe, expect, test } from "vitest";
import type { PlanPart } from "../../../../src/provider/contract/plan.js";
import { formatPlanMarkdown } from "../../../../src/provider/plan/format-markdown.js";
import { formatPlanText } from "../../../../src/provider/plan/format-text.js";
import { sealedPlan } from "../../../../src/provider/plan/plan-seal.js";
import { hasChanges, summaryOfPlan } from "../../../../src/provider/plan/plan-summary.js";
import { apexNs, hosts, nowMs, planOf, rrset } from "./plan-sketch.js";

const www = rrset("www A", "192.0.2.1");
const busy = planOf({
  wanted: [
    apexNs,
    rrset("www A 60", "192.0.2.2"),
    rrset("new A", ["192.0.2.7", "192.0.2.8"]),
    rrset("@ MX", "20 mail"),
  ],
  there: [
    apexNs,
    www,
    rrset("gone TXT", '"<b>&|`x`"'),
    rrset("@ MX", "10 mail"),
    rrset("theirs A", "192.0.2.3"),
  ],
  last: [apexNs, www, rrset("gone TXT", '"<b>&|`x`"'), rrset("@ MX", "10 mail")],
  policy: { protect: [{ owner: "@", types: ["MX"] }] },
  more: { opaque: [{ owner: www.owner, type: 33, what: "a traffic policy instance" }] },
  translation: {
    losses: [
      {
        code: "ttl-raised",
        severity: "degraded",
        owner: www.owner,
        type: 1,
        message: "TTL 60 at least",
        hint: "write 60",
      },
    ],
  },
});
const quiet = planOf({ wanted: [www], there: [www], last: [www], name: "calm" });
const many = hosts(20);
const refused = planOf({ wanted: many.slice(10), there: many, last: many, name: "strict" });
const unreachable = [
  { apex: "example.com.", provider: "down", reason: "no answer from 192.0.2.9", hint: "try later" },
];

const text = (parts: readonly PlanPart[], failed: typeof unreachable = [], color = false) =>
  [...formatPlanText(sealedPlan(nowMs, parts, failed), color)].join("");

describe("a plan as text", () => {
  test("shows changes with their reasons, what is held, lost, and kept, and what it costs", () => {
    const plan = sealedPlan(nowMs, [busy], []);
    expect([...formatPlanText(plan, false)].join("")).toBe(`example.com. at plain  serial 2
  - gone.example.com.  TXT  300 "<b>&|\`x\`"  (no longer in the zone file)
  + new.example.com.   A    300 192.0.2.7 and 192.0.2.8  (new in the zone file)
  ~ www.example.com.   A    changed in the zone file: 192.0.2.2 comes, 192.0.2.1 goes, TTL 300 → 60
  held: example.com. MX update: "@ MX" is protected  (--allow protected-name lifts it)
    changed in the zone file: 20 mail.example.com. comes, 10 mail.example.com. goes
  loss: www.example.com. A: TTL 60 at least; write 60
  kept: 1 RRset of others: theirs.example.com. A
  kept: www.example.com.: a traffic policy instance
  1 to make, 1 to change, 1 to delete, 1 held back; 1 call, about 1 s; 1 RRset equal
plan ${plan.id}: 1 to make, 1 to change, 1 to delete, 1 held back; 1 call, about 1 s
`);
  });

  test("is one line where nothing changes", () => {
    expect(text([quiet])).toBe("no changes: 1 zone at providers as the zone files say\n");
  });

  test("shows refusals with the flag that lifts them, and who could not be asked", () => {
    const shown = text([refused, quiet], unreachable);
    expect(shown).toContain(
      "  refused: 10 of 20 RRsets (50 %) would be deleted; 30 % may be  (--allow too-many-deletes lifts it)\n",
    );
    expect(shown).toContain("example.com. at calm  no changes\n");
    expect(shown).toContain(
      "example.com. at down  not looked at: no answer from 192.0.2.9\n  try later\n",
    );
    expect(shown).toMatch(/plan [0-9a-f]{12}: 1 zone refused, 1 not looked at\n$/);
  });

  test("has colour only where it is asked for", () => {
    expect(text([busy])).not.toContain("\u001b");
    expect(text([busy], [], true)).toContain("\u001b[32m+ new.example.com.");
  });

  test("lets no word of a provider move the cursor", () => {
    const hostile = [{ ...unreachable[0]!, reason: "a\u001b[2Jb\nc", hint: "\u009b1mx\u202e" }];
    expect(text([], hostile)).toContain("a [2Jb c\n   1mx \n");
  });
});

describe("a plan as Markdown", () => {
  const markdown = (parts: readonly PlanPart[], failed: typeof unreachable = []) =>
    formatPlanMarkdown(sealedPlan(nowMs, parts, failed));

  test("has a table of zones and providers, and the changes folded away", () => {
    const shown = markdown([busy, refused, quiet], unreachable);
    expect(shown).toContain("| zone | provider | changes |");
    expect(shown).toContain(
      "| <code>example.com.</code> | <code>plain</code> | 1 to make, 1 to change, 1 to delete, 1 held back; 1 call, about 1 s |",
    );
    expect(shown).toContain(":no_entry: <code>too-many-deletes</code>: 10 of 20");
    expect(shown).toContain("1 zone without changes.");
    expect(shown).toContain("<details><summary>example.com. at plain: 3 changes</summary>");
    expect(shown).toContain("| + | <code>new.example.com.</code> | A |");
    expect(shown.match(/<details>/g)).toHaveLength(2);
    expect(shown.match(/<\/details>/g)).toHaveLength(2);
  });

  test("takes nothing that a zone or a provider says for markup", () => {
    const shown = markdown([busy], [{ ...unreachable[0]!, reason: "@admin [x](http://e) :tada:" }]);
    expect(shown).toContain("&#60;b&#62;&#38;&#124;&#96;x&#96;");
    expect(shown).toContain("&#64;admin &#91;x&#93;(http&#58;//e) &#58;tada&#58;");
  });

  test("stays within what GitHub takes, and counts the rest", () => {
    const extra = { note: "x".repeat(40) };
    const wanted = Array.from({ length: 3000 }, (_, i) => rrset(`n${i} A`, "192.0.2.1", { extra }));
    const shown = markdown([
      planOf({ wanted: wanted.slice(0, 200) }),
      planOf({ wanted, name: "b" }),
    ]);
    expect(shown.length).toBeLessThan(65_536);
    expect(shown).toMatch(/… and \d+ changes more\./);
    expect(shown.match(/<details>/g)).toHaveLength(shown.match(/<\/details>/g)!.length);
  });

  test("is short where nothing changes", () => {
    expect(markdown([quiet])).toBe(
      "### DNS providers\n\nNo changes: 1 zone at providers as the zone files say.\n",
    );
  });
});

describe("the summary", () => {
  test("does not count what is refused, and adds up calls", () => {
    const plan = sealedPlan(nowMs, [busy, refused, quiet], unreachable);
    expect(summaryOfPlan(plan)).toEqual({
      creates: 1,
      updates: 1,
      deletes: 1,
      others: 0,
      held: 1,
      refused: 1,
      unreachable: 1,
      losses: 1,
      calls: 1,
      seconds: 1,
    });
    expect(hasChanges(plan)).toBe(true);
    expect(hasChanges(sealedPlan(nowMs, [refused, quiet], []))).toBe(false);
  });
});
