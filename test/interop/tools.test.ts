import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readZoneRecords } from "./compare/zone-records.js";
import { presentPeers } from "./peers/catalogue.js";
import { fivenines, serverId } from "./peers/fivenines.js";
import { launchPeer, programPath, type RunningPeer } from "./peers/launch.js";
import { unboundInFrontOf } from "./peers/unbound.js";
import { askUdp } from "./wire/client.js";
import { rcodeName, rcodes, typeCodes, typeName } from "./wire/codes.js";
import { decodeMessage } from "./wire/decode.js";
import { encodeQuery } from "./wire/query.js";

const zonesFolder = resolve(import.meta.dirname, "zones/torture");
const apexes = readdirSync(zonesFolder).map((file) => file.replace(/\.zone$/, ""));
let server: RunningPeer;
beforeAll(async () => {
  server = await launchPeer(fivenines, { zonesFolder, apexes });
});
afterAll(() => server?.stop());

/** What the tool prints about one question, with runs of blanks made one. */
function run(tool: string, ...args: string[]): string {
  const output = execFileSync(programPath(tool) ?? tool, args, { encoding: "utf8" });
  return output.replace(/[ \t]+/g, " ");
}

const dig = (...args: string[]) =>
  run("dig", "@127.0.0.1", "-p", String(server.port), "+norec", "+tries=1", "+time=3", ...args);
const kdig = (...args: string[]) =>
  run("kdig", "@127.0.0.1", "-p", String(server.port), "+norec", "+retry=0", ...args);

describe.skipIf(absent("dig"))("dig", () => {
  test("shows an authoritative answer", () => {
    const output = dig("target.torture.example", "A");
    expect(output).toContain("status: NOERROR");
    expect(output).toContain("flags: qr aa;");
    expect(output).toContain("target.torture.example. 3600 IN A 192.0.2.30");
  });

  test("accepts our server cookie and sends it back", () => {
    const first = dig("target.torture.example", "A", "+cookie=0102030405060708");
    const cookie = /; COOKIE: ([0-9a-f]{48}) \(good\)/.exec(first)?.[1];
    expect(cookie?.slice(0, 16)).toBe("0102030405060708");
    const second = dig("target.torture.example", "A", `+cookie=${cookie}`);
    expect(second).toContain("(good)");
  });

  test("is told the name of the server", () => {
    expect(dig("target.torture.example", "A", "+nsid")).toContain(`("${serverId}")`);
  });

  test("is told over TCP how long a connection may stay, and gets padding for padding", () => {
    const output = dig("target.torture.example", "A", "+tcp", "+keepalive", "+padding=128");
    expect(output).toContain("; TCP KEEPALIVE: 10.0 secs");
    expect(output).toMatch(/; PAD: \(\d+ bytes\)/);
  });

  test("sees why a foreign name is refused", () => {
    const output = dig("www.nowhere.test", "A");
    expect(output).toContain("status: REFUSED");
    expect(output).toContain("; EDE: 20 (Not Authoritative)");
  });

  test("asks again over TCP when an answer does not fit", () => {
    const output = dig("a250.big.example", "A");
    expect(output).toContain("(TCP)");
    expect(output.match(/IN A 198\.51\.100\./g)).toHaveLength(250);
  });

  test("prints the data of every type as the zone has it", () => {
    const records = readZoneRecords(zonesFolder, "types.example");
    const differing = records.filter((record) => {
      const printed = dig("+short", record.owner, typeName(record.type)).trim().split("\n");
      const wanted = record.rdata.replace(/[ \t]+/g, " ").trim();
      return !printed.map((line) => line.trim()).includes(wanted);
    });
    expect(differing).toEqual([]);
  });
});

describe.skipIf(absent("kdig"))("kdig", () => {
  test("shows an answer over UDP and over TCP", () => {
    for (const transport of ["+notcp", "+tcp"]) {
      const output = kdig("www.plain.example", "A", transport);
      expect(output).toContain("status: REFUSED");
      expect(kdig("target.torture.example", "AAAA", transport)).toContain("2001:db8::30");
    }
  });

  test("follows a DNAME as it is told", () => {
    const output = kdig("www.old.alias.example", "A");
    expect(output).toContain("old.alias.example. 600 IN DNAME new.alias.example.");
    expect(output).toContain("www.old.alias.example. 600 IN CNAME www.new.alias.example.");
    expect(output).toContain("www.new.alias.example. 600 IN A 192.0.2.70");
  });
});

describe.skipIf(absent("drill"))("drill", () => {
  test("shows a referral with its glue", () => {
    const output = run(
      "drill",
      "-p",
      String(server.port),
      "@127.0.0.1",
      "-o",
      "rd",
      "www.cut.torture.example",
      "A",
    );
    expect(output).toContain(
      "cut.torture.example.\t300\tIN\tNS\tns.cut.torture.example.".replaceAll("\t", " "),
    );
    expect(output).toContain("ns.cut.torture.example. 3600 IN A 192.0.2.40");
  });
});

describe.skipIf(absent("unbound"))("Unbound with every hardening on", () => {
  let resolver: RunningPeer;
  beforeAll(async () => {
    resolver = await launchPeer(unboundInFrontOf(server.port, apexes), { zonesFolder, apexes: [] });
  });
  afterAll(() => resolver?.stop());

  test("resolves every owner of the zones", async () => {
    const questions = apexes.flatMap((apex) => {
      const records = readZoneRecords(zonesFolder, apex);
      const byName = new Map(records.map((record) => [`${record.owner} ${record.type}`, record]));
      return [...byName.values()].filter((record) => !isHidden(record.owner));
    });
    const queries = questions.map((record) =>
      encodeQuery({ id: 0, name: record.owner, type: record.type, flags: 0x0100 }),
    );
    const answers = await askUdp(resolver.port, queries);
    const failed = questions.flatMap((record, at) => {
      const bytes = answers[at];
      const message = bytes === undefined ? undefined : decodeMessage(bytes);
      const found = message?.tc || message?.answer.some((answer) => answer.type === record.type);
      if (found === true) return [];
      const rcode = message === undefined ? "no answer" : rcodeName(message.rcode);
      return [`${record.owner} ${typeName(record.type)}: ${rcode}`];
    });
    expect(failed).toEqual([]);
  });

  test("finds what is behind wildcards, empty non-terminals, aliases and DNAMEs", async () => {
    const table: readonly [string, number, number][] = [
      ["anything.wild.torture.example.", typeCodes.A, 1],
      ["d.e.f.torture.example.", typeCodes.A, 0],
      ["a.b.c.d.e.f.torture.example.", typeCodes.A, 1],
      ["c1.torture.example.", typeCodes.A, 5],
      ["toother.torture.example.", typeCodes.AAAA, 2],
      ["www.old.alias.example.", typeCodes.A, 3],
      ["www.d1.alias.example.", typeCodes.A, 7],
      ["none.ent.torture.example.", typeCodes.A, -1],
    ];
    const queries = table.map(([name, type]) => encodeQuery({ id: 0, name, type, flags: 0x0100 }));
    const answers = await askUdp(resolver.port, queries);
    const outcomes = answers.map((bytes) => {
      const message = decodeMessage(bytes ?? Buffer.alloc(12));
      return message.rcode === rcodes.NXDOMAIN ? -1 : message.answer.length;
    });
    expect(outcomes).toEqual(table.map(([, , wanted]) => wanted));
  });
});

test("the tools of this test are installed", () => {
  // In continuous integration a missing tool must not pass for a tested one.
  presentPeers();
  const missing = ["dig", "kdig", "drill", "unbound"].filter(absent);
  if (process.env.CI === "true") expect(missing).toEqual([]);
  else if (missing.length > 0) console.warn(`skipped: not installed: ${missing.join(", ")}`);
});

function absent(tool: string): boolean {
  return programPath(tool) === undefined;
}

/** Below a cut, or an alias that leads nowhere: not for a resolver that asks this server alone. */
function isHidden(owner: string): boolean {
  const cuts =
    /(^|\.)(cut|cutmany|sib|sub|sibling|outer|othercut|lame|noglue|self-ns|secure|deepcut\.a\.b\.c)\.[a-z.]*example\.$/;
  return cuts.test(owner);
}
