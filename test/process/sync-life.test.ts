/**
 * A zone at two providers, by the program alone: planned, kept, applied, proven, disturbed, put back,
 * taken over, read back. And whatever is said or written meanwhile, no secret is in it.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { head, insideOfProgram, site } from "../check-site.js";
import { FakeCloudflare } from "../support/cloudflare/fake-cloudflare.js";
import { FakeRoute53 } from "../support/route53/fake-route53.js";
import { runSync, startSync } from "./sync-runs.js";

const token = "sEcReT-token-0123456789";
const nowMs = () => Date.now();

it("lives at two providers", { timeout: 120_000 }, async () => {
  const aws = await FakeRoute53.start({ nowMs, nameserverCount: 1 });
  onTestFinished(() => aws.close());
  aws.settleMs = 0;
  const hosted = aws.createZone("example.com");
  const cloudflare = await FakeCloudflare.start({ nowMs, token, nameserverCount: 1 });
  onTestFinished(() => cloudflare.close());
  const zone = cloudflare.createZone("example.com");
  const at = ({ address, port }: { address: string; port: number }) => `"${address}:${port}"`;
  const folder = site({
    "zones/example.com.zone": `${head}www 300 A 192.0.2.10\nmail MX 10 www\n`,
    "token.txt": `${token}\n`,
    "fivenines.yaml": `zones: ./zones
state: ./state
providers:
  aws: { type: route53, endpoint: "${aws.endpoint}", nameservers: [${at(aws.nameservers[0]!)}] }
  cf: { type: cloudflare, apiTokenFile: token.txt, baseURL: "${cloudflare.baseUrl}", nameservers: [${at(cloudflare.nameservers[0]!)}] }
sync:
  - zones: ["*"]
    providers: [cf, aws]
    mode: mirror
    apexNs: keep
    drift: { value: revert, ttl: adopt }
`,
  });
  const said: string[] = [];
  const { accessKeyId, secretAccessKey } = aws.credentials;
  const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const sync = async (...words: string[]) => {
    const { code, out, err } = await runSync(folder, words, env);
    said.push(out + err);
    return { code, said: out + err };
  };

  // A plan that is kept is what is applied.
  expect(await sync("plan", "--out", "plan.json", "--exit-code")).toMatchObject({ code: 2 });
  expect(await sync("plan", "--format", "markdown")).toMatchObject({ code: 0 });
  const unasked = await sync("apply", "--plan", "plan.json");
  expect(unasked).toMatchObject({ code: 1, said: expect.stringContaining("--yes") });
  expect(zone.store.size).toBe(0);
  const applied = await sync("apply", "--plan", "plan.json", "--yes");
  expect(applied.code, applied.said).toBe(0);
  const events = applied.said.trim().split("\n");
  expect(JSON.parse(events[0]!)).toMatchObject({ kind: "plan", parts: [{ changes: 2 }, {}] });
  expect(JSON.parse(events.at(-1)!)).toMatchObject({ kind: "summary", isComplete: true });
  expect(await sync("verify", "--all")).toMatchObject({ code: 0 });
  expect(await sync("plan", "--exit-code")).toMatchObject({ code: 0 });

  // Somebody changes a value at one provider and a TTL at the other.
  const address = () => [...zone.store.all()].find(({ type }) => type === "A")!;
  zone.change((edit) => edit.patch(address().id, { content: "192.0.2.77" }));
  aws.write(hosted, [{ name: "www.example.com.", type: "A", ttl: 60, values: ["192.0.2.10"] }]);
  const drift = await sync("drift");
  expect(drift.code, drift.said).toBe(2);
  expect(drift.said).toContain("192.0.2.77 in place of 192.0.2.10");
  expect(drift.said).toContain("TTL 60 in place of 300");
  expect(await sync("verify")).toMatchObject({ code: 2 });

  // A watch puts the value back, takes the TTL over, and counts.
  const watch = ["drift", "--watch", "--act", "--every", "100ms", "--format", "json"];
  const watching = startSync(folder, [...watch, "--metrics", "127.0.0.1:0"], env);
  onTestFinished(() => watching.stop());
  let page = "";
  await expect
    .poll(async () => (page = await metrics(watching.err())), { timeout: 30_000 })
    .toMatch(/drift_reverted_total 1\n[\s\S]*drift_adopted_total 1\n/);
  watching.stop();
  const watched = await watching.ended;
  said.push(watched.out + watched.err);
  expect(watched.code, watched.err).toBe(0);
  for (const line of watched.out.trim().split("\n")) expect(JSON.parse(line)).toBeTypeOf("object");
  expect(page).toMatch(/fivenines_drift_looks_total [1-9]/);
  expect(address()).toMatchObject({ content: "192.0.2.10" });
  expect(readFileSync(join(folder, "zones/example.com.zone"), "utf8")).toMatch(/www 60 A/);

  // What a provider has is a zone file again.
  expect(await sync("apply", "--yes")).toMatchObject({ code: 0 });
  const imported = await sync("import", "--provider", "cf", "--zone", "example.com");
  expect(imported.code, imported.said).toBe(0);
  expect(imported.said).toMatch(/^\$TTL 60$[\s\S]*^www\s+A\s+192\.0\.2\.10$/m);

  // A key that is refused is told as such.
  cloudflare.faults.arm("*", { kind: "refuse", status: 403 }, { times: 50 });
  const refused = await sync("plan", "--provider", "cf");
  expect(refused.code, refused.said).toBe(1);
  const everything = [...said, ...filesBelow(join(folder, "state")), page];
  everything.push(readFileSync(join(folder, "plan.json"), "utf8"));
  for (const text of everything) {
    expect(text).not.toContain(token);
    expect(text).not.toContain(secretAccessKey);
    expect(text).not.toMatch(insideOfProgram);
  }
});

/** The page that a run has said it serves; empty while it has not. */
async function metrics(said: string): Promise<string> {
  const url = /http:\/\/127\.0\.0\.1:\d+\/metrics/.exec(said)?.[0];
  return url === undefined ? "" : (await fetch(url)).text();
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "latin1"));
}
