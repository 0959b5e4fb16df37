/**
 * The fake of Route 53 lists as the API reference of ListResourceRecordSets, ListHostedZones,
 * ListHostedZonesByName, CreateHostedZone and GetChange says; read 2026-11-22.
 */
import {
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  GetHostedZoneLimitCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ListResourceRecordSetsCommandOutput,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSession, type Session, set } from "../../support/route53/route53-session.js";
import { documentedRates } from "../../support/route53/token-buckets.js";

let session: Session;
beforeEach(async () => {
  session = await openSession();
});
afterEach(() => session.close());

function page(
  start: Partial<ListResourceRecordSetsCommandInput> = {},
): Promise<ListResourceRecordSetsCommandOutput> {
  const HostedZoneId = session.zone.options.id;
  return session.client.send(new ListResourceRecordSetsCommand({ HostedZoneId, ...start }));
}

/** Name, type and identifier of every set, read page by page. */
async function all(sizeMax: number, withIdentifier = true): Promise<string[]> {
  const found: string[] = [];
  let start: Partial<ListResourceRecordSetsCommandInput> = {};
  for (let i = 0; i < 50; i++) {
    const answer = await page({ ...start, MaxItems: sizeMax });
    for (const { Name, Type, SetIdentifier = "" } of answer.ResourceRecordSets ?? []) {
      found.push(`${Name} ${Type} ${SetIdentifier}`);
    }
    if (answer.IsTruncated !== true) return found;
    start = {
      StartRecordName: answer.NextRecordName,
      StartRecordType: answer.NextRecordType,
      StartRecordIdentifier: withIdentifier ? answer.NextRecordIdentifier : undefined,
    };
  }
  return [...found, "and so on"];
}

/** Writes record sets past the API. */
function fill(count: number, name = (i: number) => `n${String(i).padStart(5, "0")}`): void {
  session.fake.write(
    session.zone,
    Array.from({ length: count }, (_, i) => ({
      name: `${name(i)}.example.com.`,
      type: "A",
      ttl: 300,
      values: ["192.0.2.1"],
    })),
  );
}

describe("a listing of record sets", () => {
  it("has at most 300 sets a page, and goes on at the name and type that it tells", async () => {
    fill(650);
    const first = await page({ MaxItems: 1000 });
    expect(first.ResourceRecordSets).toHaveLength(300);
    expect(first).toMatchObject({
      IsTruncated: true,
      NextRecordName: "n00298.example.com.",
      NextRecordType: "A",
    });
    const everything = await all(1000);
    expect(everything).toHaveLength(652);
    expect(new Set(everything).size).toBe(652);
    expect(session.fake.count("ListResourceRecordSets")).toBe(4);
  });

  it("is sorted by reversed labels with the final dot, then type, then identifier", async () => {
    await session.change(
      set("CREATE", "b A", "192.0.2.1"),
      set("CREATE", "x.a A", "192.0.2.1"),
      set("CREATE", "a-b A", "192.0.2.1"),
      set("CREATE", "a TXT", '"x"'),
      set("CREATE", "a A", "192.0.2.1"),
      set("CREATE", "w A", "192.0.2.1", { SetIdentifier: "2", Weight: 1 }),
      set("CREATE", "w A", "192.0.2.1", { SetIdentifier: "1", Weight: 1 }),
    );
    expect((await all(300)).slice(2)).toEqual([
      "a-b.example.com. A ",
      "a.example.com. A ",
      "a.example.com. TXT ",
      "x.a.example.com. A ",
      "b.example.com. A ",
      "w.example.com. A 1",
      "w.example.com. A 2",
    ]);
  });

  it("needs the identifier to get on among weighted sets", async () => {
    for (const SetIdentifier of ["1", "2", "3"]) {
      await session.change(set("CREATE", "w A", "192.0.2.1", { SetIdentifier, Weight: 1 }));
    }
    expect(await all(2)).toHaveLength(5);
    expect((await all(2, false)).at(-1)).toBe("and so on");
  });

  it("refuses a type without a name, and an identifier without a type", async () => {
    await expect(page({ StartRecordType: "A" })).rejects.toMatchObject({ name: "InvalidInput" });
    await expect(
      page({ StartRecordName: "a.example.com", StartRecordIdentifier: "1" }),
    ).rejects.toMatchObject({ name: "InvalidInput" });
  });

  it("is no snapshot: what is written between pages may be missed or seen twice", async () => {
    fill(600);
    session.fake.faults.arm(
      "ListResourceRecordSets",
      { kind: "meanwhile", act: () => fill(1, () => "aaa") },
      { skip: 1 },
    );
    expect(await all(300)).not.toContain("aaa.example.com. A ");
    expect(session.zone.sets.size).toBe(603);
  });

  it("has changes that are not INSYNC yet", async () => {
    session.fake.settleMs = 60_000;
    const id = await session.change(set("CREATE", "a A", "192.0.2.1"));
    expect(await all(300)).toContain("a.example.com. A ");
    const status = async () =>
      (await session.client.send(new GetChangeCommand({ Id: id }))).ChangeInfo?.Status;
    expect(await status()).toBe("PENDING");
    session.time.nowMs += 60_000;
    expect(await status()).toBe("INSYNC");
    await expect(session.client.send(new GetChangeCommand({ Id: "C1" }))).rejects.toMatchObject({
      name: "NoSuchChange",
    });
  });
});

describe("hosted zones", () => {
  it("are made with NS and SOA, once for a caller reference, and several of a name", async () => {
    const { client, fake } = session;
    const make = (CallerReference: string) =>
      client.send(new CreateHostedZoneCommand({ Name: "Example.NET", CallerReference }));
    const made = await make("one");
    expect(made.HostedZone).toMatchObject({ Name: "example.net.", ResourceRecordSetCount: 2 });
    expect(made.DelegationSet?.NameServers).toEqual(fake.nameserverNames);
    await expect(make("one")).rejects.toMatchObject({ name: "HostedZoneAlreadyExists" });
    const second = await make("two");
    expect(second.HostedZone?.Id).not.toBe(made.HostedZone?.Id);
    const got = await client.send(new GetHostedZoneCommand({ Id: made.HostedZone?.Id ?? "" }));
    expect(got.DelegationSet?.NameServers).toHaveLength(4);
  });

  it("are found by name: those from that name on, by reversed labels", async () => {
    const { client, fake } = session;
    fake.createZone("a.example.com");
    fake.createZone("example.net");
    const byName = async (DNSName: string) => {
      const answer = await client.send(new ListHostedZonesByNameCommand({ DNSName }));
      return answer.HostedZones?.map(({ Name }) => Name);
    };
    expect(await byName("example.com")).toEqual(["example.com.", "a.example.com.", "example.net."]);
    expect(await byName("b.example.com")).toEqual(["example.net."]);
    const page1 = await client.send(new ListHostedZonesCommand({ MaxItems: 2 }));
    expect(page1).toMatchObject({ IsTruncated: true });
    const page2 = await client.send(new ListHostedZonesCommand({ Marker: page1.NextMarker }));
    expect(page2.HostedZones?.map(({ Name }) => Name)).toEqual(["example.net."]);
  });

  it("are deleted only when nothing but NS and SOA is left", async () => {
    const { client, zone } = session;
    const command = new DeleteHostedZoneCommand({ Id: zone.options.id });
    await session.change(set("CREATE", "a A", "192.0.2.1"));
    await expect(client.send(command)).rejects.toMatchObject({ name: "HostedZoneNotEmpty" });
    await session.change(set("DELETE", "a A", "192.0.2.1"));
    await client.send(command);
    await expect(page()).rejects.toMatchObject({ name: "NoSuchHostedZone" });
  });

  it("tell how many sets they may have and do", async () => {
    const limit = await session.client.send(
      new GetHostedZoneLimitCommand({
        HostedZoneId: session.zone.options.id,
        Type: "MAX_RRSETS_BY_ZONE",
      }),
    );
    expect(limit).toMatchObject({ Limit: { Value: 10_000 }, Count: 2 });
  });
});

describe("calls", () => {
  it("are taken from the one access key only", async () => {
    const stranger = new Route53Client({
      endpoint: session.fake.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "AKIDSOMEONE", secretAccessKey: "x" },
      maxAttempts: 1,
    });
    await expect(stranger.send(new ListHostedZonesCommand({}))).rejects.toMatchObject({
      name: "InvalidClientTokenId",
    });
    stranger.destroy();
    const bare = await fetch(`${session.fake.endpoint}/2013-04-01/hostedzone`);
    expect(bare.status).toBe(403);
    expect(await bare.text()).toContain("MissingAuthenticationToken");
  });

  it("are throttled by account and by action as documented: 50 at once, then 10 a second", async () => {
    await session.close();
    session = await openSession({ rates: documentedRates });
    const tries = async (count: number) => {
      const done = await Promise.allSettled(Array.from({ length: count }, () => page()));
      return done.filter(({ status }) => status === "fulfilled").length;
    };
    expect(await tries(60)).toBe(50);
    session.time.nowMs += 1000;
    expect(await tries(20)).toBe(10);
    await expect(page()).rejects.toMatchObject({ name: "Throttling", message: "Rate exceeded" });
  });

  it("are refused while another change of the same zone is being worked on", async () => {
    let release = () => {};
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    session.fake.faults.arm("ChangeResourceRecordSets", { kind: "held", until });
    const first = session.change(set("CREATE", "a A", "192.0.2.1"));
    while (!session.zone.busy) await new Promise((resolve) => setImmediate(resolve));
    expect(await session.refused(set("CREATE", "b A", "192.0.2.1"))).toContain(
      "PriorRequestNotComplete",
    );
    release();
    await first;
    await session.change(set("CREATE", "b A", "192.0.2.1"));
  });

  it("go wrong as they are told, before or after the change is made", async () => {
    const { faults } = session.fake;
    const create = (name: string) => session.refused(set("CREATE", `${name} A`, "192.0.2.1"));
    faults.arm("ChangeResourceRecordSets", { kind: "throttle" });
    expect(await create("a")).toContain("Throttling");
    faults.arm("ChangeResourceRecordSets", { kind: "busy" });
    expect(await create("a")).toContain("PriorRequestNotComplete");
    faults.arm("ChangeResourceRecordSets", { kind: "refuse", status: 503 });
    expect(await create("a")).toContain("ServiceUnavailable");
    faults.arm("ChangeResourceRecordSets", { kind: "cut-before" });
    expect(await create("a")).not.toBe("accepted");
    expect(session.zone.sets.size).toBe(2);
    faults.arm("ChangeResourceRecordSets", { kind: "cut-after" });
    expect(await create("a")).not.toBe("accepted");
    expect(session.zone.sets.size).toBe(3);
    faults.arm("*", { kind: "garble", body: "<oops" });
    expect(await create("b")).not.toBe("accepted");
    expect(session.zone.sets.size).toBe(4);
    expect(faults.armed()).toEqual([]);
    expect(session.fake.count("ChangeResourceRecordSets")).toBe(6);
  });
});
