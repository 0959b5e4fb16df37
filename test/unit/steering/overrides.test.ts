import { describe, expect, it } from "vitest";
import { matchesTarget, OverrideList } from "../../../src/steering/overrides.js";
import type { Override } from "../../../src/steering/state.js";
import { zoneOfSketch } from "../../steering-sketch.js";

const [rrset] = zoneOfSketch({
  rrsets: [
    {
      policy: {
        kind: "failover",
        members: [{ name: "eu", targets: [{ value: "192.0.2.10", group: "rack-a" }] }],
      },
    },
  ],
}).rrsets;
const target = rrset!.targets[0]!;

describe("a pattern", () => {
  it.each([
    "www.example.com./eu/192.0.2.10",
    "www.example.com/eu/192.0.2.10",
    "192.0.2.10",
    "eu/192.0.2.10",
    "eu/*",
    "www.example.com.",
    "WWW.example.com",
    "group:rack-a",
    "group:*",
    "192.0.2.*",
    "*.10",
    "*2*1*",
    "*",
    "**",
  ])("means the target: %s", (pattern) => {
    expect(matchesTarget(pattern, target, rrset!)).toBe(true);
  });

  it.each([
    "",
    "192.0.2.1",
    "92.0.2.10",
    "group:rack",
    "eu",
    "us/*",
    "example.com.",
    "*.1",
    "\\*",
    "1*1*1*1",
  ])("does not mean it: %j", (pattern) => {
    expect(matchesTarget(pattern, target, rrset!)).toBe(false);
  });

  it.each(["2001:db8:0:0::A", "eu/2001:0db8::a", "www.example.com/eu/2001:DB8::000a"])(
    "may spell an IPv6 address as people do: %s",
    (pattern) => {
      const value = "2001:db8::a";
      const six = { ...target, value, id: `www.example.com./eu/${value}` };
      expect(matchesTarget(pattern, six, rrset!)).toBe(true);
      expect(matchesTarget(pattern, target, rrset!)).toBe(false);
    },
  );

  it("takes no longer than its length when it means no good", () => {
    const owner = `${"a".repeat(60)}.${"a".repeat(60)}.example.com.`;
    const long = { ...target, id: `${owner}/eu/192.0.2.10` };
    const hostile = `${"*a".repeat(5000)}*b`;
    expect(matchesTarget(hostile, long, { owner })).toBe(false);
  });

  it("may name a wildcard owner", () => {
    const wild = { ...target, id: "*.example.com./eu/192.0.2.10" };
    expect(matchesTarget("\\*.example.com./*", wild, { owner: "*.example.com." })).toBe(true);
    expect(matchesTarget("\\*.example.com./*", target, rrset!)).toBe(false);
  });
});

describe("orders", () => {
  const order = (pattern: string, action: Override["action"], untilMs: number | null = null) =>
    ({ pattern, action, untilMs, atMs: 0, who: "ann", why: "", source: "file" }) as const;

  it("decide from the last to the first, those that are over passed over", () => {
    const orders = [order("*", "down"), order("eu/*", "drain", 100), order("us/*", "up")];
    const deciding = (nowMs: number) =>
      new OverrideList(orders, nowMs).deciding(target, rrset!.owner)?.action;
    expect(deciding(99)).toBe("drain");
    expect(deciding(100)).toBe("down");
    expect(new OverrideList(orders, 99).endsAtMs).toBe(100);
    expect(new OverrideList(orders, 100).endsAtMs).toBeNull();
  });
});
