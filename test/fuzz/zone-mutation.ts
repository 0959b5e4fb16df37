// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of $GENERATE
/** Zone texts for the fuzzer: plausible ones, and what mistakes make of them. */
import type { SeededRandom } from "./zone-random.js";

/** Pieces that mean something somewhere in a zone file. */
export const fragments: readonly string[] = [
  ...'( ) " ; @ . \\ $ \n \r\n \t a 0 1 # = , { }'.split(" "),
  ...'www * a.b a..b example.com. .com \\000 \\256 \\. \\" a\\ 1h30m 4294967296 2147483647 -1'.split(
    " ",
  ),
  ..."IN in CH CLASS1 CLASS70000 A AAAA NS CNAME DNAME SOA MX TXT SRV CAA SVCB HTTPS RRSIG ANY".split(
    " ",
  ),
  ...'TYPE1 TYPE65280 TYPE70000 \\# 4 c0000201 192.0.2.1 2001:db8:: alpn=h2 port=53 "q"'.split(" "),
  ..."$ORIGIN $TTL $INCLUDE $GENERATE inc loop 1-3 0-1000000 ${0,3,x} ${ $$ host$".split(" "),
  "\n@ SOA ns h 1 2 3 4 5\n@ NS ns\n",
];

const owners = [
  "@",
  "a",
  "b",
  "*",
  "a.b",
  "www.Sub",
  "\\065",
  "x.example.com.",
  "out.example.net.",
  "",
];
const ttls = ["", "60", "1h", "IN", "IN 5", "7 IN"];
const data = [
  "A 192.0.2.1",
  "A 192.0.2.2",
  "AAAA 2001:db8::1",
  "NS ns",
  "MX 10 mail.example.com.",
  "MX 10 MAIL",
  'TXT "some text" x',
  "TXT ( a ; comment\n b )",
  "CNAME a",
  "DNAME example.net.",
  "SRV 1 2 3 target",
  'CAA 0 issue "ca.example"',
  "HTTPS 1 . alpn=h2,h3 port=443",
  "TYPE65280 \\# 3 abcdef",
  "DS 1 13 2 49FD46E6C4B45C55D4AC49FD46E6C4B45C55D4AC49FD46E6C4B45C55D4AC0102",
  'NAPTR 1 2 "s" "x" "" .',
  "LOC 51 30 0 N 0 7 0 W 10m",
  "A 192.0.2.256",
];
const directives = [
  "$ORIGIN sub",
  "$ORIGIN example.com.",
  "$TTL 30",
  "$INCLUDE inc",
  "$INCLUDE inc inc",
  "$INCLUDE loop",
  "$GENERATE 1-3 g$ A 192.0.2.$",
  "$GENERATE 0-9/4 ${0,2,x} TXT $",
];

export function plausibleZone(random: SeededRandom): string {
  const lines = ["$TTL 3600", "@ SOA ns h 1 2 3 4 5", " NS ns"];
  for (let i = random.below(20); i > 0; i--) {
    const chance = random.below(20);
    if (chance === 0) lines.push(random.pick(directives));
    else if (chance === 1) lines.push(random.pick(["", ";x", " \t", "\r"]));
    else {
      // Data that makes a zone refused, at the ends of the list, comes less often than the rest.
      const rdata = random.below(4) === 0 ? random.pick(data) : random.pick(data.slice(0, 8));
      lines.push(`${random.pick(owners)} ${random.pick(ttls)} ${rdata}`);
    }
  }
  return lines.join(random.pick(["\n", "\n", "\r\n"])) + random.pick(["\n", ""]);
}

/** One to four mistakes: a byte changed, a piece cut out, put in twice, or put in from elsewhere. */
export function mutate(text: Uint8Array, random: SeededRandom): Uint8Array {
  let bytes = Buffer.from(text);
  for (let i = 1 + random.below(4); i > 0; i--) {
    const at = random.below(bytes.length + 1);
    const length = random.below(12);
    const before = bytes.subarray(0, at);
    const after = bytes.subarray(at);
    switch (random.below(5)) {
      case 0:
        bytes = Buffer.concat([before, random.bytes(1), after.subarray(1)]);
        break;
      case 1:
        bytes = Buffer.concat([before, after.subarray(length)]);
        break;
      case 2:
        bytes = Buffer.concat([before, after.subarray(0, length), after]);
        break;
      case 3:
        bytes = Buffer.concat([before, Buffer.from(random.pick(fragments), "latin1"), after]);
        break;
      default:
        bytes = Buffer.from(before);
    }
  }
  return bytes;
}
