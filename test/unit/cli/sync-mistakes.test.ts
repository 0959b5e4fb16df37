/** What people get wrong: each is told in a sentence, with what to do, and nothing is changed. */
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { head, insideOfProgram, site } from "../../check-site.js";
import { runCommand } from "./surroundings.js";

const secret = "sEcReT-0123456789";
/** Nobody listens there. */
const nobody = "127.0.0.1:1";
const zone = `${head}www A 192.0.2.1\n`;
const config = (sync: string) => `zones: ./zones
state: ./state
providers:
  pdns: { type: powerdns, url: "http://${nobody}", apiKey: "\${PDNS_API_KEY}", nameservers: ["${nobody}"] }
${sync}
`;
const usual = config('sync:\n  - { zones: ["example.com"], providers: [pdns] }');

interface Case {
  readonly title: string;
  readonly words: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly code: number;
  readonly says: RegExp;
}

const emptyPlan = JSON.stringify({ format: "fivenines-sync-plan", version: 999 });

const cases: readonly Case[] = [
  {
    title: "no providers",
    words: ["plan"],
    files: { "fivenines.yaml": "zones: ./zones\n" },
    code: 1,
    says: /names no providers: add them under `providers`/,
  },
  {
    title: "providers and no sync",
    words: ["plan"],
    files: { "fivenines.yaml": config("") },
    code: 1,
    says: /syncs no zones: say under `sync`/,
  },
  {
    title: "a provider that sync names and providers does not",
    words: ["plan"],
    files: { "fivenines.yaml": config('sync:\n  - { zones: ["*"], providers: [pdsn] }') },
    code: 1,
    says: /config-unknown-provider/,
  },
  {
    title: "a variable that is not set",
    words: ["plan"],
    env: { PDNS_API_KEY: "" },
    code: 1,
    says: /PDNS_API_KEY|apiKey/,
  },
  {
    title: "a zone that nobody mirrors",
    words: ["plan", "--zone", "exmaple.com"],
    code: 1,
    says: /exmaple\.com\. goes to no provider; did you mean example\.com\.\?/,
  },
  {
    title: "no name of a zone",
    words: ["plan", "--zone", "a..b"],
    code: 1,
    says: /"a\.\.b" is not a domain name/,
  },
  {
    title: "a provider that is misspelt",
    words: ["verify", "--provider", "pnds"],
    code: 1,
    says: /no provider is called pnds; did you mean pdns\?/,
  },
  {
    title: "a refusal that is misspelt",
    words: ["apply", "--yes", "--allow", "to-many-deletes"],
    code: 1,
    says: /did you mean too-many-deletes\?/,
  },
  {
    title: "a format that there is not",
    words: ["plan", "--format", "yaml"],
    // 2 would say that there are changes.
    code: 1,
    says: /Allowed choices are text, json, markdown/,
  },
  {
    title: "a zone file with an error",
    words: ["plan"],
    files: { "zones/example.com.zone": `${zone}www A 192.0.2.256\n` },
    code: 1,
    says: /bad-field[\s\S]*example\.com\. is left as it is: its zone file has errors/,
  },
  {
    title: "a zone file that is gone",
    words: ["apply", "--yes"],
    files: { "zones/example.com.zone": "", "zones/example.net.zone": zone },
    code: 1,
    says: /example\.com\. is left as it is/,
  },
  {
    title: "a zones folder that is not there",
    words: ["apply", "--yes"],
    files: { "fivenines.yaml": usual.replace("./zones", "./elsewhere") },
    code: 1,
    says: /cannot read the zones/,
  },
  { title: "a provider that is down", words: ["plan"], code: 1, says: /cannot be reached/ },
  {
    title: "a provider that is down, to verify",
    words: ["verify"],
    code: 1,
    says: /could not tell/,
  },
  {
    title: "a plan that is none",
    words: ["apply", "--yes", "--plan", "fivenines.yaml"],
    code: 1,
    says: /--plan fivenines\.yaml: /,
  },
  {
    title: "a plan of another version",
    words: ["apply", "--yes", "--plan", "plan.json"],
    files: { "plan.json": emptyPlan },
    code: 1,
    says: /--plan plan\.json: /,
  },
  {
    title: "a plan that is not there",
    words: ["apply", "--yes", "--plan", "no.json"],
    code: 1,
    says: /--plan no\.json: .*ENOENT/,
  },
  {
    title: "a plan that cannot be written",
    words: ["plan", "--out", "nowhere/plan.json"],
    code: 1,
    says: /--out: cannot write the plan/,
  },
  {
    title: "metrics of a single look",
    words: ["drift", "--metrics", "127.0.0.1:0"],
    code: 1,
    says: /--metrics needs --watch/,
  },
  {
    title: "metrics for the whole world",
    words: ["drift", "--watch", "--metrics", "0.0.0.0:0"],
    code: 1,
    says: /--metrics: .* has no token/,
  },
  {
    title: "an import without a zone",
    words: ["import", "--provider", "pdns"],
    code: 1,
    says: /say which zone: --zone/,
  },
  {
    title: "an import without a provider",
    words: ["import", "--zone", "example.com"],
    code: 1,
    says: /say from where: --provider NAME \(pdns\)/,
  },
  {
    title: "an import over a file that is there",
    words: [
      "import",
      "--provider",
      "pdns",
      "--zone",
      "example.com",
      "--out",
      "zones/example.com.zone",
    ],
    code: 1,
    says: /is there already; --force overwrites it/,
  },
];

describe("fivenines sync", () => {
  // At the same time, as whoever finds nobody there tries again for some seconds.
  it("tells what is wrong, and what to do", async () => {
    await Promise.all(cases.map((one) => expectTold(one)));
  }, 60_000);
});

async function expectTold({ title, words, files, env, code, says }: Case): Promise<void> {
  const folder = site({ "zones/example.com.zone": zone, "fivenines.yaml": usual, ...files });
  const run = await runCommand(["sync", ...words], {
    workingFolder: folder,
    env: { PDNS_API_KEY: secret, ...env },
    now: () => Date.now(),
    randomBytes: (count) => randomBytes(count),
  });
  const said = run.stdout + run.stderr;
  expect(said, title).toMatch(says);
  expect(said, title).not.toMatch(insideOfProgram);
  expect(said, title).not.toContain(secret);
  expect(run.code, `${title}: ${said}`).toBe(code);
}
