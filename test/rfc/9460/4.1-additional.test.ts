/** RFC 9460 §4.1: what an authoritative server adds to SVCB and HTTPS answers. */
import { describe, expect, it } from "vitest";
import { dig, lines, serve } from "../../dig.js";

const answerer = serve(
  `x. 60 SOA ns.x. h.x. 1 2 3 4 5
   x. 60 NS ns.y.
   x. 60 HTTPS 0 svc.x.
   svc.x. 60 HTTPS 1 . alpn=h2
   svc.x. 60 A 192.0.2.1
   svc.x. 60 AAAA 2001:db8::1
   off.x. 60 HTTPS 0 .
   off.x. 60 A 192.0.2.9
   far.x. 60 HTTPS 1 host.elsewhere.test.
   _dns.x. 60 SVCB 1 svc.x. alpn=dot`,
);

describe("RFC 9460 §4.1", () => {
  it.each([
    [
      "AliasMode: addresses and the HTTPS of the target",
      "x HTTPS",
      `NOERROR aa
       an x. 60 HTTPS 0 svc.x.
       ar svc.x. 60 A 192.0.2.1
       ar svc.x. 60 AAAA 2001:db8::1
       ar svc.x. 60 HTTPS 1 . alpn="h2"`,
    ],
    [
      "ServiceMode: TargetName . is the owner (§2.5.2)",
      "svc.x HTTPS",
      `NOERROR aa
       an svc.x. 60 HTTPS 1 . alpn="h2"
       ar svc.x. 60 A 192.0.2.1
       ar svc.x. 60 AAAA 2001:db8::1`,
    ],
    [
      "AliasMode: TargetName . says that there is no service (§2.5.1)",
      "off.x HTTPS",
      "NOERROR aa\nan off.x. 60 HTTPS 0 .",
    ],
    [
      "a target of another zone",
      "far.x HTTPS",
      "NOERROR aa\nan far.x. 60 HTTPS 1 host.elsewhere.test.",
    ],
    [
      "SVCB adds no HTTPS",
      "_dns.x SVCB",
      `NOERROR aa
       an _dns.x. 60 SVCB 1 svc.x. alpn="dot"
       ar svc.x. 60 A 192.0.2.1
       ar svc.x. 60 AAAA 2001:db8::1`,
    ],
  ])("%s", (_, question, expected) => {
    // How the parameters are quoted is the printer's affair.
    expect(dig(answerer, question).replace(/alpn=(\w+)/g, 'alpn="$1"')).toBe(lines(expected));
  });
});
