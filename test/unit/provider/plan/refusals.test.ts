import { describe, expect, test } from "vitest";
import type { Loss } from "../../../../src/provider/contract/provider.js";
import { keyOf } from "../../../../src/provider/rrset/rrset.js";
import { rrsetDigest } from "../../../../src/provider/rrset/rrset-digest.js";
import {
  apex,
  apexNs,
  changesOf,
  codesOf,
  heldOf,
  hosts,
  lastApplied,
  nowMs,
  planOf,
  rrset,
  type Sketch,
} from "./plan-sketch.js";

const www = rrset("www A", "192.0.2.1");
const wwwMoved = rrset("www A", "192.0.2.2");

/** The same plan without and with `--allow`. */
function lifted(sketch: Sketch, code: string) {
  return [planOf(sketch), planOf({ ...sketch, allow: [code] })] as const;
}

describe("too-many-deletes", () => {
  const of = (all: number, deleted: number): Sketch => {
    const there = hosts(all);
    return { wanted: there.slice(deleted), there, last: there };
  };

  test("refuses from the share on, with the numbers, and names the flag", () => {
    expect(codesOf(planOf(of(20, 6)))).toEqual([]);
    const [refused, allowed] = lifted(of(20, 7), "too-many-deletes");
    expect(refused.refusals).toEqual([
      {
        code: "too-many-deletes",
        message: "7 of 20 RRsets (35 %) would be deleted; 30 % may be",
        lift: "--allow too-many-deletes",
      },
    ]);
    expect(refused.batches).toEqual([]);
    expect(codesOf(allowed)).toEqual([]);
    expect(allowed.batches).toHaveLength(1);
  });

  test("does not look at fewer than ten RRsets", () => {
    expect(codesOf(planOf(of(9, 4)))).toEqual([]);
    expect(codesOf(planOf(of(10, 4)))).toEqual(["too-many-deletes"]);
  });

  test("counts names, too: ten names of one RRset beside one of many", () => {
    const names = hosts(10);
    const types = ["A", "AAAA", "TXT", "MX", "CAA", "SSHFP", "LOC", "RP", "PTR", "URI", "HINFO"];
    const big = types.map((type) => rrset(`big ${type}`, rdataOf(type)));
    const there = [...names, ...big];
    const part = planOf({ wanted: [...names.slice(4), ...big], there, last: there });
    expect(part.refusals[0]?.message).toBe("4 of 11 names (36.4 %) would be deleted; 30 % may be");
  });

  test("does not count RRsets of others among those that are there", () => {
    const ours = hosts(10);
    const theirs = hosts(90, 100).map((one) => ({ ...one, type: 1 }));
    const sketch = { wanted: ours.slice(4), there: [...ours, ...theirs], last: ours };
    expect(codesOf(planOf(sketch))).toEqual(["too-many-deletes"]);
  });

  test("does not call another routing policy a deletion", () => {
    const there = hosts(10);
    const wanted = there.map((one) => ({ ...one, variant: "blue" }));
    expect(codesOf(planOf({ wanted, there, last: there }))).toEqual([]);
  });

  test("does not count what is held anyway", () => {
    const there = [
      ...hosts(8),
      rrset("@ MX", "10 mail"),
      rrset("@ DS", `1 8 2 ${"ab".repeat(32)}`),
    ];
    const sketch = { wanted: there.slice(3, 8), there, last: there };
    expect(codesOf(planOf(sketch))).toEqual([]);
  });
});

describe("too-many-updates", () => {
  test("refuses from the share on, with the numbers", () => {
    const there = hosts(10);
    const moved = there.map((one, i) => (i < 4 ? { ...one, ttlSeconds: 60 } : one));
    const [refused, allowed] = lifted({ wanted: moved, there, last: there }, "too-many-updates");
    expect(refused.refusals[0]?.message).toBe(
      "4 of 10 RRsets (40 %) would be changed; 30 % may be",
    );
    expect(codesOf(allowed)).toEqual([]);
  });
});

describe("the first push into a fresh zone", () => {
  test("knows no shares, no protected names, and may set NS at the apex", () => {
    const fresh = rrset("@ NS 172800", ["a.provider.example.", "b.provider.example."]);
    const wanted = [apexNs, rrset("@ MX", "10 mail"), rrset("sub NS", "ns.sub"), dsOf("sub")];
    const part = planOf({
      wanted,
      there: [fresh],
      policy: { protect: [{ owner: "**", types: [] }] },
    });
    expect([part.held, part.refusals]).toEqual([[], []]);
    expect(changesOf(part)).toHaveLength(4);
  });
});

describe("empty-source", () => {
  test("refuses to empty a zone, however small", () => {
    const there = [apexNs, www];
    const [refused, allowed] = lifted(
      { wanted: [apexNs], there, last: there, policy: { safety: openSafety } },
      "empty-source",
    );
    expect(refused.refusals[0]?.message).toBe(
      "nothing is left of the zone but its NS; 1 RRset would be deleted",
    );
    expect(codesOf(allowed)).toEqual([]);
  });

  test("says nothing where nothing would be deleted", () => {
    expect(codesOf(planOf({ wanted: [apexNs], there: [apexNs, www] }))).toEqual([]);
  });
});

describe("shrunken-source", () => {
  test("refuses when more than half is gone, even of three", () => {
    const there = [apexNs, ...hosts(3)];
    const wanted = there.slice(0, 2);
    const [refused, allowed] = lifted({ wanted, there, last: there }, "shrunken-source");
    expect(refused.refusals[0]?.message).toBe(
      "3 RRsets were applied last, 1 is left (66.7 % fewer); 50 % fewer may be",
    );
    expect(codesOf(allowed)).toEqual([]);
    expect(codesOf(planOf({ wanted: there.slice(0, 3), there, last: there }))).toEqual([]);
  });

  test("counts all that is there where nothing is remembered and all may be deleted", () => {
    const sketch: Sketch = { wanted: hosts(1), there: hosts(3), policy: { mode: "mirror" } };
    const [refused, allowed] = lifted(sketch, "shrunken-source");
    expect(refused.refusals[0]?.message).toBe(
      "3 RRsets are there, 1 is left (66.7 % fewer); 50 % fewer may be",
    );
    expect(changesOf(allowed)).toHaveLength(2);
    expect(codesOf(planOf({ ...sketch, policy: { mode: "owned" } }))).toEqual([]);
  });

  test("counts marked RRsets where nothing is remembered", () => {
    const there = hosts(3).map((one) => ({ ...one, marked: true }));
    expect(codesOf(planOf({ wanted: there.slice(2), there }))).toEqual(["shrunken-source"]);
  });
});

describe("freeze, paused", () => {
  const change = { wanted: [wwwMoved], there: [www], last: [www] };

  test("a freeze window refuses while it is open", () => {
    const window = { fromMs: nowMs, untilMs: nowMs + 3_600_000, reason: "Black Friday" };
    const [refused, allowed] = lifted({ ...change, policy: { freeze: [window] } }, "freeze");
    expect(refused.refusals[0]?.message).toBe(
      "frozen until 2026-11-22T01:00:00.000Z: Black Friday",
    );
    expect(codesOf(allowed)).toEqual([]);
    const over = { ...window, fromMs: nowMs - 10, untilMs: nowMs };
    expect(codesOf(planOf({ ...change, policy: { freeze: [over] } }))).toEqual([]);
  });

  test("a paused zone refuses with its reason, and only if there is something to do", () => {
    const policy = { paused: "moving away" };
    const [refused, allowed] = lifted({ ...change, policy }, "paused");
    expect(refused.refusals[0]?.message).toBe("paused: moving away");
    expect(codesOf(allowed)).toEqual([]);
    expect(codesOf(planOf({ wanted: [www], there: [www], policy }))).toEqual([]);
  });
});

describe("zone-missing", () => {
  test("a zone that never was there is made where the provider can", () => {
    const part = planOf({ wanted: [www], zone: null });
    expect([part.refusals, part.zone]).toEqual([[], null]);
    expect(part.expected.calls).toBe(2);
  });

  test("one that was there must be allowed", () => {
    const [refused, allowed] = lifted({ wanted: [www], zone: null, last: [www] }, "zone-missing");
    expect(refused.refusals[0]?.message).toContain("is gone");
    expect(codesOf(allowed)).toEqual([]);
  });

  test("where the provider cannot make it, no flag helps", () => {
    const sketch = { wanted: [www], zone: null, capabilities: { createsZones: false } };
    const [refused, allowed] = lifted(sketch, "zone-missing");
    expect(refused.refusals).toEqual([
      {
        code: "zone-missing",
        message: "the zone is not there; make it at Plain DNS first, empty",
        lift: "",
      },
    ]);
    expect(codesOf(allowed)).toEqual(["zone-missing"]);
  });
});

describe("protected-name", () => {
  const there = [www, rrset("@ MX", "10 mail"), ...hosts(3)];

  test("holds a change of a protected RRset, and that alone", () => {
    const wanted = [wwwMoved, ...there.slice(1, 4)];
    const policy = { protect: [{ owner: "www", types: ["A"] }] };
    const [held, allowed] = lifted({ wanted, there, last: there, policy }, "protected-name");
    expect(heldOf(held)).toEqual(["www.example.com. A update: protected-name"]);
    expect(held.held[0]?.refusal.message).toBe('"www A" is protected');
    expect(changesOf(held)).toEqual(["h2.example.com. A delete: pending"]);
    expect(heldOf(allowed)).toEqual([]);
  });

  test("holds only deletions of what is protected from deletion", () => {
    const gone = planOf({ wanted: [www, ...hosts(3)], there, last: there });
    expect(heldOf(gone)).toEqual(["example.com. MX delete: protected-name"]);
    const moved = [www, rrset("@ MX", "20 mail"), ...hosts(3)];
    expect(heldOf(planOf({ wanted: moved, there, last: there }))).toEqual([]);
  });
});

describe("apex-ns, ds-change", () => {
  test("mode additive deletes no NS that were added at the apex", () => {
    const sketch: Sketch = {
      wanted: [apexNs, www],
      there: [apexNs, www],
      last: [www],
      translation: { rrsets: [www] },
      capabilities: { apexNs: "setting" },
      allow: ["apex-ns"],
    };
    expect(changesOf(planOf(sketch))).toEqual(["example.com. NS delete: drift"]);
    expect(changesOf(planOf({ ...sketch, policy: { mode: "additive" } }))).toEqual([]);
  });

  test("hold changes of NS at the apex and of DS, and nothing else", () => {
    const there = [apexNs, dsOf("sub"), rrset("sub NS", "ns.sub"), www];
    const newNs = rrset("@ NS 3600", ["ns1.example.net.", "ns3.example.net."]);
    const wanted = [newNs, dsOf("sub", 2), rrset("sub NS", "ns2.sub"), wwwMoved];
    const sketch = { wanted, there, last: there };
    const part = planOf(sketch);
    expect(heldOf(part)).toEqual([
      "example.com. NS update: apex-ns",
      "sub.example.com. DS update: ds-change",
    ]);
    expect(changesOf(part)).toHaveLength(2);
    expect(heldOf(planOf({ ...sketch, allow: ["apex-ns", "ds-change"] }))).toEqual([]);
  });

  test("addresses of nameservers stay while NS that name them may not be changed", () => {
    const there = [rrset("@ NS", "NS1.Example.com."), rrset("ns1 A", "192.0.2.53"), www];
    const wanted = [rrset("@ NS", "ns9"), rrset("ns9 A", "192.0.2.54"), www];
    const sketch: Sketch = { wanted, there, last: there, policy: { safety: openSafety } };
    const [held, allowed] = lifted(sketch, "apex-ns");
    expect(heldOf(held)).toEqual([
      "example.com. NS update: apex-ns",
      "ns1.example.com. A delete: apex-ns",
    ]);
    expect(changesOf(held)).toEqual(["ns9.example.com. A create: pending"]);
    expect(changesOf(allowed)).toContain("ns1.example.com. A delete: pending");
  });

  test("a delegation stays while its DS may not be deleted", () => {
    const there = [www, rrset("sub NS", "ns.sub"), dsOf("sub")];
    const part = planOf({ wanted: [www], there, last: there, policy: { safety: openSafety } });
    expect(heldOf(part)).toEqual([
      "sub.example.com. NS delete: ds-change",
      "sub.example.com. DS delete: ds-change",
    ]);
    expect(part.held[0]?.refusal.message).toBe('waits for "sub.example.com. DS delete"');
  });
});

describe("foreign-rrset", () => {
  test("holds what would overwrite somebody else's RRset; mirror overwrites", () => {
    const sketch: Sketch = { wanted: [wwwMoved], there: [www], last: [] };
    const [held, allowed] = lifted(sketch, "foreign-rrset");
    expect(heldOf(held)).toEqual(["www.example.com. A update: foreign-rrset"]);
    expect(changesOf(allowed)).toEqual(["www.example.com. A update: conflict"]);
    const mirror = planOf({ ...sketch, policy: { mode: "mirror" } });
    expect(changesOf(mirror)).toEqual(["www.example.com. A update: conflict"]);
  });

  test("mirror does not overwrite what `keep` names, unless it is ours", () => {
    const policy = { mode: "mirror", keep: [{ owner: "www", types: ["A"] }] } as const;
    const sketch: Sketch = { wanted: [wwwMoved], there: [www], last: [], policy };
    const [held, allowed] = lifted(sketch, "foreign-rrset");
    expect(heldOf(held)).toEqual(["www.example.com. A update: foreign-rrset"]);
    expect(held.held[0]?.refusal.message).toBe('somebody else made it, and `keep` has "www A"');
    expect(changesOf(allowed)).toHaveLength(1);
    expect(changesOf(planOf({ ...sketch, last: [www] }))).toHaveLength(1);
  });

  test("holds what cannot stand beside somebody else's RRset; allowed, that goes", () => {
    const alias = rrset("www CNAME", "host");
    const [held, allowed] = lifted({ wanted: [alias], there: [www], last: [] }, "foreign-rrset");
    expect(heldOf(held)).toEqual(["www.example.com. CNAME create: foreign-rrset"]);
    expect(held.held[0]?.refusal.message).toContain("www.example.com. A is in the way");
    expect(changesOf(allowed)).toEqual([
      "www.example.com. A delete: drift",
      "www.example.com. CNAME create: pending",
    ]);
    expect(allowed.foreign).toEqual([]);
  });
});

describe("name-taken, opaque-record", () => {
  test("additive does not delete what is in the way", () => {
    const sketch: Sketch = {
      wanted: [rrset("www CNAME", "host")],
      there: [www],
      last: [www],
      policy: { mode: "additive" },
    };
    const [held, allowed] = lifted(sketch, "name-taken");
    expect(heldOf(held)).toEqual(["www.example.com. CNAME create: name-taken"]);
    expect(changesOf(allowed)).toEqual([
      "www.example.com. A delete: pending",
      "www.example.com. CNAME create: pending",
    ]);
  });

  test("nothing lifts what the adapter does not understand", () => {
    const opaque = [{ owner: www.owner, type: 1, what: "a traffic policy instance" }];
    const [held, allowed] = lifted({ wanted: [www], more: { opaque } }, "opaque-record");
    for (const part of [held, allowed]) {
      expect(part.held[0]?.refusal).toEqual({
        code: "opaque-record",
        message:
          "a traffic policy instance is in the way; take it out there, or the RRset out of the zone file",
        lift: "",
      });
    }
  });
});

describe("conflict", () => {
  const sketch = { wanted: [wwwMoved], there: [rrset("www A", "192.0.2.3")], last: [www] };

  test.each(["owned", "additive"] as const)("is held in mode %s", (mode) => {
    const [held, allowed] = lifted({ ...sketch, policy: { mode } }, "conflict");
    expect(heldOf(held)).toEqual(["www.example.com. A update: conflict"]);
    expect(changesOf(allowed)).toEqual(["www.example.com. A update: conflict"]);
  });

  test("the zone file wins in mode mirror", () => {
    const part = planOf({ ...sketch, policy: { mode: "mirror" } });
    expect(changesOf(part)).toEqual(["www.example.com. A update: conflict"]);
  });

  test("a drift is no conflict: it is put back", () => {
    const part = planOf({ wanted: [www], there: [wwwMoved], last: [www] });
    expect(changesOf(part)).toEqual(["www.example.com. A update: drift"]);
  });
});

describe("adopted-drift", () => {
  const sketch: Sketch = { wanted: [www], there: [wwwMoved], last: [www] };

  test("keeps what the zone file is to take over, by class", () => {
    const [held, allowed] = lifted({ ...sketch, policy: { adopt: ["value"] } }, "adopted-drift");
    expect(heldOf(held)).toEqual(["www.example.com. A update: adopted-drift"]);
    expect(changesOf(allowed)).toEqual(["www.example.com. A update: drift"]);
    expect(heldOf(planOf({ ...sketch, policy: { adopt: ["ttl", "extra", "missing"] } }))).toEqual(
      [],
    );
  });

  test("does not hold what the zone file changed", () => {
    const pending = { wanted: [wwwMoved], there: [www], last: [www] };
    expect(heldOf(planOf({ ...pending, policy: { adopt: ["value"] } }))).toEqual([]);
  });
});

describe("refused-loss", () => {
  const loss: Loss = {
    code: "type-not-taken",
    severity: "refused",
    owner: www.owner,
    type: www.type,
    message: "Plain DNS takes no A",
    hint: "",
  };

  test("holds an RRset that only goes bent", () => {
    const sketch = {
      wanted: [wwwMoved],
      there: [www],
      last: [www],
      translation: { losses: [loss] },
    };
    const [held, allowed] = lifted(sketch, "refused-loss");
    expect(heldOf(held)).toEqual(["www.example.com. A update: refused-loss"]);
    expect(held.held[0]?.refusal.message).toBe("Plain DNS takes no A");
    expect(changesOf(allowed)).toHaveLength(1);
  });

  test("shows as held what cannot go at all, until that is allowed", () => {
    const sketch = { wanted: [www], translation: { rrsets: [], losses: [loss] } };
    const [held, allowed] = lifted(sketch, "refused-loss");
    expect(heldOf(held)).toEqual(["www.example.com. A create: refused-loss"]);
    expect([allowed.held, allowed.changes]).toEqual([[], []]);
    expect(allowed.losses).toHaveLength(1);
  });

  test("holds nothing that the configuration says a provider may do without", () => {
    const policy = { acceptLosses: [{ owner: "www", types: ["A"] }] };
    const part = planOf({ wanted: [www], policy, translation: { rrsets: [], losses: [loss] } });
    expect([part.held, part.changes]).toEqual([[], []]);
  });

  test("a lesser loss holds nothing", () => {
    const degraded = { ...loss, severity: "degraded" as const };
    expect(heldOf(planOf({ wanted: [www], translation: { losses: [degraded] } }))).toEqual([]);
  });
});

describe("quarantined", () => {
  const refused = {
    key: keyOf(www),
    digest: rrsetDigest(www),
    reason: "bad value",
    sinceMs: nowMs,
  };

  test("holds exactly what the provider refused", () => {
    const last = lastApplied([], { quarantined: [refused] });
    const [held, allowed] = lifted({ wanted: [www], last }, "quarantined");
    expect(held.held[0]?.refusal.message).toBe("refused by the provider on 2026-11-22: bad value");
    expect(heldOf(allowed)).toEqual([]);
    expect(heldOf(planOf({ wanted: [wwwMoved], last }))).toEqual([]);
  });
});

describe("what waits for what is held", () => {
  test("neither half of a replacement goes without the other", () => {
    const alias = rrset("www CNAME", "host");
    const sketch = { wanted: [alias, rrset("b A", "192.0.2.9")], there: [www], last: [www] };
    for (const types of [["CNAME"], ["A"]]) {
      const part = planOf({ ...sketch, policy: { protect: [{ owner: "www", types }] } });
      expect(heldOf(part)).toEqual([
        "www.example.com. A delete: protected-name",
        "www.example.com. CNAME create: protected-name",
      ]);
      expect(changesOf(part)).toEqual(["b.example.com. A create: pending"]);
    }
  });

  test("a new delegation waits for nothing, its DS for the delegation", () => {
    const there = hosts(2);
    const wanted = [...there, rrset("sub NS", "ns.sub"), dsOf("sub")];
    const policy = { protect: [{ owner: "sub", types: ["NS"] }] };
    const part = planOf({ wanted, there, last: there, policy, allow: ["ds-change"] });
    expect(heldOf(part)).toEqual([
      "sub.example.com. NS create: protected-name",
      "sub.example.com. DS create: protected-name",
    ]);
  });
});

test("a gate that is lifted leaves the others standing", () => {
  const there = [apexNs, ...hosts(20)];
  const part = planOf({ wanted: [apexNs], there, last: there, allow: ["empty-source"] });
  expect(codesOf(part)).toEqual(["shrunken-source", "too-many-deletes"]);
});

test("the apex of the sketch is what patterns are relative to", () => {
  expect(apexNs.owner).toEqual(apex);
});

const openSafety = { deletesMax: 1, updatesMax: 1, fromRecords: 10, shrinkMax: 1 };

function dsOf(owner: string, tag = 1) {
  return rrset(`${owner} DS`, `${tag} 8 2 ${"ab".repeat(32)}`);
}

function rdataOf(type: string): string {
  const texts: { readonly [type: string]: string } = {
    A: "192.0.2.1",
    AAAA: "2001:db8::1",
    TXT: '"t"',
    MX: "10 mail",
    CAA: '0 issue "ca.example"',
    SSHFP: `1 1 ${"ab".repeat(20)}`,
    LOC: "0 0 0 N 0 0 0 E 0m",
    RP: ". .",
    PTR: "ptr",
    URI: '1 1 "u"',
    HINFO: '"c" "o"',
  };
  return texts[type]!;
}
