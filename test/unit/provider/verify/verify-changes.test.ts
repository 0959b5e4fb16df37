import { afterEach, describe, expect, it } from "vitest";
import { nameToText } from "../../../../src/dns/name-text.js";
import { typeName } from "../../../../src/dns/rr/registry.js";
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
