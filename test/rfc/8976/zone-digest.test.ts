/** RFC 8976: the example zones of its appendix A and their digests. */
import { describe, expect, it } from "vitest";
import { zoneDigest } from "../../../src/dnssec/zone-digest.js";
import { readZoneText } from "../../../src/zone/zone-text.js";

const head = `example.      86400  IN  SOA     ns1 admin 2018031900 1800 900 604800 86400
              86400  IN  NS      ns1
              86400  IN  NS      ns2
ns1           3600   IN  A       203.0.113.63`;

function digestOf(text: string, hash: string): string {
  const { zone } = readZoneText(`$ORIGIN example.\n${text}`, { apex: "example." });
  if (zone === null) throw new Error("the zone is well-formed");
  return Buffer.from(zoneDigest(zone, hash)).toString("hex");
}

describe("the zone digest", () => {
  it("is that of appendix A.1 for the simple zone", () => {
    expect(digestOf(`${head}\nns2 3600 IN AAAA 2001:db8::63`, "sha384")).toBe(
      "c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e730044c",
    );
  });

  it("is that of appendix A.2 for the zone with occluded, repeated and foreign records", () => {
    const text = `${head}
NS2           3600   IN  AAAA    2001:db8::63
occluded.sub  7200   IN  TXT     "I'm occluded but must be digested"
sub           7200   IN  NS      ns1
duplicate     300    IN  TXT     "I must be digested just once"
duplicate     300    IN  TXT     "I must be digested just once"
foo.test.     555    IN  TXT     "out-of-zone data must be excluded"
UPPERCASE     3600   IN  TXT     "canonicalize uppercase owner names"
*             777    IN  PTR     dont-forget-about-wildcards
mail          3600   IN  MX      20 MAIL1
mail          3600   IN  MX      10 Mail2.Example.
sortme        3600   IN  AAAA    2001:db8::5:61
sortme        3600   IN  AAAA    2001:db8::3:62
sortme        3600   IN  AAAA    2001:db8::4:63
sortme        3600   IN  AAAA    2001:db8::1:65
sortme        3600   IN  AAAA    2001:db8::2:64
non-apex      900    IN  ZONEMD  2018031900 1 1 (
    616c6c6f776564206275742069676e6f7265642e20616c6c
    6f776564206275742069676e6f7265642e20616c6c6f7765 )`;
    expect(digestOf(text, "sha384")).toBe(
      "a3b69bad980a3504e1cffcb0fd6397f93848071c93151f552ae2f6b1711d4bd2d8b39808226d7b9db71e34b72077f8fe",
    );
  });

  it("leaves out the apex's own ZONEMD records, whatever they say", () => {
    const own = `example. 86400 IN ZONEMD 2018031900 1 2 ${"ab".repeat(64)}`;
    const text = `${head}\nns2 3600 IN AAAA 2001:db8::63`;
    expect(digestOf(`${text}\n${own}`, "sha512")).toBe(digestOf(text, "sha512"));
  });
});
