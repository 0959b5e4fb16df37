/** RFC 1034 §4.3.2: the algorithm, with the example zones of §6.1 in spirit. */
import { describe, expect, it } from "vitest";
import { dig, lines, serve } from "../../dig.js";

const answerer = serve(
  `example.com. 3600 SOA ns1.example.com. h.example.com. 7 2 3 4 300
   example.com. 3600 NS ns1.example.com.
   example.com. 3600 NS ns.example.net.
   example.com. 3600 MX 10 mail.example.com.
   ns1.example.com. 3600 A 192.0.2.1
   mail.example.com. 3600 A 192.0.2.2
   mail.example.com. 3600 AAAA 2001:db8::2
   www.example.com. 300 CNAME web.example.com.
   web.example.com. 60 A 192.0.2.3
   out.example.com. 300 CNAME www.example.org.
   far.example.com. 300 CNAME host.elsewhere.test.
   deep.down.example.com. 60 TXT "x"
   sub.example.com. 3600 NS ns.sub.example.com.
   sub.example.com. 3600 NS ns.other.example.com.
   ns.sub.example.com. 3600 A 192.0.2.53
   hidden.sub.example.com. 3600 TXT "never seen"
   ns.other.example.com. 3600 A 192.0.2.54
   into.example.com. 300 CNAME a.sub.example.com.
   null.example.com. 300 MX 0 .`,
  `example.org. 3600 SOA ns.example.org. h.example.org. 7 2 3 4 900
   example.org. 3600 NS ns.example.net.
   www.example.org. 60 A 192.0.2.9
   back.example.org. 60 CNAME www.example.com.`,
);

describe("RFC 1034 §4.3.2", () => {
  it.each([
    [
      "the RRset at a name, with authority and nothing else",
      "web.example.com A",
      `NOERROR aa
       an web.example.com. 60 A 192.0.2.3`,
    ],
    [
      "step 3a: a CNAME is followed within the zone",
      "www.example.com A",
      `NOERROR aa
       an www.example.com. 300 CNAME web.example.com.
       an web.example.com. 60 A 192.0.2.3`,
    ],
    [
      "a query for CNAME is answered with the CNAME alone",
      "www.example.com CNAME",
      `NOERROR aa
       an www.example.com. 300 CNAME web.example.com.`,
    ],
    [
      "step 3a: a CNAME starts again at step 2, in whichever zone is served",
      "out.example.com A",
      `NOERROR aa
       an out.example.com. 300 CNAME www.example.org.
       an www.example.org. 60 A 192.0.2.9`,
    ],
    [
      "there and back again",
      "back.example.org A",
      `NOERROR aa
       an back.example.org. 60 CNAME www.example.com.
       an www.example.com. 300 CNAME web.example.com.
       an web.example.com. 60 A 192.0.2.3`,
    ],
    [
      "an alias to a zone that is not served ends the answer",
      "far.example.com A",
      `NOERROR aa
       an far.example.com. 300 CNAME host.elsewhere.test.`,
    ],
    [
      "no data at the end of a chain comes with the SOA of that zone",
      "out.example.com AAAA",
      `NOERROR aa
       an out.example.com. 300 CNAME www.example.org.
       ns example.org. 900 SOA ns.example.org. h.example.org. 7 2 3 4 900`,
    ],
    [
      "step 3b: a referral below the cut, without authority, with glue",
      "x.sub.example.com A",
      `NOERROR
       ns sub.example.com. 3600 NS ns.sub.example.com.
       ns sub.example.com. 3600 NS ns.other.example.com.
       ar ns.sub.example.com. 3600 A 192.0.2.53
       ar ns.other.example.com. 3600 A 192.0.2.54`,
    ],
    [
      "step 3b: a referral at the cut itself, whatever the type",
      "sub.example.com ANY",
      `NOERROR
       ns sub.example.com. 3600 NS ns.sub.example.com.
       ns sub.example.com. 3600 NS ns.other.example.com.
       ar ns.sub.example.com. 3600 A 192.0.2.53
       ar ns.other.example.com. 3600 A 192.0.2.54`,
    ],
    [
      "what lies below a cut is never an answer, even if the zone file has it",
      "hidden.sub.example.com TXT",
      `NOERROR
       ns sub.example.com. 3600 NS ns.sub.example.com.
       ns sub.example.com. 3600 NS ns.other.example.com.
       ar ns.sub.example.com. 3600 A 192.0.2.53
       ar ns.other.example.com. 3600 A 192.0.2.54`,
    ],
    [
      "a chain that meets a cut: its beginning has authority, its end is a referral",
      "into.example.com A",
      `NOERROR aa
       an into.example.com. 300 CNAME a.sub.example.com.
       ns sub.example.com. 3600 NS ns.sub.example.com.
       ns sub.example.com. 3600 NS ns.other.example.com.
       ar ns.sub.example.com. 3600 A 192.0.2.53
       ar ns.other.example.com. 3600 A 192.0.2.54`,
    ],
    [
      "step 3c: a name that does not exist",
      "nothing.example.com A",
      `NXDOMAIN aa
       ns example.com. 300 SOA ns1.example.com. h.example.com. 7 2 3 4 300`,
    ],
    [
      "an empty non-terminal exists, and has no data",
      "down.example.com A",
      `NOERROR aa
       ns example.com. 300 SOA ns1.example.com. h.example.com. 7 2 3 4 300`,
    ],
    [
      "step 6: addresses of mail servers are added",
      "example.com MX",
      `NOERROR aa
       an example.com. 3600 MX 10 mail.example.com.
       ar mail.example.com. 3600 A 192.0.2.2
       ar mail.example.com. 3600 AAAA 2001:db8::2`,
    ],
    [
      "a null MX (RFC 7505) has no addresses",
      "null.example.com MX",
      `NOERROR aa
       an null.example.com. 300 MX 0 .`,
    ],
    [
      "the NS of the apex are an answer, with the addresses known here",
      "example.com NS",
      `NOERROR aa
       an example.com. 3600 NS ns1.example.com.
       an example.com. 3600 NS ns.example.net.
       ar ns1.example.com. 3600 A 192.0.2.1`,
    ],
    ["step 2: a name of no zone", "example.net A", "REFUSED"],
    ["a zone's parent is another zone", "com A", "REFUSED"],
  ])("%s", (_, question, expected) => {
    expect(dig(answerer, question)).toBe(lines(expected));
  });
});
