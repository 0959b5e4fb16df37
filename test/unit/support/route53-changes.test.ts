/**
 * The fake of Route 53 holds what the API reference of ChangeResourceRecordSets and the Developer
 * Guide ("Supported DNS record types", "DNS domain name format", "Quotas") say; read 2026-11-22.
 */
import { ListResourceRecordSetsCommand, type ResourceRecordSet } from "@aws-sdk/client-route-53";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSession, type Session, set } from "../../support/route53/route53-session.js";

let session: Session;
beforeEach(async () => {
  session = await openSession({ nameserverCount: 1 });
});
afterEach(() => session.close());

async function listed(): Promise<readonly ResourceRecordSet[]> {
  const { client, zone } = session;
  const answer = await client.send(
    new ListResourceRecordSetsCommand({ HostedZoneId: zone.options.id }),
  );
  return answer.ResourceRecordSets ?? [];
}

async function names(): Promise<string[]> {
  return (await listed()).map(({ Name, Type }) => `${Name} ${Type}`);
}

const address = "192.0.2.1";

describe("a batch (API_ChangeResourceRecordSets, transactional changes)", () => {
  it("is applied as a whole, or not at all", async () => {
    const before = await names();
    expect(
      await session.refused(
        set("CREATE", "a A", address),
        set("CREATE", "b A", "not an address"),
        set("DELETE", "gone A", address),
      ),
    ).toMatch(/InvalidChangeBatch: .*not a valid IPv4 address.*gone.* but it was not found/s);
    expect(await names()).toEqual(before);
    await session.change(set("CREATE", "a A", address), set("CREATE", "b A", address));
    expect(await names()).toEqual([...before, "a.example.com. A", "b.example.com. A"]);
  });

  it("refuses to create what exists, and UPSERT takes both", async () => {
    await session.change(set("CREATE", "a A", address));
    expect(await session.refused(set("CREATE", "a A", address))).toContain(
      "Tried to create resource record set [name='a.example.com.', type='A'] but it already exists",
    );
    await session.change(set("UPSERT", "a A", "192.0.2.2"), set("UPSERT", "b A", address));
    const [, , a] = await listed();
    expect(a?.ResourceRecords).toEqual([{ Value: "192.0.2.2" }]);
  });

  it("deletes only what is named in full: TTL and every value, in any order", async () => {
    await session.change(set("CREATE", "a A", [address, "192.0.2.2"]));
    const mismatch = "the values provided do not match the current values";
    expect(await session.refused(set("DELETE", "a A", address))).toContain(mismatch);
    expect(await session.refused(set("DELETE", "a A 60", [address, "192.0.2.2"]))).toContain(
      mismatch,
    );
    expect(await session.refused(set("DELETE", "b A", address))).toContain("it was not found");
    await session.change(set("DELETE", "a A", ["192.0.2.2", address]));
    expect(await names()).toEqual(["example.com. NS", "example.com. SOA"]);
  });

  it("refuses the same deletion twice, and takes a deletion with a creation after it", async () => {
    await session.change(set("CREATE", "a A", address));
    const twice = [set("DELETE", "a A", address), set("DELETE", "a A", address)];
    expect(await session.refused(...twice)).toContain(
      "invalid set of changes for a resource record set 'A a.example.com.'",
    );
    await session.change(set("DELETE", "a A", address), set("CREATE", "a A", "192.0.2.2"));
    expect((await listed())[2]?.ResourceRecords).toEqual([{ Value: "192.0.2.2" }]);
  });

  it("has at most 1,000 ResourceRecord elements, those of UPSERT counted twice", async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => `10.0.${i >> 8}.${i % 256}`);
    const sets = (action: "CREATE" | "UPSERT", ...counts: number[]) =>
      counts.map((count, i) => set(action, `${action.toLowerCase()}${i} A`, many(count)));
    expect(await session.refused(...sets("CREATE", 400, 400, 201))).toContain("limit of 1000");
    expect(await session.refused(...sets("UPSERT", 400, 101))).toContain("limit of 1000");
    await session.change(...sets("CREATE", 400, 400, 200));
    await session.change(...sets("UPSERT", 400, 100));
  });

  it("has sets of at most 400 records", async () => {
    const many = Array.from({ length: 401 }, (_, i) => `10.0.${i >> 8}.${i % 256}`);
    expect(await session.refused(set("CREATE", "a A", many))).toContain("more than 400 records");
  });

  it("has at most 32,000 characters of Value, those of UPSERT counted twice", async () => {
    const texts = (count: number) =>
      Array.from({ length: count }, (_, i) => `"${String(i).padStart(4, "0").repeat(24)}12"`);
    expect(texts(1)[0]).toHaveLength(100);
    expect(await session.refused(set("CREATE", "a TXT", texts(321)))).toContain("32000");
    expect(await session.refused(set("UPSERT", "a TXT", texts(161)))).toContain("32000");
    await session.change(set("CREATE", "a TXT", texts(320)));
    await session.change(set("UPSERT", "b TXT", texts(160)));
  });

  it("tells one message for each bad change", async () => {
    const bad = [1, 2, 3].map((i) => set("DELETE", `gone${i} A`, address));
    const message = await session.refused(set("CREATE", "a A", address), ...bad);
    expect(message.match(/gone\d\.example\.com\.', type='A'\] but it was not found/g)).toHaveLength(
      3,
    );
  });

  it("tells them as a list where the API does", async () => {
    const other = await openSession({ messagesAs: "list" });
    const fault = await other.change(set("DELETE", "a A", address)).catch((error) => error);
    expect(fault.messages).toHaveLength(1);
    await other.close();
  });

  it("refuses CNAME beside other types and at the apex, and swaps them in one batch", async () => {
    await session.change(set("CREATE", "a A", address));
    expect(await session.refused(set("CREATE", "a CNAME", "b.example.net."))).toContain(
      "conflicts with other records",
    );
    await session.change(set("DELETE", "a A", address), set("CREATE", "a CNAME", "b.example.net."));
    expect(await session.refused(set("CREATE", "a TXT", '"x"'))).toContain("conflicts");
    expect(await session.refused(set("CREATE", "@ CNAME", "b.example.net."))).toContain("at apex");
  });

  it("keeps NS and SOA of the apex, but lets both be changed, by CREATE too", async () => {
    const [ns, soa] = await listed();
    expect(
      await session.refused(
        { Action: "DELETE", ResourceRecordSet: ns },
        { Action: "DELETE", ResourceRecordSet: soa },
      ),
    ).toMatch(/at least one NS record.*exactly one SOA/s);
    await session.change(set("UPSERT", "@ NS 3600", "ns.example.net."));
    await session.change(set("CREATE", "@ NS 7200", "ns.example.net."));
    expect((await listed())[0]).toMatchObject({ Type: "NS", TTL: 7200 });
  });

  it("sees an alias target only if it is created before the alias, after all deletions", async () => {
    const { id } = session.zone.options;
    const alias = {
      AliasTarget: { HostedZoneId: id, DNSName: "a.example.com.", EvaluateTargetHealth: false },
    };
    expect(await session.refused(set("CREATE", "b A", [], alias))).toContain(
      "target was not found",
    );
    expect(
      await session.refused(set("CREATE", "b A", [], alias), set("CREATE", "a A", address)),
    ).toContain("target was not found");
    await session.change(set("CREATE", "a A", address), set("CREATE", "b A", [], alias));
    // UPSERT takes its set away first, so the target is missing for a while.
    expect(
      await session.refused(set("UPSERT", "b A", [], alias), set("UPSERT", "a A", address)),
    ).toContain("target was not found");
    expect(await session.refused(set("CREATE", "b AAAA", [], alias))).toContain("not found");
    const foreign = { ...alias.AliasTarget, HostedZoneId: "Z2", DNSName: "www.example.net." };
    expect(await session.refused(set("CREATE", "c A", [], { AliasTarget: foreign }))).toContain(
      "does not lie within the target zone",
    );
    const aws = { ...foreign, DNSName: "d111111abcdef8.cloudfront.net." };
    await session.change(set("CREATE", "c A", [], { AliasTarget: aws }));
  });

  it("refuses names outside the zone, at a label boundary", async () => {
    expect(await session.refused(set("CREATE", "evilexample.com. A", address))).toContain(
      "is not permitted in zone example.com.",
    );
  });

  it("knows 17 types and no other", async () => {
    for (const type of ["LOC", "URI", "DNSKEY", "CDS", "DNAME", "OPENPGPKEY", "CERT"]) {
      expect(await session.refused(set("CREATE", `a ${type}`, "x"))).toContain(
        `InvalidInput: 1 validation error detected: Value '${type}'`,
      );
    }
  });

  it("takes a TTL from 0 to 2147483647", async () => {
    expect(await session.refused(set("CREATE", "a A 2147483648", address))).toContain("TTL");
    await session.change(set("CREATE", "a A 0", address), set("CREATE", "b A 2147483647", address));
  });

  it("refuses a health check that is not there", async () => {
    expect(
      await session.refused(
        set("CREATE", "a A", address, { HealthCheckId: "none", SetIdentifier: "1", Weight: 1 }),
      ),
    ).toContain("NoSuchHealthCheck");
  });
});

describe("values (Developer Guide, supported DNS record types)", () => {
  it("of TXT are quoted strings of up to 255 octets, escaped in octal", async () => {
    const text = (value: string) => session.refused(set("UPSERT", "t TXT", value));
    expect(await text("unquoted")).toContain("Value should be enclosed in quotation marks");
    expect(await text(`"${"x".repeat(256)}"`)).toContain("CharacterStringTooLong");
    expect(await text('"caf\u00e9"')).toContain("UnsupportedCharacter");
    expect(await text('"\\x"')).toContain("InvalidEscapeSequence");
    expect(await text('"a"b"')).toContain("InvalidCharacterString");
    expect(await text(`"${"x".repeat(3999)}"`)).toContain("too long");
    expect(await text('"a \\"b\\" \\\\ \\303\\251; " "" "second"')).toBe("accepted");
  });

  it("are refused twice in one set", async () => {
    expect(await session.refused(set("CREATE", "a A", [address, address]))).toContain("Duplicate");
  });

  it("may lack the final dot of a target, and come back as they were given", async () => {
    await session.change(set("CREATE", "m MX", "10 Mail.Example.NET"));
    expect((await listed())[2]?.ResourceRecords).toEqual([{ Value: "10 Mail.Example.NET" }]);
  });

  it("of a CNAME are one", async () => {
    expect(await session.refused(set("CREATE", "c CNAME", ["a.example.", "b.example."]))).toContain(
      "a CNAME has one value",
    );
  });
});

describe("names (Developer Guide, DNS domain name format)", () => {
  it("come back in lower case, with everything odd as octal escapes", async () => {
    await session.change(
      set("CREATE", "WWW A", address),
      set("CREATE", "* A", address),
      set("CREATE", "a\\056b.\\303\\274 A", address),
      set("CREATE", "x!y A", address),
    );
    expect((await names()).slice(2)).toEqual([
      "\\052.example.com. A",
      "www.example.com. A",
      "x\\041y.example.com. A",
      "a\\056b.\\303\\274.example.com. A",
    ]);
    expect(await session.refused(set("CREATE", "\\052 A", address))).toContain("already exists");
  });

  it("may have an asterisk anywhere, but no NS at a wildcard", async () => {
    expect(await session.refused(set("CREATE", "* NS", "ns.example.net."))).toContain("wildcard");
    await session.change(
      set("CREATE", "a.* A", address),
      set("CREATE", "sub.*.b NS", "ns.example.net."),
    );
  });

  it("are refused if a label is empty, too long, or not in ASCII", async () => {
    expect(await session.refused(set("CREATE", "a..b A", address))).toContain("DomainLabelEmpty");
    expect(await session.refused(set("CREATE", `${"a".repeat(64)} A`, address))).toContain(
      "DomainLabelTooLong",
    );
    expect(await session.refused(set("CREATE", "\u00fc A", address))).toContain("Unsupported");
  });
});

describe("routing policies (Developer Guide, values specific for routing)", () => {
  const weighted = (SetIdentifier: string, Weight = 1) => ({ SetIdentifier, Weight });

  it("need a set identifier, and it needs one of them", async () => {
    expect(await session.refused(set("CREATE", "a A", address, { Weight: 1 }))).toContain("SetId");
    expect(await session.refused(set("CREATE", "a A", address, { SetIdentifier: "x" }))).toContain(
      "SetId",
    );
    const long = weighted("x".repeat(129));
    expect(await session.refused(set("CREATE", "a A", address, long))).toContain("128 characters");
  });

  it("do not mix with simple sets or with each other at one name and type", async () => {
    await session.change(
      set("CREATE", "a A", address),
      set("CREATE", "b A", address, weighted("1")),
    );
    expect(await session.refused(set("UPSERT", "a A", address, weighted("1")))).toContain(
      "cannot be created as other RRSets exist with the same name and type",
    );
    expect(await session.refused(set("UPSERT", "b A", address))).toContain("other RRSets exist");
    const failover = { SetIdentifier: "2", Failover: "PRIMARY" } as const;
    expect(await session.refused(set("CREATE", "b A", address, failover))).toContain(
      "as a non-failover set exists",
    );
    await session.change(
      set("DELETE", "b A", address, weighted("1")),
      set("CREATE", "b A", address, failover),
    );
    const again = { SetIdentifier: "3", Failover: "PRIMARY" } as const;
    expect(await session.refused(set("CREATE", "b A", address, again))).toContain("PRIMARY");
  });

  it("have weights from 0 to 255", async () => {
    expect(await session.refused(set("CREATE", "a A", address, weighted("1", 256)))).toContain(
      "0 to 255",
    );
    await session.change(
      set("CREATE", "a A", address, weighted("1", 255)),
      set("CREATE", "a A", "192.0.2.2", weighted("2", 0)),
    );
  });
});
