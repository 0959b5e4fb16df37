// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables are written so in the file.
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/config-file.js";

function faults(text: string, env: Record<string, string> = {}, needed: string[] = []): string[] {
  return parseConfig(text, "f.yaml", env, needed).diagnostics.map(
    ({ line, column, code, severity }) =>
      `${line}:${column} ${severity === "error" ? "" : `${severity} `}${code}`,
  );
}

describe("a configuration that is right", () => {
  it("may be empty, or nothing but comments", () => {
    expect(parseConfig("", "f.yaml", {})).toMatchObject({ config: {}, diagnostics: [] });
    expect(parseConfig("# nothing\n", "f.yaml", {})).toMatchObject({ config: {}, diagnostics: [] });
  });

  it("loads the documented example as written, without the credentials of providers", () => {
    const { config, diagnostics } = parseConfig(documented, "f.yaml", {});
    expect(diagnostics.map(({ severity }) => severity)).toEqual(["warning", "warning", "warning"]);
    expect(config).toMatchObject({
      zones: "./zones",
      listen: [
        { address: "127.0.0.1", port: 5300 },
        { address: "::1", port: 5300 },
      ],
      probes: { allow: ["127.0.0.0/8"] },
    });
  });

  it("has its durations in milliseconds and its sizes in octets", () => {
    const text = "reload: { removalDelay: 5m }\nudp: { receiveBuffer: 64KiB }\n";
    expect(parseConfig(text, "f.yaml", {}).config).toMatchObject({
      reload: { removalDelay: 300_000 },
      udp: { receiveBuffer: 65_536 },
    });
  });

  it("takes variables, as text, numbers and truth values, but never as YAML", () => {
    const text = 'zones: ${DIR}/z\nworkers: ${N}\nreload: { watch: "${W}" }\nuser: $${DIR}\n';
    const { config } = parseConfig(text, "f.yaml", { DIR: "a: [b", N: "3", W: "false" });
    expect(config).toEqual({
      zones: "a: [b/z",
      workers: 3,
      reload: { watch: false },
      user: "${DIR}",
    });
  });
});

describe("a configuration that is wrong", () => {
  it.each([
    ["an unknown key", "zone: ./z\n", ["1:1 config-unknown-key"]],
    ["an unknown key deep inside", "log:\n  levl: info\n", ["2:3 config-unknown-key"]],
    [
      "a bad address in a list",
      "listen:\n  - 127.0.0.1:53\n  - ::1:53\n",
      ["3:5 config-bad-value"],
    ],
    ["text for a number", "workers: many\n", ["1:10 config-wrong-type"]],
    ["a number out of range", "workers: 0\n", ["1:10 config-out-of-range"]],
    ["a number without its unit", "reload: { removalDelay: 5 }\n", ["1:25 config-bad-value"]],
    ["a wrong choice", "log: { level: inf }\n", ["1:15 config-bad-value"]],
    ["a key twice", "zones: a\nzones: b\n", ["2:1 config-syntax"]],
    ["broken YAML", "listen: [a\nzones: b\n", ["2:1 config-syntax"]],
    ["a list for the whole", "- a\n", ["1:1 config-wrong-type"]],
    ["nothing where text should be", "zones:\n", ["1:7 config-wrong-type"]],
    ["an unset variable", "admin:\n  token: ${TOKEN}\n", ["2:10 config-missing-variable"]],
    ["an empty variable", "user: ${EMPTY}\n", ["1:7 config-missing-variable"]],
    ["a malformed variable", 'user: "${A B}"\n', ["1:7 config-bad-variable"]],
    ["a token that can be guessed", "admin: { token: secret }\n", ["1:17 config-out-of-range"]],
    [
      "a cookie secret that is none",
      "answers: { cookies: { secrets: [abc] } }\n",
      ["1:33 config-bad-value"],
    ],
    ["a range that is none", "probes: { allow: [10.0.0.0/33] }\n", ["1:19 config-bad-value"]],
    [
      "a provider of an unknown type",
      "providers: { p: { type: powerdn } }\n",
      ["1:25 config-bad-value"],
    ],
    [
      "a provider without its key",
      'providers: { p: { type: powerdns, url: "http://127.0.0.1" } }\n',
      ["1:17 config-bad-value"],
    ],
    [
      "a sync of a provider that is not there",
      "sync: [{ zones: [a], providers: [x], mode: mirror }]\n",
      ["1:34 config-unknown-provider"],
    ],
  ])("tells %s with its place", (_what, text, expected) => {
    const reading = parseConfig(text, "f.yaml", { EMPTY: "" });
    expect(reading.config).toBeUndefined();
    expect(faults(text, { EMPTY: "" })).toEqual(expected);
    expect(
      reading.diagnostics.every(({ message, file }) => message !== "" && file === "f.yaml"),
    ).toBe(true);
  });

  it("tells all faults at once, in their order", () => {
    const text = 'lisen: x\nworkers: many\nlog: { level: inf }\nadmin: { token: "${T}" }\n';
    expect(faults(text)).toEqual([
      "1:1 config-unknown-key",
      "2:10 config-wrong-type",
      "3:15 config-bad-value",
      "4:17 config-missing-variable",
    ]);
  });

  it("hints at what was meant", () => {
    const hints = parseConfig("lisen: x\nlog: { level: inf }\n", "f.yaml", {}).diagnostics.map(
      ({ hint }) => hint,
    );
    expect(hints).toEqual(["did you mean listen?", "did you mean info?"]);
  });

  it("never shows what a variable holds", () => {
    const { diagnostics } = parseConfig('admin: { token: "${T}" }\n', "f.yaml", { T: "hunter2" });
    expect(diagnostics).toHaveLength(1);
    expect(JSON.stringify(diagnostics)).not.toContain("hunter2");
  });

  it("says that a variable inside braces needs quotes", () => {
    const [diagnostic] = parseConfig("admin: { token: ${T} }\n", "f.yaml", {}).diagnostics;
    expect(diagnostic).toMatchObject({ code: "config-syntax", line: 1 });
    expect(diagnostic?.hint).toContain("quotes");
  });

  it("refuses aliases that multiply without end", () => {
    const bomb = [
      "a: &a [x, x]",
      ..."bcdefghij".split("").map((name, i) => {
        const before = "abcdefghij"[i];
        return `${name}: &${name} [*${before}, *${before}, *${before}, *${before}]`;
      }),
    ].join("\n");
    expect(parseConfig(bomb, "f.yaml", {}).diagnostics[0]?.code).toBe("config-syntax");
  });

  it("refuses a file that is too large to be a configuration", () => {
    const [diagnostic] = parseConfig(`# ${"x".repeat(1_100_000)}`, "f.yaml", {}).diagnostics;
    expect(diagnostic?.code).toBe("config-too-large");
  });

  it("cannot do without the variables of a section that the command needs", () => {
    expect(faults(documented, { TSIG_SECRET: "a", CF_API_TOKEN: "b" }, ["providers"])).toEqual([
      "7:65 config-missing-variable",
    ]);
  });
});

const documented = `zones: ./zones
listen: ["127.0.0.1:5300", "[::1]:5300"]
admin: { listen: "127.0.0.1:5380" }
state: ./state
probes: { allow: ["127.0.0.0/8"] }
providers:
  pdns: { type: powerdns, url: "http://127.0.0.1:8081", apiKey: "\${PDNS_API_KEY}", nameservers: ["127.0.0.1:5353"] }
  knot: { type: rfc2136, server: "127.0.0.1:5301", key: { name: sync-key, algorithm: hmac-sha256, secret: "\${TSIG_SECRET}" } }
  aws:  { type: route53, region: us-east-1 }
  cf:   { type: cloudflare, apiToken: "\${CF_API_TOKEN}" }
sync:
  - { zones: ["example.com"], providers: [pdns, knot], mode: mirror }
`;
