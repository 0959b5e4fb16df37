import { describe, expect, it } from "vitest";
import { expandMacros, macroFault } from "../../../../validators/mail/spf-macro.js";

/** The mail of the examples in RFC 7208 §7.4. */
const values: { readonly [letter: string]: string } = {
  s: "strong-bad@email.example.com",
  l: "strong-bad",
  o: "email.example.com",
  d: "email.example.com",
  i: "192.0.2.3",
  v: "in-addr",
};
const expand = (text: string) => expandMacros(text, (letter) => values[letter]);

describe("SPF macros", () => {
  it.each([
    ["%{s}", "strong-bad@email.example.com"],
    ["%{o}", "email.example.com"],
    ["%{d4}", "email.example.com"],
    ["%{d2}", "example.com"],
    ["%{d1}", "com"],
    ["%{dr}", "com.example.email"],
    ["%{d2r}", "example.email"],
    ["%{l}", "strong-bad"],
    ["%{l-}", "strong.bad"],
    ["%{lr}", "strong-bad"],
    ["%{lr-}", "bad.strong"],
    ["%{l1r-}", "strong"],
    ["%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"],
    ["%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"],
    ["%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"],
    ["%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"],
    ["%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"],
    ["%%%_%-", "% %20"],
    ["%{S}", "strong-bad%40email.example.com"],
  ])("expand %s to %s", (text, expanded) => {
    expect(macroFault(text, "domain")).toBeUndefined();
    expect(expand(text)).toBe(expanded);
  });

  it("have no expansion if one of the values is not known", () => {
    expect(expand("%{d}.%{h}")).toBeUndefined();
  });

  it("allow the letters c, r and t in explanations only", () => {
    expect(macroFault("%{c}", "domain")).toContain("for explanations only");
    expect(macroFault("%{c} %{R} %{t}", "explanation")).toBeUndefined();
  });

  it.each(["%", "100%", "%x", "%{", "%{}", "%{d", "%{1d}", "%{dx}", "%{d;}", "%{d0}", "%{z}"])(
    "do not take %s",
    (text) => {
      expect(macroFault(text, "domain")).toBeDefined();
    },
  );
});
