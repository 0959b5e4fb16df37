import { describe, expect, it } from "vitest";
import { ZoneChecker } from "../../../src/check/zone-checker.js";
import { memoryFiles } from "../../../src/zone/zone-text.js";
import { aliasRules } from "../../../validators/aliases/aliases.js";

const head = `$ORIGIN example.com.
$TTL 3600
@ SOA ns1.example.net. hostmaster.example.net. 1 14400 3600 1209600 3600
@ NS ns1.example.net.
`;

function toldOf(records: string): string[] {
  const path = "/zones/example.com.zone";
  const files = memoryFiles({ [path]: head + records });
  return new ZoneChecker({ files, rules: aliasRules, now: 0 })
    .check({ path, root: "/zones" })
    .diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

const lines = (...records: readonly string[]) => `${records.join("\n")}\n`;

describe("an alias", () => {
  it("to itself is a loop", () => {
    expect(toldOf("a CNAME a\n")).toEqual([
      "cname-loop: the alias a.example.com. leads back to itself",
    ]);
  });

  it("at a wildcard that its target is made from is a loop", () => {
    expect(toldOf("*.any CNAME some.any\n")).toEqual([
      "cname-loop: the alias *.any.example.com. leads back to itself",
    ]);
  });

  it("that leads into a loop is told so, with the alias where it enters", () => {
    expect(toldOf(lines("c CNAME a", "a CNAME b", "b CNAME a", "d CNAME c"))).toEqual([
      "cname-loop: the alias c.example.com. leads into the loop at a.example.com.",
      "cname-loop: the alias a.example.com. leads back to itself",
      "cname-loop: the alias b.example.com. leads back to itself",
      "cname-loop: the alias d.example.com. leads into the loop at a.example.com.",
    ]);
  });

  it("through a DNAME that leads back is a loop", () => {
    expect(toldOf(lines("www.new CNAME www.old", "old DNAME new"))).toEqual([
      "cname-loop: the alias www.new.example.com. leads on and on, and never to data",
    ]);
  });

  it("through a DNAME that leads to data is fine", () => {
    expect(toldOf(lines("www CNAME www.old", "old DNAME new", "www.new A 192.0.2.1"))).toEqual([]);
  });

  it("to a name below a zone cut, or in a zone that is not here, is not judged", () => {
    const cut = "eu NS ns1.example.net.";
    expect(toldOf(lines(cut, "a CNAME www.eu", "b CNAME eu", "c CNAME example.org."))).toEqual([]);
  });

  it("that stands below a zone cut itself is not judged by its target", () => {
    expect(toldOf(lines("eu NS ns1.example.net.", "a.eu CNAME gone"))).toEqual([]);
  });

  it("in upper case leads where it leads in lower case", () => {
    expect(toldOf(lines("a CNAME B.EXAMPLE.COM.", "b A 192.0.2.1"))).toEqual([]);
  });
});

describe("a chain of aliases", () => {
  const chain = (length: number, last: string) =>
    Array.from({ length }, (_, i) => `n${i} CNAME ${i + 1 < length ? `n${i + 1}` : last}\n`).join(
      "",
    );

  it("is as long as its steps, counted from each alias", () => {
    const told = toldOf(chain(6, "www.example.net."));
    expect(told).toEqual([
      "cname-chain: n0.example.com. takes 6 aliases to its end; at most 4 are wanted",
      "cname-chain: n1.example.com. takes 5 aliases to its end; at most 4 are wanted",
    ]);
  });

  it("of a hundred thousand is followed to its end, and told within bounds", () => {
    const told = toldOf(chain(100_000, "n0"));
    expect(told.length).toBe(101);
    expect(told.filter((message) => message.endsWith("leads back to itself")).length).toBe(100);
  }, 20_000);
});

describe("a DNAME", () => {
  it("to names of which some exist is fine, though the target itself has nothing", () => {
    expect(toldOf(lines("old DNAME new", "www.new A 192.0.2.1"))).toEqual([]);
  });

  it("that makes names longer and longer is told once", () => {
    expect(toldOf("old DNAME a.b.c.old\n")).toEqual([
      "dname-loop: names below old.example.com. are redirected without end",
    ]);
  });

  it("that a wildcard alias leads back to is a loop", () => {
    expect(toldOf(lines("old DNAME new", "*.new CNAME some.old"))).toEqual([
      "dname-loop: names below old.example.com. are redirected without end",
      "cname-loop: the alias *.new.example.com. leads on and on, and never to data",
    ]);
  });
});

describe("a wildcard", () => {
  it("is said to be blocked once for a name, however many names are below that", () => {
    const told = toldOf(lines("* A 192.0.2.1", "a.dev A 192.0.2.2", "b.dev A 192.0.2.3"));
    expect(told).toEqual([
      "wildcard-blocked: a.dev.example.com. makes dev.example.com. exist, so *.example.com. gives it no address",
    ]);
  });

  it("is not said to be blocked by names of services, of delegations and of other wildcards", () => {
    const records = ["* A 192.0.2.1", "_sip._tcp SRV 0 0 5060 a", "a A 192.0.2.2"];
    expect(toldOf(lines(...records, "eu NS ns1.example.net.", "_acme TXT x"))).toEqual([]);
  });

  it("that gives no addresses is not said to be blocked", () => {
    expect(toldOf(lines("* MX 10 mail.example.net.", "a TXT x"))).toEqual([]);
  });
});
