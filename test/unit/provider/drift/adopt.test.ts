import { describe, expect, it } from "vitest";
import { lowerNameFromText } from "../../../../src/dns/name-text.js";
import { rdataFromText } from "../../../../src/dns/rr/rdata-text.js";
import { typeCodeFromText } from "../../../../src/dns/rr/registry.js";
import { type AdoptWish, adopt } from "../../../../src/provider/drift/adopt.js";
import { memoryFiles } from "../../../../src/zone/zone-text.js";

const path = "/zones/zone";
const head = `$ORIGIN example.com.
$TTL 300
@ SOA ns1 hostmaster 41 3600 600 86400 60 ; of the zone
  NS ns1
ns1 A 192.0.2.101
`;

function wish(owner: string, type: string, ttl: number, ...rdatas: string[]): AdoptWish {
  const code = typeCodeFromText(type)!;
  const name = lowerNameFromText(owner)!;
  const live = {
    owner: name,
    type: code,
    variant: "",
    ttlSeconds: ttl,
    rdatas: rdatas.map((text) => rdataFromText(code, text) as Uint8Array),
    extra: null,
  };
  return { owner: name, type: code, live: rdatas.length === 0 ? null : live };
}

/** What becomes of the records behind `head`, and what is refused. */
function adopted(records: string, wanted: readonly AdoptWish[], more = {}) {
  const files = memoryFiles({ [path]: head + records, ...more });
  const { after, refused } = adopt({
    files,
    zone: { path, root: "/zones" },
    wanted,
    nowSeconds: 1_700_000_000,
  });
  const text = after === null ? null : Buffer.from(after).toString("latin1");
  const isHeadKept = text?.startsWith(head.replace(" 41 ", " 42 ")) === true;
  return {
    text: isHeadKept ? text.slice(head.length) : text,
    refused: refused.map(({ reason }) => reason),
  };
}

describe("a value that somebody changed at the provider", () => {
  it("takes the place of the old one; comments, other records and layout stay, the serial moves", () => {
    const records =
      "; the web\nwww   A 192.0.2.1  ; old\n      A 192.0.2.2  ; good\nftp A 192.0.2.3\n";
    const { text } = adopted(records, [
      wish("www.example.com", "A", 300, "192.0.2.2", "192.0.2.9"),
    ]);
    expect(text).toBe(
      "; the web\nwww      A 192.0.2.2  ; good\nwww.example.com. 300 IN A 192.0.2.9\nftp A 192.0.2.3\n",
    );
  });

  it("is added where the zone file has nothing, and taken out where the provider has nothing", () => {
    const wanted = [wish("new.example.com", "TXT", 60, '"a;b"'), wish("www.example.com", "A", 0)];
    const { text } = adopted("www A 192.0.2.1\nftp A 192.0.2.3\n", wanted);
    expect(text).toBe('ftp A 192.0.2.3\nnew.example.com. 60 IN TXT "a;b"\n');
  });
});

describe("a TTL that somebody changed at the provider", () => {
  it.each([
    ["www 60 A 192.0.2.1 ; c", "www 900 A 192.0.2.1 ; c"],
    ["www IN 1m A 192.0.2.1", "www IN 900 A 192.0.2.1"],
    ["www   A 192.0.2.1", "www   900 A 192.0.2.1"],
    ["www  A ( 192.0.2.1\n )", "www  900 A ( 192.0.2.1\n )"],
  ])("is written into %s", (before, after) => {
    const { text } = adopted(`${before}\n`, [wish("www.example.com", "A", 900, "192.0.2.1")]);
    expect(text).toBe(`${after}\n`);
  });
});

describe("what cannot be adopted", () => {
  const www = wish("www.example.com", "A", 300, "192.0.2.9");
  it.each([
    ["$INCLUDE other\n", [www], "it stands in a file that is included"],
    [
      "$GENERATE 1-2 www A 192.0.2.$\n",
      [www],
      "its lines are laid out so that they cannot be changed by a program",
    ],
    [
      "",
      [wish("example.com", "NS", 300, "ns9.example.com.")],
      "NS at the apex are those of all providers of the zone",
    ],
    [
      "ftp A 192.0.2.3\n",
      [wish("ftp.example.com", "CNAME", 300, "www.example.com.")],
      "the zone file would not be read",
    ],
  ])("is refused with a reason: %j", (records, wanted, reason) => {
    const { text, refused } = adopted(records, wanted, { "/zones/other": "www A 192.0.2.1\n" });
    expect(text).toBeNull();
    expect(refused).toEqual([expect.stringContaining(reason)]);
  });

  it("stops nothing else", () => {
    const wanted = [wish("example.com", "NS", 300, "ns9.example.com."), www];
    const { text, refused } = adopted("www A 192.0.2.1\n", wanted);
    expect(text).toBe("www.example.com. 300 IN A 192.0.2.9\n");
    expect(refused).toHaveLength(1);
  });

  it("is a TTL that others would inherit", () => {
    // Without $TTL, a record without a TTL has that of the one before (RFC 1035 §5.1).
    const files = memoryFiles({
      [path]:
        "example.com. 300 SOA ns1 h 41 3600 600 86400 60\n NS ns1\nns1 A 192.0.2.1\nwww A 192.0.2.1\n",
    });
    const wanted = [wish("ns1.example.com", "A", 900, "192.0.2.1")];
    const zone = { path, root: "/zones", apex: lowerNameFromText("example.com")! };
    const { after, refused } = adopt({ files, zone, wanted, nowSeconds: 0 });
    expect(after).toBeNull();
    expect(refused[0]!.reason).toBe("other records would change with it");
  });
});
