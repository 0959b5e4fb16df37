/** The adapter against the fake: what is particular to Route 53. The rest is in the contract suite. */
import { ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lowerNameFromText, nameFromText, nameToText } from "../../../../src/dns/name-text.js";
import { rdataFromText, rdataToText } from "../../../../src/dns/rr/rdata-text.js";
import { typeCodeFromText, typeName } from "../../../../src/dns/rr/registry.js";
import type { Change, RrsetChange } from "../../../../src/provider/contract/change.js";
import type { ProviderFault } from "../../../../src/provider/contract/fault.js";
import type {
  PackOptions,
  ProviderZone,
  Receipt,
  Snapshot,
} from "../../../../src/provider/contract/provider.js";
import { changeId } from "../../../../src/provider/plan/change-id.js";
import { boundBodies } from "../../../../src/provider/route53/bounded-body.js";
import type { ListedRrset, Rrset } from "../../../../src/provider/rrset/rrset.js";
import type { HostedZone } from "../../../support/route53/hosted-zone.js";
import type { RecordSet } from "../../../support/route53/record-set.js";
import { type Lab, openLab } from "../../../support/route53/route53-lab.js";

const apexText = "example.com.";
const apex = lowerNameFromText(apexText)!;
let lab: Lab;
let hosted: HostedZone;
let zone: ProviderZone;

beforeEach(async () => {
  lab = await openLab({ nameserverCount: 1 });
  hosted = lab.fake.createZone(apexText);
  zone = await lab.zoneAt(apex);
});
afterEach(() => lab.close());

/** `rrset("www A 300", "192.0.2.1")`; `@` is the apex. */
function rrset(head: string, ...values: string[]): Rrset {
  const [name = "", mnemonic = "", ttl = "300"] = head.split(" ");
  const type = typeCodeFromText(mnemonic);
  return {
    owner: name === "@" ? apex : nameFromText(name, apex)!,
    type,
    variant: "",
    ttlSeconds: Number(ttl),
    rdatas: values.map((value) => rdataFromText(type, value) as Uint8Array),
    extra: null,
  };
}

function create(after: Rrset): RrsetChange {
  return { kind: "create", id: changeId(after, "create"), before: null, after };
}

function update(before: ListedRrset, after: Rrset): RrsetChange {
  return { kind: "update", id: changeId(after, "update"), before, after };
}

function remove(before: ListedRrset): RrsetChange {
  return { kind: "delete", id: changeId(before, "delete"), before, after: null };
}

async function apply(changes: readonly Change[], options?: PackOptions): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (const batch of lab.provider.pack(changes, zone, options)) {
    receipts.push(await lab.provider.apply(batch, zone, { token: "token" }));
  }
  return receipts;
}

function refusal(changes: readonly Change[], options?: PackOptions): Promise<ProviderFault> {
  return apply(changes, options).then(
    () => {
      throw new Error("it was taken");
    },
    (fault) => fault,
  );
}

/** `www.example.com. A 300 192.0.2.1`, without NS of the apex. */
function textsOf({ rrsets }: Snapshot): string[] {
  return rrsets.slice(1).map(({ owner, type, ttlSeconds, rdatas }) => {
    const values = rdatas.map((rdata) => rdataToText(type, rdata));
    return [nameToText(owner), typeName(type), ttlSeconds, ...values].join(" ");
  });
}

async function listed(name: string): Promise<ListedRrset> {
  const { rrsets } = await lab.provider.list(zone);
  return rrsets.find(({ owner }) => nameToText(owner) === `${name}.${apexText}`)!;
}

describe("a hosted zone", () => {
  it("is found by its name among others, with the nameservers of its delegation set", async () => {
    lab.fake.createZone("a.example.com");
    lab.fake.createZone("evilexample.com");
    expect(zone.assigned.map((name) => nameToText(name))).toEqual(
      lab.fake.nameserverNames.map((name) => `${name}.`),
    );
    expect(await lab.provider.find(lowerNameFromText("b.example.com.")!)).toBeNull();
  });

  it("is made, and found again", async () => {
    const other = lowerNameFromText("example.net.")!;
    const made = await lab.provider.create(other);
    expect(await lab.provider.find(other)).toEqual(made);
  });

  it("is not guessed at among several of one name", async () => {
    lab.fake.createZone(apexText);
    const fault = await lab.provider.find(apex).catch((error) => error);
    expect(fault).toMatchObject({ kind: "rejected" });
    expect(fault.message).toContain("2 public hosted zones named example.com.: Z");
  });
});

describe("a listing", () => {
  /** Records past the API, `n00000` and so on. */
  function fill(from: number, count: number): void {
    lab.fake.write(
      hosted,
      Array.from({ length: count }, (_, i) => ({
        name: `n${String(from + i).padStart(5, "0")}.${apexText}`,
        type: "A",
        ttl: 300,
        values: ["192.0.2.1"],
      })),
    );
  }

  it("has all pages, and counts before and after", async () => {
    fill(0, 700);
    const progress: (number | null)[][] = [];
    const snapshot = await lab.provider.list(zone, {
      onProgress: (...step) => progress.push(step),
    });
    expect(snapshot.rrsets).toHaveLength(701);
    expect(progress.at(-1)).toEqual([702, 702]);
    expect(lab.fake.count("ListResourceRecordSets")).toBe(3);
  });

  it("is made again when somebody writes between pages, and has what was written", async () => {
    fill(10, 700);
    lab.fake.faults.arm(
      "ListResourceRecordSets",
      { kind: "meanwhile", act: () => fill(0, 5) },
      { skip: 1 },
    );
    expect((await lab.provider.list(zone)).rrsets).toHaveLength(706);
    expect(lab.fake.count("ListResourceRecordSets")).toBe(6);
  });

  it("is made again when the set at the seam of two pages goes", async () => {
    fill(0, 700);
    const seam = () => {
      const set = [...hosted.sets.values()].find(({ name }) => name.startsWith("n00298."))!;
      lab.fake.write(hosted, [{ ...set, name: `zz.${apexText}` }], [set]);
    };
    lab.fake.faults.arm("ListResourceRecordSets", { kind: "meanwhile", act: seam }, { skip: 1 });
    expect((await lab.provider.list(zone)).rrsets).toHaveLength(701);
    expect(lab.fake.count("ListResourceRecordSets")).toBe(6);
  });

  it("is believed against a count that lags behind, once it came twice", async () => {
    fill(0, 700);
    const old =
      "<HostedZone><Id>Z1</Id><Name>x.</Name><ResourceRecordSetCount>9</ResourceRecordSetCount></HostedZone>";
    const body = `<GetHostedZoneResponse>${old}</GetHostedZoneResponse>`;
    lab.fake.faults.arm("GetHostedZone", { kind: "garble", body }, { times: 100 });
    expect((await lab.provider.list(zone)).rrsets).toHaveLength(701);
    expect(lab.fake.count("ListResourceRecordSets")).toBe(6);
  });

  it("is given up when somebody never stops writing", async () => {
    fill(0, 600);
    let next = 600;
    const act = () => fill(next++, 1);
    lab.fake.faults.arm("ListResourceRecordSets", { kind: "meanwhile", act }, { times: 100 });
    await expect(lab.provider.list(zone)).rejects.toMatchObject({
      kind: "busy",
      message: expect.stringContaining("changed by somebody else"),
    });
  });

  it("keeps what it cannot say apart: other routing policies, traffic policies, odd values", async () => {
    const held = (name: string, more: Partial<RecordSet> = {}): RecordSet => ({
      name: `${name}.${apexText}`,
      type: "A",
      ttl: 300,
      values: ["192.0.2.1"],
      ...more,
    });
    const place = { kind: "GeoLocation", content: { CountryCode: "*" } };
    lab.fake.write(hosted, [
      held("geo", { setIdentifier: "1", place }),
      held("latency", { setIdentifier: "1", region: "eu-west-1" }),
      held("mine"),
      held("multi", { setIdentifier: "1", multiValueAnswer: true }),
      held("odd", { type: "MX", values: ["mail"] }),
      held("odd2", { ttl: -1 }),
      held("odd3", { values: [] }),
      held("tp", { trafficPolicyInstanceId: "i" }),
      held("w", { setIdentifier: "blue", weight: 1 }),
    ]);
    const { opaque, rrsets } = await lab.provider.list(zone);
    expect(opaque.map(({ owner, what }) => `${nameToText(owner)} ${what}`)).toEqual([
      "geo.example.com. a record with geolocation routing",
      "latency.example.com. a record with latency routing",
      "multi.example.com. a record with multivalue answer routing",
      expect.stringMatching(/^odd\.example\.com\. a value that cannot be read: /),
      "odd2.example.com. a record with a TTL that is none",
      "odd3.example.com. a record set without records",
      "tp.example.com. a record of a traffic policy instance",
      "w.example.com. a record with weighted routing that fivenines did not make",
    ]);
    expect(rrsets).toHaveLength(2);
  });

  it("keeps aliases with what they aim at, and puts them back as they were", async () => {
    const alias = {
      hostedZoneId: "Z2FDTNDATAQYW2",
      dnsName: "D1.CloudFront.net",
      evaluateTargetHealth: false,
    };
    lab.fake.write(hosted, [{ name: "www.example.com.", type: "A", values: [], alias }]);
    const before = await listed("www");
    expect(before).toMatchObject({
      ttlSeconds: 0,
      rdatas: [],
      extra: { alias: { zone: "Z2FDTNDATAQYW2", name: "d1.cloudfront.net." } },
    });
    const done = [update(before, rrset("www A", "192.0.2.1"))];
    await apply(done);
    const live = await lab.provider.list(zone);
    expect(textsOf(live)).toEqual(["www.example.com. A 300 192.0.2.1"]);
    await apply(lab.provider.undo(done, live));
    const { raw: _, ...same } = before;
    expect(await listed("www")).toMatchObject(same);
  });
});

describe("a request of changes", () => {
  it("is refused as a conflict if somebody changed, deleted or made the RRset since", async () => {
    await apply([create(rrset("a A", "192.0.2.1")), create(rrset("b A", "192.0.2.1"))]);
    const [a, b] = [await listed("a"), await listed("b")];
    const { sets } = hosted;
    const [setA, setB] = ["a", "b"].map((name) => sets.get(`${name}.example.com. A `)!);
    lab.fake.write(hosted, [{ ...setA!, values: ["192.0.2.99"] }], [setB!]);
    lab.fake.write(hosted, [{ ...setA!, name: "c.example.com." }]);
    const changes = [
      update(a, rrset("a A", "192.0.2.2")),
      remove(b),
      create(rrset("c A", "192.0.2.3")),
      create(rrset("d A", "192.0.2.4")),
    ];
    const fault = await refusal(changes);
    expect(fault).toMatchObject({ kind: "conflict", committed: "no", hint: "plan again" });
    expect(fault.culprits.map(({ changeId: id }) => id)).toEqual(
      changes.slice(0, 3).map(({ id }) => id),
    );
    expect(sets.get("d.example.com. A ")).toBeUndefined();
  });

  it("overwrites whatever is there when it is asked to", async () => {
    await apply([create(rrset("a A", "192.0.2.1"))]);
    const before = await listed("a");
    const set = hosted.sets.get("a.example.com. A ")!;
    lab.fake.write(hosted, [{ ...set, values: ["192.0.2.99"] }]);
    await apply([update(before, rrset("a A", "192.0.2.2"))], { overwrite: true });
    expect(hosted.sets.get("a.example.com. A ")?.values).toEqual(["192.0.2.2"]);
  });

  it("deletes exactly what was listed, in whatever words it was", async () => {
    lab.fake.write(hosted, [
      { name: "m.example.com.", type: "MX", ttl: 60, values: ["10 Mail.Example.NET"] },
      { name: "t.example.com.", type: "TXT", ttl: 60, values: ['"\\141\\"b"   "c"'] },
      { name: "six.example.com.", type: "AAAA", ttl: 60, values: ["2001:DB8:0:0::1"] },
    ]);
    const { rrsets } = await lab.provider.list(zone);
    await apply(rrsets.slice(1).map(remove));
    expect(hosted.sets.size).toBe(2);
  });

  it("changes NS of the apex in place, since they cannot be deleted", async () => {
    const { rrsets } = await lab.provider.list(zone);
    await apply([update(rrsets[0]!, rrset("@ NS 3600", "ns1.example.net.", "ns2.example.net."))]);
    expect(hosted.sets.get("example.com. NS ")).toMatchObject({
      ttl: 3600,
      values: ["ns1.example.net.", "ns2.example.net."],
    });
  });

  it("swaps a CNAME for other types, and back, in one batch", async () => {
    await apply([create(rrset("www CNAME", "a.example.net."))]);
    const cname = await listed("www");
    const changes = [create(rrset("www A", "192.0.2.1")), remove(cname)];
    expect(lab.provider.pack(changes, zone)).toHaveLength(1);
    await apply(changes);
    expect(textsOf(await lab.provider.list(zone))).toEqual(["www.example.com. A 300 192.0.2.1"]);
  });

  it("names those that are at fault, whatever Route 53 says of them", async () => {
    const quoted = rrset("q TXT", '"fine"');
    const bad = { ...quoted, type: 1, rdatas: [Uint8Array.of(1, 2, 3)] };
    const outside = { ...quoted, owner: lowerNameFromText("example.org.")! };
    const changes = [create(rrset("a A", "192.0.2.1")), create(bad), create(outside)];
    const fault = await refusal(changes);
    expect(fault.kind).toBe("rejected");
    expect(fault.culprits.map(({ changeId: id }) => id)).toEqual([
      "q.example.com. A create",
      "example.org. TXT create",
    ]);
  });

  it("names them from a list of messages, too", async () => {
    const other = await openLab({ messagesAs: "list" });
    other.fake.createZone(apexText);
    const there = await other.zoneAt(apex);
    const change = create(rrset("a A", "192.0.2.1"));
    const [batch] = other.provider.pack([change], there);
    await other.provider.apply(batch!, there, { token: "t" });
    await expect(other.provider.apply(batch!, there, { token: "t" })).rejects.toMatchObject({
      kind: "conflict",
      culprits: [{ changeId: change.id }],
    });
    await other.close();
  });

  it("is told of in 1,000 elements and 32,000 characters, and never divides an owner", async () => {
    const owners = Array.from({ length: 520 }, (_, i) => `h${i}`);
    const changes = owners.flatMap((name) => [
      create(rrset(`${name} A`, "192.0.2.1")),
      create(rrset(`${name} TXT`, `"${"x".repeat(60)}"`)),
    ]);
    const batches = lab.provider.pack(changes, zone);
    // 71 characters an owner: 450 of them fit into 32,000.
    expect(batches).toHaveLength(2);
    await apply(changes);
    expect(lab.fake.count("ChangeResourceRecordSets")).toBe(2);
    expect(hosted.sets.size).toBe(1042);
    const { rrsets } = await lab.provider.list(zone);
    const updates = rrsets
      .filter(({ type }) => type === 1)
      .map((before) => update(before, { ...before, rdatas: [Uint8Array.of(192, 0, 2, 2)] }));
    expect(lab.provider.pack(updates, zone).map(({ summary }) => summary)).toEqual([
      "ChangeResourceRecordSets: 500 changes, 1000 elements, 9000 characters",
      "ChangeResourceRecordSets: 20 changes, 40 elements, 360 characters",
    ]);
  });

  it("is not made of a plan that somebody edited", async () => {
    const edited = { ...create(rrset("a A", "192.0.2.1")) };
    const after = { ...rrset("a A", "192.0.2.1"), extra: { weight: "heavy" } };
    expect(() => lab.provider.pack([{ ...edited, after } as RrsetChange], zone)).toThrow(
      "what the plan says of a.example.com. is not of Route 53",
    );
  });

  it("is settled when Route 53 says INSYNC", async () => {
    lab.fake.settleMs = 30_000;
    const [receipt] = await apply([create(rrset("a A", "192.0.2.1"))]);
    expect(await lab.provider.settled(receipt!, zone)).toEqual({
      kind: "pending",
      askAgainMs: 5000,
    });
    lab.time.nowMs += 30_000;
    expect(await lab.provider.settled(receipt!, zone)).toEqual({ kind: "settled" });
    const forgotten = { ...receipt!, operation: "C0" };
    expect(await lab.provider.settled(forgotten, zone)).toEqual({ kind: "settled" });
  });
});

describe("faults", () => {
  const one = () => [create(rrset("a A", "192.0.2.1"))];
  const arm = (fault: Parameters<typeof lab.fake.faults.arm>[1]) =>
    lab.fake.faults.arm("ChangeResourceRecordSets", fault);

  it("tell whether the change may have been made", async () => {
    arm({ kind: "throttle" });
    expect(await refusal(one())).toMatchObject({ kind: "throttled", committed: "no" });
    arm({ kind: "busy" });
    expect(await refusal(one())).toMatchObject({ kind: "busy", committed: "no" });
    arm({ kind: "refuse", status: 503 });
    expect(await refusal(one())).toMatchObject({ kind: "unavailable", committed: "unknown" });
    arm({ kind: "cut-before" });
    expect(await refusal(one())).toMatchObject({ kind: "unavailable", committed: "unknown" });
    expect(hosted.sets.size).toBe(2);
    arm({ kind: "cut-after" });
    expect(await refusal(one())).toMatchObject({ kind: "unavailable", committed: "unknown" });
    expect(hosted.sets.size).toBe(3);
  });

  it("tell of answers that make no sense, and of answers that never come", async () => {
    arm({ kind: "garble", body: "<ChangeResourceRecordSetsResponse><oops" });
    expect(await refusal(one())).toMatchObject({ kind: "malformed", committed: "unknown" });
    lab.fake.faults.arm("ListResourceRecordSets", {
      kind: "garble",
      body: "<ListResourceRecordSetsResponse><IsTruncated>perhaps</IsTruncated></ListResourceRecordSetsResponse>",
    });
    await expect(lab.provider.list(zone)).rejects.toMatchObject({ kind: "malformed" });
    arm({ kind: "silent-after" });
    const [batch] = lab.provider.pack([create(rrset("z A", "192.0.2.1"))], zone);
    const ending = new AbortController();
    const sent = lab.provider.apply(batch!, zone, { token: "t", signal: ending.signal });
    while (lab.fake.faults.armed().length > 0) await new Promise((r) => setImmediate(r));
    ending.abort();
    await expect(sent).rejects.toMatchObject({ kind: "unavailable", committed: "unknown" });
  });

  it("tell of answers that have no end", async () => {
    const client = new Route53Client({
      endpoint: lab.fake.endpoint,
      region: "us-east-1",
      credentials: lab.fake.credentials,
      maxAttempts: 1,
    });
    boundBodies(client, 1000);
    const list = () => client.send(new ListHostedZonesCommand({}));
    expect((await list()).HostedZones).toHaveLength(1);
    const body = `<ListHostedZonesResponse>${" ".repeat(100_000)}</ListHostedZonesResponse>`;
    lab.fake.faults.arm("ListHostedZones", { kind: "garble", body });
    await expect(list()).rejects.toMatchObject({ name: "BodyTooLong" });
    client.destroy();
  });

  it("of the credentials say what to do, and never what they are", async () => {
    const secret = { accessKeyId: "AKIDSOMEBODY", secretAccessKey: "QuiteSecret" };
    const stranger = await openLab({ credentials: secret });
    const fault: ProviderFault = await stranger.provider.find(apex).catch((error) => error);
    expect(fault).toMatchObject({ kind: "auth", committed: "no" });
    expect(fault.message).toBe(
      "aws: ListHostedZonesByName was refused: the access key is not known",
    );
    expect(JSON.stringify({ ...fault, m: fault.message, c: fault.cause })).not.toMatch(
      /AKID|QuiteSecret/,
    );
    await stranger.close();
  });

  it("of a connection that was never made leave nothing in doubt", async () => {
    const gone = await openLab();
    const { provider } = gone;
    await gone.fake.close();
    const [batch] = provider.pack(one(), zone);
    await expect(provider.apply(batch!, zone, { token: "t" })).rejects.toMatchObject({
      kind: "unavailable",
      committed: "no",
    });
    await provider.close();
  });
});
