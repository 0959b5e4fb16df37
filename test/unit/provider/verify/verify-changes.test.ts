import { afterEach, describe, expect, it } from "vitest";
import { nameToText } from "../../../../src/dns/name-text.js";
import { typeName } from "../../../../src/dns/rr/registry.js";
import type { Provider } from "../../../../src/provider/contract/provider.js";
import type { VerifyReport, VerifyTask } from "../../../../src/provider/contract/verification.js";
import { realAskPort } from "../../../../src/provider/verify/ask.js";
import { openVerifier } from "../../../../src/provider/verify/verify-changes.js";
import {
  changesBetween,
  NameserverLab,
  providerAt,
  providerZone,
  rrsetsOf,
  steppingClock,
} from "../../../support/zone-lab.js";

const lab = new NameserverLab();
afterEach(() => lab.close());

let id = 0;
const port = realAskPort(2000, () => ++id & 0xffff);

interface Round {
  readonly before: string;
  readonly after: string;
  /** What the second of two nameservers serves; the first serves `after`. */
  readonly served: string;
  readonly more?: Partial<VerifyTask>;
  readonly knowsRest?: boolean;
}

async function verifyTwo({ before, after, served, more, knowsRest = true }: Round) {
  const good = await lab.start(after);
  const other = await lab.start(served);
  const verify = openVerifier({ port, clock: steppingClock() });
  return verify({
    provider: providerAt([good.server, other.server]),
    zone: providerZone,
    changes: changesBetween(rrsetsOf(before), rrsetsOf(after)),
    ...(knowsRest ? { served: rrsetsOf(after) } : {}),
    policy: { deadlineMs: 0, everyMs: 1000 },
    ...more,
  });
}

/** Findings, a line each; those over TCP are the same. */
function told({ findings }: VerifyReport): string[] {
  return findings
    .filter(({ transport }) => transport === "udp")
    .map(({ nameserver, owner, type, verdict, detail }) =>
      [nameserver.name, nameToText(owner), typeName(type), verdict, detail].join(" "),
    );
}

const old = "www A 192.0.2.1\n";

describe("a change that all nameservers serve", () => {
  it("matches, over UDP and over TCP", async () => {
    const after = 'www A 192.0.2.2\ntxt TXT "a" "b"\nmx MX 10 Mail\n';
    const report = await verifyTwo({ before: old, after, served: after });
    expect(report).toMatchObject({ asked: 3, matched: 3, findings: [], outcome: "equal" });
  });

  it("is asked of every nameserver twice, once a transport", async () => {
    const { server } = await lab.start("www A 192.0.2.2\n");
    const verify = openVerifier({ port, clock: steppingClock() });
    await verify({
      provider: providerAt([server]),
      zone: providerZone,
      changes: changesBetween(rrsetsOf(old), rrsetsOf("www A 192.0.2.2\n")),
      policy: { deadlineMs: 60_000, everyMs: 1000 },
    });
    expect(server.asked).toEqual({ udp: 1, tcp: 1 });
  });
});

describe("a nameserver that is behind", () => {
  it.each([
    [
      "an update",
      old,
      "www A 192.0.2.2\n",
      "expected 192.0.2.2 with TTL 300, found A 192.0.2.1 with TTL 300",
    ],
    [
      "a TTL",
      old,
      "www 3600 A 192.0.2.1\n",
      "expected 192.0.2.1 with TTL 3600, found A 192.0.2.1 with TTL 300",
    ],
    ["a creation", "", old, "expected 192.0.2.1 with TTL 300, found NXDOMAIN"],
    ["a deletion", old, "", "expected NXDOMAIN, found A 192.0.2.1 with TTL 300"],
  ])("is stale after %s", async (_, before, after, detail) => {
    const report = await verifyTwo({ before, after, served: before });
    expect(told(report)).toEqual([`ns2.example.com. www.example.com. A stale ${detail}`]);
    expect(report).toMatchObject({ asked: 1, matched: 0, outcome: "unequal" });
  });

  it("is stale of a deletion, too, if the rest of the zone is not known", async () => {
    const report = await verifyTwo({ before: old, after: "", served: old, knowsRest: false });
    expect(report.findings.map(({ verdict }) => verdict)).toEqual(["stale", "stale"]);
  });
});

describe("a nameserver that serves something wrong", () => {
  const long = `txt TXT "${"x".repeat(200)}" "${"y".repeat(100)}"\n`;

  it.each([
    [
      "a TXT with quotes that are not meant",
      'txt TXT "v=spf1 -all"\n',
      'txt TXT "\\"v=spf1 -all\\""\n',
      'expected "v=spf1 -all" with TTL 300, found TXT "\\"v=spf1 -all\\"" with TTL 300',
    ],
    [
      "a backslash that is not meant",
      'txt TXT "a;b"\n',
      'txt TXT "a\\\\;b"\n',
      'expected "a;b" with TTL 300, found TXT "a\\\\;b" with TTL 300',
    ],
    [
      "a higher TTL",
      "www 60 A 192.0.2.1\n",
      "www 300 A 192.0.2.1\n",
      "expected 192.0.2.1 with TTL 60, found A 192.0.2.1 with TTL 300",
    ],
    [
      "a lower TTL",
      "www 60 A 192.0.2.1\n",
      "www 1 A 192.0.2.1\n",
      "expected 192.0.2.1 with TTL 60, found A 192.0.2.1 with TTL 1",
    ],
    [
      "an address too many",
      "www A 192.0.2.1\n",
      "www A 192.0.2.1\nwww A 192.0.2.2\n",
      "expected 192.0.2.1 with TTL 300, found A 192.0.2.1, 192.0.2.2 with TTL 300",
    ],
    [
      "one too few",
      "www A 192.0.2.1\nwww A 192.0.2.2\n",
      "www A 192.0.2.2\n",
      "expected 192.0.2.1, 192.0.2.2 with TTL 300, found A 192.0.2.2 with TTL 300",
    ],
    [
      "a target without its dot",
      "mx MX 10 mail.example.net.\n",
      "mx MX 10 mail.example.net\n",
      "expected 10 mail.example.net. with TTL 300, found MX 10 mail.example.net.example.com. with TTL 300",
    ],
    [
      "a CNAME in place of an address",
      "www A 192.0.2.1\n",
      "www CNAME web\n",
      "expected 192.0.2.1 with TTL 300, found CNAME web.example.com. with TTL 300",
    ],
  ])("is found: %s", async (_, after, served, detail) => {
    const report = await verifyTwo({ before: "other A 192.0.2.9\n", after, served });
    const wrong = report.findings.filter(({ verdict }) => verdict === "wrong");
    expect(wrong.map((finding) => finding.detail)).toEqual([detail, detail]);
    expect(wrong.map(({ transport }) => transport)).toEqual(["udp", "tcp"]);
  });

  it("matches where only the form differs: case of names, strings of a TXT, order", async () => {
    const after = `${long}mx MX 10 Mail.Example.COM.\nwww A 192.0.2.2\nwww A 192.0.2.1\n`;
    const served = `txt TXT "${"x".repeat(200)}${"y".repeat(50)}" "${"y".repeat(50)}"\nmx MX 10 mail\nwww A 192.0.2.1\nwww A 192.0.2.2\n`;
    const report = await verifyTwo({ before: "", after, served });
    expect(told(report)).toEqual([]);
  });
});

describe("what is deleted", () => {
  const gone = "www A 192.0.2.1\n";
  it.each([
    ["the name is gone", "", "", []],
    ["the name has something else", "www TXT x\n", "www TXT x\n", []],
    ["something is below the name", "a.www A 192.0.2.7\n", "a.www A 192.0.2.7\n", []],
    ["a wildcard answers in its place", "* A 192.0.2.7\n", "* A 192.0.2.7\n", []],
    ["a wildcard without the type answers", "* TXT x\n", "* TXT x\n", []],
    ["a CNAME stands there now", "www CNAME ns1\n", "www CNAME ns1\n", []],
    [
      "a nameserver denies a name that is there",
      "www TXT x\n",
      "",
      ["expected no data (the name is there), found NXDOMAIN"],
    ],
    [
      "a wildcard should answer and does not",
      "* A 192.0.2.7\n",
      "",
      ["expected 192.0.2.7 with TTL 300, found NXDOMAIN"],
    ],
    [
      "a wildcard answers that should not",
      "",
      "* A 192.0.2.7\n",
      ["expected NXDOMAIN, found A 192.0.2.7 with TTL 300"],
    ],
  ])("is judged by the rest of the zone: %s", async (_, rest, served, details) => {
    const report = await verifyTwo({
      before: rest.includes("CNAME") ? gone : gone + rest,
      after: rest,
      served,
    });
    expect(
      report.findings.filter((one) => one.transport === "udp").map((one) => one.detail),
    ).toEqual(details);
  });
});

describe("a wildcard", () => {
  const [before, after] = ["*.w A 192.0.2.1\n", "*.w A 192.0.2.2\nwww.w A 192.0.2.3\n"];

  /** What a nameserver answers for the wildcard itself, and from it for names that are not there. */
  async function verifyDivided(own: string, below: string) {
    const { server } = await lab.start(after.replace("192.0.2.2", own));
    const hex = (address: string) => Buffer.from(address.split(".").map(Number)).toString("hex");
    server.faults.distort = (one) => {
      const isMadeUp = one.owner.some((label) => label.startsWith("probe-"));
      return isMadeUp ? { ...one, rdata: [hex(below)] } : one;
    };
    return openVerifier({ port, clock: steppingClock() })({
      provider: providerAt([server]),
      zone: providerZone,
      changes: changesBetween(rrsetsOf(before), rrsetsOf(after)).filter(
        ({ kind }) => kind === "update",
      ),
      served: rrsetsOf(after),
      policy: { deadlineMs: 0, everyMs: 1000 },
    });
  }

  it("is asked by its own name and by one that is not there, over both transports", async () => {
    const report = await verifyDivided("192.0.2.2", "192.0.2.2");
    expect(report).toMatchObject({ asked: 2, matched: 2, outcome: "equal" });
  });

  it("is found stale where only its own name has the change", async () => {
    const report = await verifyDivided("192.0.2.2", "192.0.2.1");
    expect(report).toMatchObject({ asked: 2, matched: 1, outcome: "unequal" });
    expect(report.findings.map(({ transport, verdict }) => `${transport} ${verdict}`)).toEqual([
      "udp stale",
      "tcp stale",
    ]);
    expect(nameToText(report.findings[0]!.owner)).toMatch(/^probe-[0-9a-f]{8}\.w\.example\.com\.$/);
  });

  it("that is deleted must be gone for other names, too", async () => {
    const report = await verifyTwo({
      before: "*.w A 192.0.2.1\nx.w A 192.0.2.9\n",
      after: "x.w A 192.0.2.9\n",
      served: "x.w A 192.0.2.9\n",
    });
    expect(report).toMatchObject({ asked: 2, matched: 2, findings: [] });
  });

  it.each(["*.w NS ns.example.net.\n", `*.w DS 1 13 2 ${"ab".repeat(32)}\n`])(
    "of a type that is not defined for it is asked by its own name only: %s",
    async (records) => {
      const report = await verifyTwo({ before: "", after: records, served: records });
      expect(report.asked).toBe(1);
    },
  );
});

describe("a delegation", () => {
  const cut =
    "sub NS ns1.sub\nsub NS ns9.example.net.\nns1.sub A 192.0.2.5\nsub DS 1 13 2 " +
    `${"ab".repeat(32)}\n`;

  it("is asked of the authority section, its DS of the zone, its glue of the referral", async () => {
    const report = await verifyTwo({ before: "", after: cut, served: cut });
    expect(report).toMatchObject({ asked: 3, matched: 3, findings: [], unchecked: [] });
  });

  it("is found to lead elsewhere, with other glue", async () => {
    const served = cut
      .replace("192.0.2.5", "192.0.2.6")
      .replace("ns9.example.net.", "ns8.example.net.");
    const report = await verifyTwo({ before: "", after: cut, served });
    expect(told(report).map((line) => line.split(" ").slice(1, 4).join(" "))).toEqual([
      "sub.example.com. NS wrong",
      "ns1.sub.example.com. A wrong",
    ]);
  });

  it("hides what is below it, which is not asked", async () => {
    const after = `${cut}www.sub TXT hidden\n`;
    const report = await verifyTwo({ before: "", after, served: after });
    expect(report.unchecked.map(({ reason }) => reason)).toEqual([
      "hidden by what stands at sub.example.com.",
    ]);
    expect(report.outcome).toBe("equal");
  });
});

describe("a nameserver that does not answer, or not for the zone", () => {
  const after = "www A 192.0.2.2\n";
  const changes = changesBetween(rrsetsOf(old), rrsetsOf(after));
  const policy = { deadlineMs: 0, everyMs: 1000 };

  it.each([
    ["is silent", { silent: true }, "no response within 100 ms"],
    ["refuses", { rcode: 5 }, "REFUSED"],
    ["fails", { rcode: 2 }, "SERVFAIL"],
    ["is lame", { lame: true }, "it is not authoritative for the zone"],
  ])("is unreachable, and the report unknown: it %s", async (_, faults, reason) => {
    const { server } = await lab.start(after);
    Object.assign(server.faults, faults);
    const patient = "silent" in faults ? realAskPort(100, () => ++id & 0xffff) : port;
    const verify = openVerifier({ port: patient, clock: steppingClock() });
    const provider = providerAt([server]);
    const report = await verify({ provider, zone: providerZone, changes, policy });
    expect(report.findings.map(({ verdict, detail }) => `${verdict} ${detail}`)).toEqual([
      `unreachable ${reason}`,
      `unreachable ${reason}`,
    ]);
    expect(report.outcome).toBe("unknown");
  });

  it("is asked over TCP if it truncates, and found out if that is refused", async () => {
    const { server } = await lab.start(after);
    server.faults.truncate = true;
    const verify = openVerifier({ port, clock: steppingClock() });
    const task = { provider: providerAt([server]), zone: providerZone, changes, policy };
    expect(await verify(task)).toMatchObject({ outcome: "equal", matched: 1 });
    const { server: other } = await lab.start(after);
    Object.assign(other.faults, { truncate: true, noTcp: true });
    const report = await verify({ ...task, provider: providerAt([other]) });
    expect(report.findings).toMatchObject([{ transport: "tcp", verdict: "unreachable" }]);
  });

  it("is told once of a thousand questions, and not asked them all", async () => {
    const { server } = await lab.start("");
    server.faults.silent = true;
    const many = Array.from({ length: 1000 }, (_, i) => `n${i} A 192.0.2.1\n`).join("");
    const hasty = realAskPort(20, () => ++id & 0xffff);
    const verify = openVerifier({ port: hasty, clock: steppingClock() });
    const report = await verify({
      provider: providerAt([server]),
      zone: providerZone,
      changes: changesBetween(rrsetsOf(""), rrsetsOf(many)),
      policy,
    });
    expect(report.findings).toHaveLength(2);
    expect(report.findings[0]!.detail).toMatch(/and 999 more questions$/);
    expect(server.asked.udp).toBeLessThan(100);
  });

  it("leaves the report unknown if there is none to ask", async () => {
    const verify = openVerifier({ port, clock: steppingClock() });
    const report = await verify({ provider: providerAt([]), zone: providerZone, changes, policy });
    expect(report).toMatchObject({ outcome: "unknown", asked: 0, findings: [] });
    expect(report.unchecked).toHaveLength(1);
  });
});

describe("rounds of questions", () => {
  it("go on until a late nameserver has caught up, and ask only for what is missing", async () => {
    const before = "a A 192.0.2.1\nb A 192.0.2.1\n";
    const after = "a A 192.0.2.2\nb A 192.0.2.2\n";
    const late = await lab.start("a A 192.0.2.2\nb A 192.0.2.1\n");
    let waits = 0;
    const clock = steppingClock(() => {
      if (++waits === 3) late.serve(after);
    });
    const progress: string[] = [];
    const verify = openVerifier({ port, clock });
    const report = await verify({
      provider: providerAt([late.server]),
      zone: providerZone,
      changes: changesBetween(rrsetsOf(before), rrsetsOf(after)),
      policy: { deadlineMs: 60_000, everyMs: 1000 },
      onProgress: (asked, matched) => progress.push(`${matched}/${asked}`),
    });
    expect(report).toMatchObject({ outcome: "equal", matched: 2, tookMs: 1000 + 1500 + 2250 });
    expect(late.server.asked).toEqual({ udp: 2 + 3, tcp: 2 + 3 });
    expect(progress).toEqual(["1/2", "2/2"]);
  });

  it("end at the deadline", async () => {
    const { server } = await lab.start(old);
    const verify = openVerifier({ port, clock: steppingClock() });
    const report = await verify({
      provider: providerAt([server]),
      zone: providerZone,
      changes: changesBetween(rrsetsOf(old), rrsetsOf("www A 192.0.2.2\n")),
      policy: { deadlineMs: 10_000, everyMs: 1000 },
    });
    expect(report).toMatchObject({ outcome: "unequal", tookMs: 10_000 });
  });
});

describe("what an adapter says of its provider's answers", () => {
  async function verifyWith(served: string, expectation: NonNullable<Provider["expect"]>) {
    const { server } = await lab.start(served);
    const after = "www A 192.0.2.1\nwww A 192.0.2.2\n";
    return openVerifier({ port, clock: steppingClock() })({
      provider: providerAt([server], expectation),
      zone: providerZone,
      changes: changesBetween(rrsetsOf(""), rrsetsOf(after)),
      policy: { deadlineMs: 0, everyMs: 1000 },
    });
  }

  it.each([
    ["the addresses of its target", "www 200 A 192.0.2.7\n", "equal"],
    ["the CNAME itself", "www CNAME a\n", "equal"],
    ["not other addresses", "www A 192.0.2.8\n", "unequal"],
    ["not a higher TTL", "www 301 A 192.0.2.7\n", "unequal"],
    ["not another CNAME", "www CNAME b\n", "unequal"],
    ["not nothing", "", "unequal"],
  ])("a flattened CNAME: %s", async (_, served, outcome) => {
    const target = "a A 192.0.2.7\nb A 192.0.2.8\n";
    const { server } = await lab.start(target + served);
    const wanted = rrsetsOf(`${target}www CNAME a\n`);
    const report = await openVerifier({ port, clock: steppingClock() })({
      provider: providerAt([server], (rrset) =>
        rrset.type === 5
          ? { kind: "flattened", reason: "perhaps" }
          : { kind: "exact", rrset, ttlMaxSeconds: rrset.ttlSeconds },
      ),
      zone: providerZone,
      changes: changesBetween(rrsetsOf(target), wanted),
      served: wanted,
      policy: { deadlineMs: 0, everyMs: 1000 },
    });
    expect(report).toMatchObject({ asked: 1, outcome });
  });

  it.each([
    ["one of several is enough", "www 30 A 192.0.2.2\n", "equal"],
    ["something else is not", "www 30 A 192.0.2.3\n", "unequal"],
    ["nor is a higher TTL", "www 301 A 192.0.2.2\n", "unequal"],
  ])("any of them: %s", async (_, served, outcome) => {
    const report = await verifyWith(served, (rrset) => ({
      kind: "any-of",
      rrset: { ...rrset, ttlSeconds: 0 },
      ttlMaxSeconds: 300,
    }));
    expect(report.outcome).toBe(outcome);
  });

  it("its own: whatever it answers, but something", async () => {
    const other = () => ({ kind: "other", type: 1, reason: "proxied" }) as const;
    expect(await verifyWith("www 300 A 203.0.113.1\n", other)).toMatchObject({ outcome: "equal" });
    expect(await verifyWith("", other)).toMatchObject({ outcome: "unequal" });
  });

  it("not to be checked: told, with the reason", async () => {
    const report = await verifyWith("", () => ({ kind: "unchecked", reason: "an alias" }));
    expect(report).toMatchObject({
      asked: 0,
      outcome: "equal",
      unchecked: [{ reason: "an alias" }],
    });
  });
});
