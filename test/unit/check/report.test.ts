import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type FailOn, Tally } from "../../../src/check/check-summary.js";
import { escapeXml } from "../../../src/check/format-junit.js";
import { referenceUri } from "../../../src/check/format-sarif.js";
import { makeReport, type ReportFormat } from "../../../src/check/report.js";
import type { ZoneVerdict } from "../../../src/check/zone-checker.js";
import { rules } from "../../../validators/registry.js";

const line = 'é TXT "<a, b: 50%>" & more';

const verdicts: readonly ZoneVerdict[] = [
  {
    path: "/site/zones/example.com.zone",
    apex: "example.com.",
    records: 4,
    diagnostics: [
      {
        code: "cname-loop",
        severity: "error",
        message: 'the text is "<a, b: 50%>"',
        file: "/site/zones/example.com.zone",
        line: 3,
        column: 8,
        endColumn: 21,
        hint: "write it anew",
      },
      {
        code: "blast-radius",
        severity: "warning",
        message: "line\none\u0007",
        file: "/elsewhere/x",
      },
    ],
    suppressed: [
      {
        code: "cname-chain",
        severity: "notice",
        message: "allowed",
        file: "/site/zones/example.com.zone",
        line: 3,
      },
    ],
  },
  { path: "/site/zones/a b.zone", apex: null, records: 0, diagnostics: [], suppressed: [] },
];

async function report(
  format: ReportFormat,
  changes: { failOn?: FailOn; quiet?: boolean; color?: boolean } = {},
): Promise<string> {
  const { failOn = "error", quiet = false, color = false } = changes;
  const made = await makeReport(format, {
    shown: (path) => path.replace(/^\/site\//, ""),
    line: (file, number) =>
      file.startsWith("/site") && number === 3 ? new TextEncoder().encode(line) : undefined,
    rules,
    failOn,
    color,
    quiet,
    version: "1.2.3",
  });
  const tally = new Tally(failOn);
  let text = made.begin();
  for (const verdict of verdicts) {
    tally.add(verdict);
    text += made.zone(verdict);
  }
  return text + made.end(tally.summary(1234));
}

describe("the text report", () => {
  it("shows each finding with its line, a caret and the remedy, and sums up", async () => {
    expect(
      await report("text"),
    ).toBe(`zones/example.com.zone:3:8: error: the text is "<a, b: 50%>" [cname-loop]
   3 | é TXT "<a, b: 50%>" & more
     |       ^^^^^^^^^^^^^
     hint: write it anew

/elsewhere/x: warning: line\ufffdone\ufffd [blast-radius]

1 error, 1 warning in 1 of 2 zones, 1 allowed (1.2 s)
`);
  });

  it("tells five findings of a rule in a zone and counts the others, but tells all errors", async () => {
    const file = "/site/zones/many.zone";
    const many = (code: string, severity: "error" | "warning") =>
      Array.from({ length: 7 }, () => ({ code, severity, message: "wrong", file }));
    const diagnostics = [...many("private-address", "warning"), ...many("mx-address", "error")];
    const verdict = { path: file, apex: "many.", records: 9, diagnostics, suppressed: [] };
    const context = {
      shown: (path: string) => path.replace(/^\/site\//, ""),
      line: () => undefined,
      failOn: "error",
      color: false,
      quiet: false,
      version: "1.2.3",
    } as const;
    const text = (await makeReport("text", { ...context, rules })).zone(verdict);
    expect(text.match(/wrong \[private-address\]/g)).toHaveLength(5);
    expect(text.match(/wrong \[mx-address\]/g)).toHaveLength(7);
    expect(text).toContain(
      "zones/many.zone: warning: 2 more of private-address; --rule private-address shows all\n",
    );
    const one = rules.filter(({ id }) => id === "private-address");
    const all = (await makeReport("text", { ...context, rules: one })).zone(verdict);
    expect(all.match(/wrong \[private-address\]/g)).toHaveLength(7);
  });

  it("is silent about what does not make it fail, if told to be quiet", async () => {
    const quiet = await report("text", { quiet: true });
    expect(quiet).toContain("cname-loop");
    expect(quiet).not.toMatch(/blast-radius|in 1 of 2/);
    expect(await report("text", { quiet: true, failOn: "never" })).toBe("");
  });

  it("has colours only if they are wanted", async () => {
    expect(await report("text", { color: true })).toContain("\x1b[31m");
    expect(await report("text")).not.toContain("\x1b");
  });
});

describe("the JSON report", () => {
  it("is what its schema says", async () => {
    const schema = JSON.parse(readFileSync("docs/reference/check-report.schema.json", "utf8"));
    const told = JSON.parse(await report("json"));
    expect(z.fromJSONSchema(schema).safeParse(told).error?.issues ?? []).toEqual([]);
    expect(z.fromJSONSchema(schema).safeParse({ ...told, version: 2 }).success).toBe(false);
    expect(told.summary).toEqual({
      zones: 2,
      records: 4,
      errors: 1,
      warnings: 1,
      notices: 0,
      suppressed: 1,
      milliseconds: 1234,
      failed: true,
    });
    expect(told.zones[0].diagnostics[0]).toMatchObject({
      file: "zones/example.com.zone",
      column: 8,
    });
  });
});

describe("the GitHub report", () => {
  it("escapes what ends a property or a command", async () => {
    expect((await report("github")).split("\n")).toEqual([
      '::error file=zones/example.com.zone,line=3,endLine=3,col=7,endColumn=20,title=cname-loop::the text is "<a, b: 50%25>"%0AHint: write it anew',
      "::warning file=/elsewhere/x,title=blast-radius::line\ufffdone\ufffd",
      "1 error, 1 warning in 1 of 2 zones, 1 allowed (1.2 s)",
      "",
    ]);
  });
});

describe("the JUnit report", () => {
  it("has a case for each zone, and fails those that fail", async () => {
    const xml = await report("junit");
    expect(xml).toContain('tests="2" failures="1"');
    expect(xml.match(/<testcase /g)).toHaveLength(2);
    expect(xml).toContain('message="the text is &quot;&lt;a, b: 50%&gt;&quot;"');
    expect(xml).toContain("<system-out>/elsewhere/x: warning");
    expect(await report("junit", { failOn: "never" })).not.toContain("<failure");
  });

  it("holds nothing that XML cannot", () => {
    expect(escapeXml("a\u0000b\u001bc\ud800d\uffffe\tf<&>'\"")).toBe(
      "a\ufffdb\ufffdc\ufffdd\ufffde\tf&lt;&amp;&gt;&apos;&quot;",
    );
    expect(escapeXml("😀")).toBe("😀");
  });
});

describe("the SARIF report", () => {
  const region = z.strictObject({
    startLine: z.int().min(1),
    startColumn: z.int().min(1).optional(),
    endColumn: z.int().min(1).optional(),
  });
  const artifactLocation = z.strictObject({
    uri: z.string().regex(/^(?:file:\/\/\/|[^/:]+(?:\/|$))/),
    uriBaseId: z.literal("%SRCROOT%").optional(),
  });
  const level = z.enum(["error", "warning", "note", "none"]);
  const message = z.strictObject({ text: z.string().min(1) });
  /** The parts of the standard that are used (SARIF 2.1.0 §3.13 to §3.30, §3.49). */
  const sarif = z.strictObject({
    $schema: z.url(),
    version: z.literal("2.1.0"),
    runs: z.tuple([
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string(),
            semanticVersion: z.string(),
            rules: z.array(
              z.strictObject({
                id: z.string(),
                name: z.string(),
                shortDescription: message,
                fullDescription: message,
                help: z.strictObject({ text: z.string(), markdown: z.string() }),
                helpUri: z.url().optional(),
                defaultConfiguration: z.strictObject({ level }),
                properties: z.strictObject({ tags: z.array(z.string()) }),
              }),
            ),
          }),
        }),
        columnKind: z.literal("utf16CodeUnits"),
        originalUriBaseIds: z.record(z.string(), z.strictObject({ description: message })),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0).optional(),
            level,
            message,
            locations: z
              .array(
                z.strictObject({
                  physicalLocation: z.strictObject({
                    artifactLocation,
                    region: region.optional(),
                  }),
                }),
              )
              .optional(),
            suppressions: z.array(z.strictObject({ kind: z.literal("inSource") })).optional(),
          }),
        ),
      }),
    ]),
  });

  it("has the form of the standard, the rules, the places and what was allowed", async () => {
    const told = sarif.parse(JSON.parse(await report("sarif")));
    const [{ results, tool }] = told.runs;
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    for (const { ruleId, ruleIndex } of results) {
      expect(tool.driver.rules[ruleIndex ?? -1]?.id).toBe(ruleId);
    }
    expect(results.map(({ ruleId, suppressions }) => [ruleId, suppressions?.length])).toEqual([
      ["cname-loop", undefined],
      ["blast-radius", undefined],
      ["cname-chain", 1],
    ]);
    expect(results[0]?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: "zones/example.com.zone", uriBaseId: "%SRCROOT%" },
      region: { startLine: 3, startColumn: 7, endColumn: 20 },
    });
    expect(results[1]?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: "file:///elsewhere/x" },
    });
  });

  it("knows where references can be read", () => {
    expect(referenceUri("RFC 1034 §3.6.2")).toBe(
      "https://www.rfc-editor.org/rfc/rfc1034#section-3.6.2",
    );
    expect(referenceUri("RFC 7505")).toBe("https://www.rfc-editor.org/rfc/rfc7505");
    expect(referenceUri("docs/zone-files.md")).toBeUndefined();
  });
});
