import { afterEach, describe, expect, it } from "vitest";
import { ByteWriter } from "../../../../src/base/byte-writer.js";
import { nameToText } from "../../../../src/dns/name-text.js";
import { typeName } from "../../../../src/dns/rr/registry.js";
import type { Loss, Provider } from "../../../../src/provider/contract/provider.js";
import { realAskPort } from "../../../../src/provider/verify/ask.js";
import { commonRrsets, verifyZone } from "../../../../src/provider/verify/verify-zone.js";
import type { ListedMember } from "../../../../src/provider/verify/zone-expectations.js";
import type { ZoneReport } from "../../../../src/provider/verify/zone-report.js";
import type { Dial } from "../../../../src/transfer/message-stream.js";
import {
  apex,
  memberOf,
  NameserverLab,
  providerAt,
  providerZone,
  rrsetsOf,
  snapshotOf,
  steppingClock,
  translationOf,
} from "../../../support/zone-lab.js";

const lab = new NameserverLab();
afterEach(() => lab.close());

let id = 0;
const world = { port: realAskPort(2000, () => ++id & 0xffff), clock: steppingClock() };

const records = `www A 192.0.2.1
www A 192.0.2.2
txt TXT "one" "two"
*.wild MX 10 mail
alias CNAME www
`;

interface Lab {
  readonly file?: string;
  readonly api?: string;
  readonly served?: string;
  readonly losses?: readonly Loss[];
  readonly expect?: Provider["expect"];
}

async function listedMember({ file = records, api = file, served = api, losses, expect }: Lab) {
  const { server } = await lab.start(served);
  const member = memberOf(providerAt([server], expect), file);
  const translation = translationOf(member, losses);
  return { member, zone: providerZone, snapshot: snapshotOf(api), translation, last: null };
}

async function verify(given: Lab): Promise<ZoneReport> {
  return verifyZone(await listedMember(given), {}, world);
}

function digests({ digests: all }: ZoneReport): number {
  return new Set(all.map(({ digest }) => digest)).size;
}

function told(report: ZoneReport): string[] {
  return report.divergences
    .filter((one) => one.at === "api" || one.transport === "udp")
    .map(({ at, owner, type, detail }) =>
      [at, nameToText(owner), typeName(type), detail].join(" "),
    );
}

describe("a zone that is served as its file says", () => {
  it("has one digest: of the file, of the API and of the nameserver", async () => {
    const report = await verify({});
    expect(report).toMatchObject({ outcome: "equal", divergences: [], asked: 7, matched: 7 });
    expect(report.digests.map(({ of, rrsets }) => [of, rrsets])).toEqual([
      ["zone file", 6],
      ["api", 6],
      ["nameserver", 6],
    ]);
    expect(digests(report)).toBe(1);
  });

  it("has the digest that another provider has that divides TXT and orders records its own way", async () => {
    const other = records.replace('"one" "two"', '"onetwo"').split("\n").reverse().join("\n");
    const [one, two] = [await verify({}), await verify({ served: other })];
    expect(two.outcome).toBe("equal");
    expect(two.digests[2]!.digest).toBe(one.digests[0]!.digest);
  });
});

describe("a zone that is not", () => {
  it("differs in its digests and tells each RRset, at the API and at the nameserver", async () => {
    const api = records.replace("192.0.2.2", "192.0.2.9");
    const report = await verify({ api });
    expect(report.outcome).toBe("unequal");
    expect(digests(report)).toBe(2);
    expect(told(report)).toEqual([
      "api www.example.com. A differs from the zone file: 192.0.2.2 comes, 192.0.2.9 goes",
      "nameserver www.example.com. A expected 192.0.2.1, 192.0.2.2 with TTL 300, found A 192.0.2.1, 192.0.2.9 with TTL 300",
    ]);
  });

  it("is found out although the API is right", async () => {
    const served = records.replace("alias CNAME www", "alias CNAME w3");
    const report = await verify({ served, api: records });
    expect(told(report)).toEqual([
      "nameserver alias.example.com. CNAME expected www.example.com. with TTL 300, found CNAME w3.example.com. with TTL 300",
    ]);
    expect(digests(report)).toBe(2);
  });

  it("is found out by what the provider has besides", async () => {
    const report = await verify({ api: `${records}more A 192.0.2.7\n` });
    expect(told(report)).toEqual(["api more.example.com. A not in the zone file"]);
    expect(report.outcome).toBe("unequal");
  });
});

describe("what need not be equal", () => {
  it("is listed and left out of the digests: losses and what the provider answers its own way", async () => {
    const { member } = await listedMember({});
    const owner = member.desired.rrsets.find(({ type }) => typeName(type) === "MX")!.owner;
    const loss: Loss = {
      code: "ttl-raised",
      severity: "info",
      owner,
      type: 15,
      message: "the TTL is raised to 60",
      hint: "",
    };
    const expectation: Provider["expect"] = (rrset) =>
      rrset.type === 1 && nameToText(rrset.owner).startsWith("www.")
        ? { kind: "other", type: 1, reason: "proxied" }
        : { kind: "exact", rrset, ttlMaxSeconds: rrset.ttlSeconds };
    const served = records.replaceAll("www A 192.0.2.", "www A 198.51.100.");
    const report = await verify({ api: records, served, losses: [loss], expect: expectation });
    expect(report.outcome).toBe("equal");
    expect(report.allowed.map(({ reason }) => reason)).toEqual([
      "the TTL is raised to 60",
      "answered by the provider its own way: proxied",
    ]);
    expect(report.digests[0]!.rrsets).toBe(4);
    expect(digests(report)).toBe(1);
  });

  it("is left out of the digests that are common to all providers", async () => {
    const one = await listedMember({});
    const other: ListedMember = await listedMember({
      expect: (rrset) =>
        rrset.type === 16
          ? { kind: "unchecked", reason: "not now" }
          : { kind: "exact", rrset, ttlMaxSeconds: rrset.ttlSeconds },
    });
    const common = commonRrsets([one, other], 0);
    const reports = [
      await verifyZone(one, { common }, world),
      await verifyZone(other, { common }, world),
    ];
    const all = reports.flatMap(({ commonDigests }) => commonDigests);
    expect(new Set(all.map(({ digest, rrsets }) => `${rrsets} ${digest}`)).size).toBe(1);
    expect(all[0]!.rrsets).toBe(5);
  });
});

describe("a nameserver that gives the zone to whoever asks", () => {
  /** Messages of a transfer: SOA, these records, SOA; as many a message as told. */
  function transferOf(text: string, perMessage: number): Dial {
    const soa = { owner: apex, type: 6, ttlSeconds: 1, rdatas: [new Uint8Array(22)] };
    const records = [soa, ...rrsetsOf(text), soa].flatMap(({ rdatas, ...head }) =>
      rdatas.map((rdata) => ({ ...head, rdata })),
    );
    return () => {
      let id = 0;
      let at = 0;
      return Promise.resolve({
        send: (query) => {
          id = (query[0]! << 8) | query[1]!;
        },
        next: () => {
          const out = new ByteWriter();
          const part = records.slice(at, at + perMessage);
          at += perMessage;
          for (const number of [id, 0x8400, 0, part.length, 0, 0]) out.u16(number);
          for (const { owner, type, ttlSeconds, rdata } of part) {
            out.copy(owner);
            out.u16(type);
            out.u16(1);
            out.u32(ttlSeconds);
            out.u16(rdata.length);
            out.copy(rdata);
          }
          return Promise.resolve(part.length === 0 ? undefined : out.toBytes());
        },
        close: () => undefined,
      });
    };
  }

  async function verifyBy(dial: Dial) {
    return verifyZone(await listedMember({}), {}, { ...world, port: { ...world.port, dial } });
  }

  it("is read whole, and has the same digest", async () => {
    const report = await verifyBy(transferOf(records, 3));
    expect(report.outcome).toBe("equal");
    expect(report.digests.map(({ by }) => by)).toEqual([null, null, "transfer"]);
    expect(digests(report)).toBe(1);
  });

  it("is found to have something that nobody asks for", async () => {
    const report = await verifyBy(transferOf(`${records}hidden TXT "x"\n`, 100));
    expect(report.divergences).toMatchObject([
      {
        at: "nameserver",
        detail: 'expected nothing, found "x" in a transfer of the zone',
      },
    ]);
    expect(report.outcome).toBe("unequal");
  });

  it("is asked if the transfer ends before its end", async () => {
    const whole = transferOf(records, 4);
    const cut: Dial = async (server, signal) => {
      const stream = await whole(server, signal);
      let messages = 0;
      return {
        ...stream,
        next: () => (messages++ < 2 ? stream.next() : Promise.resolve(undefined)),
      };
    };
    const report = await verifyBy(cut);
    expect(report.digests[2]!.by).toBe("questions");
    expect(report.outcome).toBe("equal");
  });
});

describe("a zone that nobody can be asked about", () => {
  it("is neither equal nor unequal", async () => {
    const listed = await listedMember({});
    const member = { ...listed.member, provider: providerAt([]) };
    const report = await verifyZone({ ...listed, member }, {}, world);
    expect(report).toMatchObject({ outcome: "unknown", asked: 0 });
    expect(report.reason).toContain("names no nameserver with an address");
  });
});
