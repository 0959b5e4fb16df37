import { afterEach, describe, expect, it } from "vitest";
import { nameToText } from "../../../../src/dns/name-text.js";
import { typeName } from "../../../../src/dns/rr/registry.js";
import { ProviderFault } from "../../../../src/provider/contract/fault.js";
import type { MemberPolicy } from "../../../../src/provider/contract/member.js";
import { type DriftReport, driftOutcome } from "../../../../src/provider/drift/drift-finding.js";
import { findDrift } from "../../../../src/provider/drift/find-drift.js";
import { realAskPort } from "../../../../src/provider/verify/ask.js";
import {
  listingProvider,
  memberOf,
  memoryOf,
  NameserverLab,
  steppingClock,
} from "../../../support/zone-lab.js";

const lab = new NameserverLab();
afterEach(() => lab.close());

let id = 0;
const world = {
  port: realAskPort(2000, () => ++id & 0xffff),
  clock: steppingClock(),
  delegation: null,
};
const options = { sampleMax: 0, random: () => 0 };

interface Case {
  /** Applied last, wanted now, there now. */
  readonly last: string | null;
  readonly wanted: string;
  readonly live: string | null;
  readonly policy?: Partial<MemberPolicy>;
}

async function look({ last, wanted, live, policy = {} }: Case): Promise<DriftReport> {
  const member = memberOf(listingProvider({ records: live }), wanted, policy);
  const { members } = await findDrift([member], memoryOf(last), options, world);
  return members[0]!;
}

function told({ findings }: DriftReport): string[] {
  return findings.map(({ class: name, owner, type, isConflict, detail }) =>
    [name, nameToText(owner), typeName(type), isConflict ? "conflict:" : "-", detail].join(" "),
  );
}

const www = "www A 192.0.2.1\n";

describe("a change at the provider that nobody made here", () => {
  it.each([
    ["another value", "www A 192.0.2.9\n", "value", "192.0.2.9 in place of 192.0.2.1"],
    ["another TTL", "www 60 A 192.0.2.1\n", "ttl", "TTL 60 in place of 300"],
    ["an RRset that is gone", "", "missing", "gone at the provider since it was applied"],
  ])("is drift: %s", async (_, live, name, detail) => {
    const report = await look({ last: www, wanted: www, live });
    expect(told(report)).toEqual([`${name} www.example.com. A - ${detail}`]);
    expect(report).toMatchObject({ outcome: "drift", pending: 0 });
  });

  it("is an extra RRset in mode mirror, and only counted in mode owned", async () => {
    const live = `${www}more TXT x\n`;
    const mirrored = await look({ last: www, wanted: www, live });
    expect(mirrored.findings.map((finding) => finding.class)).toEqual(["extra"]);
    const owned = await look({ last: www, wanted: www, live, policy: { mode: "owned" } });
    expect(owned).toMatchObject({ findings: [], foreign: 1, outcome: "none" });
  });

  it("is a conflict if the zone file changed, too, in another way", async () => {
    const report = await look({
      last: www,
      wanted: "www A 192.0.2.2\n",
      live: "www A 192.0.2.9\n",
    });
    expect(told(report)).toEqual([expect.stringMatching(/^value www.example.com. A conflict:/)]);
  });

  it("is a zone that is gone", async () => {
    const report = await look({ last: www, wanted: www, live: null });
    expect(told(report)).toEqual([
      "missing example.com. SOA - lab has no zone example.com. any more",
    ]);
  });

  it("is a setting of the zone that was switched", async () => {
    const provider = listingProvider({ records: www, settings: { union: false } });
    const memory = memoryOf(www, { union: true });
    const { members } = await findDrift([memberOf(provider, www)], memory, options, world);
    expect(members[0]!.findings.map((finding) => [finding.class, finding.detail])).toEqual([
      ["settings", "union of the zone: changed at the provider: false → true"],
    ]);
  });
});

describe("what is no drift", () => {
  it.each([
    ["a push that is due", { last: www, wanted: "www A 192.0.2.2\n", live: www }, 1],
    ["a push that is due, and new", { last: www, wanted: `${www}new TXT x\n`, live: www }, 1],
    [
      "what somebody did as the zone file says",
      { last: www, wanted: "www A 192.0.2.2\n", live: "www A 192.0.2.2\n" },
      0,
    ],
    ["anything before the first push", { last: null, wanted: www, live: "www A 192.0.2.9\n" }, 0],
  ])("%s", async (_, given, pending) => {
    expect(await look(given)).toMatchObject({ findings: [], outcome: "none", pending });
  });
});

describe("a provider that does not answer", () => {
  it("is unknown, with its words, and hides nobody else's drift", async () => {
    const fault = new ProviderFault("unavailable", "lab answered HTTP 503");
    const down = { ...listingProvider({ records: www, fault }), name: "down" };
    const up = listingProvider({ records: "" });
    const members = [memberOf(down, www), memberOf(up, www)];
    const result = await findDrift(members, memoryOf(www), options, world);
    expect(
      result.members.map(({ provider, outcome, reason }) => [provider, outcome, reason]),
    ).toEqual([
      ["down", "unknown", "lab answered HTTP 503"],
      ["lab", "drift", ""],
    ]);
    expect(driftOutcome(result)).toBe("drift");
    const alone = await findDrift([members[0]!], memoryOf(www), options, world);
    expect(driftOutcome(alone)).toBe("unknown");
  });
});

describe("nameservers that answer something else than the API says", () => {
  const asking = { sampleMax: 100, random: () => 0 };

  async function served(records: string, faults = {}) {
    const good = await lab.start(www);
    const { server } = await lab.start(records);
    Object.assign(server.faults, faults);
    const provider = listingProvider({ records: www }, [good.server, server]);
    const { members } = await findDrift([memberOf(provider, www)], memoryOf(www), asking, world);
    return members[0]!;
  }

  it("are drift of their own kind, told once for UDP and TCP", async () => {
    const report = await served("www A 192.0.2.66\n");
    expect(report.outcome).toBe("drift");
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({ class: "served", view: "nameserver" });
    expect(report.findings[0]!.detail).toMatch(
      /^ns2\.example\.com\. \(127\.0\.0\.1 port \d+\): expected 192\.0\.2\.1 .* found A 192\.0\.2\.66/,
    );
  });

  it("are unknown if they do not answer", async () => {
    const report = await served(www, { rcode: 5 });
    expect(report).toMatchObject({ outcome: "unknown", findings: [] });
    expect(report.reason).toMatch(/^ns2\.example\.com\. .*: REFUSED; and 3 more questions$/);
  });

  it("are asked for no more RRsets than told", async () => {
    const records = Array.from({ length: 200 }, (_, i) => `n${i} A 192.0.2.1\n`).join("");
    const { server } = await lab.start(records);
    const provider = listingProvider({ records }, [server]);
    const few = { sampleMax: 10, random: () => 0.5 };
    const { members } = await findDrift(
      [memberOf(provider, records)],
      memoryOf(records),
      few,
      world,
    );
    expect(members[0]!.outcome).toBe("none");
    expect(server.asked).toEqual({ udp: 10, tcp: 10 });
  });
});
