/** RFC 4592 §2.2.1: the example zone, and what §3 and §4 make of it. */
import { describe, expect, it } from "vitest";
import { dig, lines, serve } from "../../dig.js";

const answerer = serve(`
  example. 3600 SOA ns.example.com. h.example.com. 1 2 3 4 300
  example. 3600 NS ns.example.com.
  example. 3600 NS ns.example.net.
  *.example. 3600 TXT "this is a wildcard"
  *.example. 3600 MX 10 host1.example.
  sub.*.example. 3600 TXT "this is not a wildcard"
  host1.example. 3600 A 192.0.2.1
  _ssh._tcp.host1.example. 3600 SRV 0 0 22 host1.example.
  _ssh._tcp.host2.example. 3600 SRV 0 0 22 host1.example.
  subdel.example. 3600 NS ns.example.com.
  subdel.example. 3600 NS ns.example.net.
  *.alias.example. 60 CNAME host1.example.
  *.cut.example. 60 NS ns.example.net.
  *.cut.example. 60 TXT "data"
`);

const soa = "ns example. 300 SOA ns.example.com. h.example.com. 1 2 3 4 300";
const referral = `NOERROR
  ns subdel.example. 3600 NS ns.example.com.
  ns subdel.example. 3600 NS ns.example.net.`;

describe("RFC 4592 §2.2.1: synthesised from the wildcard", () => {
  it.each([
    [
      "host3.example MX",
      "NOERROR aa\nan host3.example. 3600 MX 10 host1.example.\nar host1.example. 3600 A 192.0.2.1",
    ],
    ["host3.example A", `NOERROR aa\n${soa}`],
    ["foo.bar.example TXT", 'NOERROR aa\nan foo.bar.example. 3600 TXT "this is a wildcard"'],
  ])("%s", (question, expected) => {
    expect(dig(answerer, question)).toBe(lines(expected));
  });
});

describe("RFC 4592 §2.2.1: not synthesised", () => {
  it.each([
    ["the name exists", "host1.example MX", `NOERROR aa\n${soa}`],
    ["an asterisk asked for is that name", "sub.*.example MX", `NOERROR aa\n${soa}`],
    [
      "the closest encloser is another name",
      "_telnet._tcp.host1.example SRV",
      `NXDOMAIN aa\n${soa}`,
    ],
    ["it is below a cut", "host.subdel.example A", referral],
    ["the name below the asterisk exists", "ghost.*.example MX", `NXDOMAIN aa\n${soa}`],
    ["an empty non-terminal exists", "host2.example TXT", `NOERROR aa\n${soa}`],
    ["an empty non-terminal encloses", "x.host2.example TXT", `NXDOMAIN aa\n${soa}`],
  ])("%s: %s", (_, question, expected) => {
    expect(dig(answerer, question)).toBe(lines(expected));
  });
});

describe("RFC 4592 §4: types at a wildcard", () => {
  it.each([
    [
      "CNAME (§4.3) is synthesised and followed",
      "any.thing.alias.example A",
      `NOERROR aa
       an any.thing.alias.example. 60 CNAME host1.example.
       an host1.example. 3600 A 192.0.2.1`,
    ],
    [
      "NS (§4.2) is data, not a cut: its meaning is left open",
      "x.cut.example TXT",
      'NOERROR aa\nan x.cut.example. 60 TXT "data"',
    ],
    [
      "the asterisk itself is a name to ask for",
      "*.example TXT",
      'NOERROR aa\nan *.example. 3600 TXT "this is a wildcard"',
    ],
  ])("%s", (_, question, expected) => {
    expect(dig(answerer, question)).toBe(lines(expected));
  });
});
