import { describe, expect, it } from "vitest";
import { dmarcVersion } from "../../../../validators/mail/dmarc-record.js";
import { domainTextOf, wireNameOf } from "../../../../validators/mail/domain-name.js";
import { organisationDomainOf } from "../../../../validators/mail/mail-domain.js";
import { reportAddressesOf } from "../../../../validators/mail/report-address.js";
import { parseTags, repeatedTags } from "../../../../validators/mail/tag-list.js";

describe("lists of tags", () => {
  it("have names, values without the blanks around them, and places", () => {
    const { tags, broken } = parseTags("v=DMARC1; p = reject ;; x; rua=mailto:a@example.com?b=c;");
    expect(tags).toEqual([
      { name: "v", value: "DMARC1", offset: 0 },
      { name: "p", value: "reject", offset: 9 },
      { name: "rua", value: "mailto:a@example.com?b=c", offset: 26 },
    ]);
    expect(broken).toEqual([{ name: "", value: "x", offset: 23 }]);
  });

  it("tell which names stand there again", () => {
    expect(repeatedTags(parseTags("p=a;q=b;p=c;P=d")).map(({ value }) => value)).toEqual(["c"]);
  });

  it("of 64 KB are read as far as anybody would", () => {
    expect(parseTags("a=b;".repeat(16_000)).tags).toHaveLength(100);
    expect(parseTags(";".repeat(65_535))).toEqual({ tags: [], broken: [] });
    expect(parseTags(`${" ".repeat(65_000)}=`).tags).toEqual([]);
  });
});

describe("the version of a DMARC record", () => {
  it("comes first, and its case counts", () => {
    const isDmarc = (text: string) => dmarcVersion.test(text);
    expect(["v=DMARC1", "v=DMARC1;p=none", "v = DMARC1 ; p=none"].map(isDmarc)).toEqual([
      true,
      true,
      true,
    ]);
    expect(
      ["v=dmarc1", "v=DMARC10", " v=DMARC1", "p=none; v=DMARC1", "V=DMARC1"].map(isDmarc),
    ).toEqual(Array(5).fill(false));
  });
});

describe("addresses of reports", () => {
  it("are mailboxes and https addresses, separated by commas", () => {
    expect(reportAddressesOf("mailto:A@Example.com!10m , https://x.example.net/y")).toMatchObject([
      { scheme: "mailto", domain: "example.com", fault: undefined },
      { scheme: "https", domain: "x.example.net", fault: undefined },
    ]);
  });

  it.each([
    ["dmarc@example.com", "lacks mailto: in front"],
    ["nonsense", "is no URI"],
    ["", "is no URI"],
    ["mailto:example.com", "holds no e-mail address"],
    ["mailto:a@localhost", "holds no e-mail address"],
    ["mailto:a@b@", "holds no e-mail address"],
    ["https://", "names no host"],
    ["https://192.0.2.1/", "names no host"],
  ])("are not %j", (text, why) => {
    expect(reportAddressesOf(text)).toMatchObject([{ domain: "", fault: why }]);
  });

  it("of 64 KB are read as far as anybody would", () => {
    expect(reportAddressesOf(",".repeat(65_535)).length).toBeLessThanOrEqual(50);
    expect(reportAddressesOf(`mailto:${"@".repeat(65_000)}`)[0]!.fault).toBeDefined();
  });
});

describe("names in SPF", () => {
  it("become wire names, in which a backslash is an octet like any other", () => {
    expect(wireNameOf("a\\.example.")).toEqual(
      Uint8Array.from([2, 97, 92, 7, ...Buffer.from("example"), 0]),
    );
    expect(domainTextOf(wireNameOf("a\\.example")!)).toBe("a\\.example");
  });

  it("are none with an empty or a long label, or more than 255 octets", () => {
    for (const text of ["", ".", "a..b", ".a", "a".repeat(64), `${"a.".repeat(127)}ab`]) {
      expect({ text, name: wireNameOf(text) }).toEqual({ text, name: undefined });
    }
    expect(wireNameOf(`${"a.".repeat(126)}a`)).toHaveLength(255);
  });
});

describe("the domain of an organisation", () => {
  it.each([
    ["example.com", "example.com"],
    ["a.b.example.com", "example.com"],
    ["news.example.co.uk", "example.co.uk"],
    ["example.co.uk", "example.co.uk"],
    ["test", "test"],
  ])("above %s is %s", (domain, organisation) => {
    expect(organisationDomainOf(domain)).toBe(organisation);
  });
});
