/** Segments for tests: compiled from zone text, with every kind of node and template in them. */
import { SegmentBuilder } from "../../../src/image/build.js";
import { readZone } from "../../answerer.js";

export const torture = `$ORIGIN example.
$TTL 300
@        SOA ns1 hostmaster 7 3600 600 86400 60
@        NS ns1
@        NS ns.other.test.
@        MX 10 mail
@        TXT "one" "two"
ns1      A 192.0.2.1
ns1      AAAA 2001:db8::1
mail     A 192.0.2.2
www      CNAME web
web      A 192.0.2.3
web      AAAA 2001:db8::3
away     CNAME www.elsewhere.test.
loop     CNAME loop2
loop2    CNAME loop
*.wild   A 192.0.2.4
*.alias  CNAME web
*.gone   CNAME far.away.test.
a.b.c    TXT "below two empty non-terminals"
cut      NS ns.cut
cut      NS ns.sibling
cut      DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000
ns.cut   A 192.0.2.5
hidden.cut TXT "below a cut"
sibling  NS ns.sibling
ns.sibling A 192.0.2.6
d        DNAME web
_s._tcp  SRV 1 2 3 web
svc      HTTPS 1 . alpn=h2
svc      A 192.0.2.7
`;

export function compile(text: string = torture): Uint8Array {
  const { bytes, diagnostics } = new SegmentBuilder().build(readZone(text));
  if (diagnostics.length > 0) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return bytes.slice();
}

/** The smallest zone there is, under this apex. */
export function smallZone(apex: string, serial = 1): string {
  return `$ORIGIN ${apex}
$TTL 60
@ SOA ns host ${serial} 1 1 1 1
@ NS ns
ns A 192.0.2.1
@ TXT "${serial}"
`;
}
