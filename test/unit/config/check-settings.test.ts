import { describe, expect, it } from "vitest";
import { resolveCheckSettings } from "../../../src/config/check-settings.js";
import { parseConfig } from "../../../src/config/config-file.js";
import { configJsonSchema } from "../../../src/config/reference.js";
import { defaultOptions } from "../../../validators/options.js";
import { rules } from "../../../validators/registry.js";

function read(text: string) {
  return parseConfig(text, "f.yaml", {}, [], rules);
}

function faults(text: string): string[] {
  return read(text).diagnostics.map(({ line, column, code, hint }) =>
    `${line}:${column} ${code} ${hint ?? ""}`.trim(),
  );
}

describe("check: of the configuration", () => {
  it("has the defaults that rules have without it", () => {
    expect(resolveCheckSettings()).toEqual({
      failOn: "error",
      weights: {},
      options: defaultOptions,
    });
  });

  it("has the defaults that the schema documents", () => {
    const documented = JSON.stringify({ check: defaultsOf(configJsonSchema(), "check") });
    const { config, diagnostics } = read(documented);
    expect(diagnostics).toEqual([]);
    expect(resolveCheckSettings(config?.check)).toEqual(resolveCheckSettings());
  });

  it("becomes seconds, shares, and names in one form", () => {
    const { config, diagnostics } = read(`check:
  failOn: warning
  rules: { cname-chain: off, cname-loop: warning }
  issuers: [LetsEncrypt.org.]
  providers: { one: [NS.Example.NET] }
  failover: 90s
  failoverNames: [WWW.example.com]
  ttlMax: 1d
  blast: { share: 12.5% }
  soa: { refreshMin: 2h }
`);
    expect(diagnostics).toEqual([]);
    expect(resolveCheckSettings(config?.check)).toMatchObject({
      failOn: "warning",
      weights: { "cname-chain": "off", "cname-loop": "warning" },
      options: {
        issuers: ["letsencrypt.org"],
        providers: { one: ["ns.example.net."] },
        failoverSeconds: 90,
        failoverNames: ["www.example.com."],
        ttlMaxSeconds: 86_400,
        blast: { share: 0.125, recordsMin: defaultOptions.blast.recordsMin },
        soa: { ...defaultOptions.soa, refreshMin: 7200 },
      },
    });
  });

  it("is refused where it is wrong, with the place and what was meant", () => {
    const text = `check:
  failon: error
  rules:
    cname-lop: off
    cname-loop: of
    no-soa: warning
    zzzzzzzz: off
  blast: { share: 30 }
  ttlMin: 30
  owned: [a..b]
  reversePrefixes: [here]
`;
    expect(faults(text)).toEqual([
      "2:3 config-unknown-key did you mean failOn?",
      "5:17 config-bad-value did you mean off?",
      "8:19 config-bad-value",
      "9:11 config-bad-value",
      "10:11 config-bad-value write it as in a zone file, internationalised names as A-labels (xn--…)",
      "11:21 config-bad-value",
    ]);
  });

  it("names only rules that there are, and leaves those alone that keep a zone from being served", () => {
    const text = "check:\n  rules:\n    cname-lop: off\n    no-soa: warning\n    zzzzzzzz: off\n";
    expect(faults(text)).toEqual([
      "3:5 config-unknown-rule did you mean cname-loop?",
      "4:13 config-bad-value remove the line",
      "5:5 config-unknown-rule fivenines check --list-rules shows them",
    ]);
  });

  it("does not make the nameserver load the rules", () => {
    expect(parseConfig("check: { rules: { nonsense: off } }", "f.yaml", {}).diagnostics).toEqual(
      [],
    );
  });
});

interface Schema {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

function defaultsOf(schema: Schema, key: string): unknown {
  const part = schema.properties?.[key];
  if (part?.default !== undefined) return part.default;
  if (part?.properties === undefined) return undefined;
  const entries = Object.keys(part.properties).map((name) => [name, defaultsOf(part, name)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
