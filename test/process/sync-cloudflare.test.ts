/** The real program against the fake of Cloudflare: planned, applied, proven, and told in exit codes. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { head, site } from "../check-site.js";
import { FakeCloudflare } from "../support/cloudflare/fake-cloudflare.js";

const program = resolve("dist/program/main.js");
const token = "s3cret-token";

it("brings a zone to Cloudflare, keeps what people set there, and proves it", async () => {
  const fake = await FakeCloudflare.start({ nowMs: () => Date.now(), token });
  onTestFinished(() => fake.close());
  const zone = fake.createZone("example.com");
  const byHand = { type: "A", name: "www", proxied: true, comment: "by hand" };
  const { id } = zone.plant({ ...byHand, content: "192.0.2.9" });
  const nameservers = fake.nameservers
    .map(({ address, port }) => `"${address}:${port}"`)
    .join(", ");
  const folder = site({
    "zones/example.com.zone": `${head}www 3600 A 192.0.2.1\nmail 30 MX 10 www\ntext TXT "a;b" "c"\n`,
    "fivenines.yaml": `zones: ./zones
state: ./state
providers:
  cf: { type: cloudflare, apiToken: "\${CF_API_TOKEN}", baseURL: "${fake.baseUrl}", nameservers: [${nameservers}] }
sync:
  - { zones: ["example.com"], providers: [cf], mode: mirror, apexNs: keep, hints: { cf: { "mail MX": { comment: "post" } } } }
`,
  });
  const said: string[] = [];
  const sync = (...words: string[]) =>
    new Promise<number>((done) => {
      const config = ["--config", `${folder}/fivenines.yaml`];
      const env = { ...process.env, CF_API_TOKEN: token };
      execFile(
        process.execPath,
        [program, "sync", ...words, ...config],
        { env },
        (error, out, err) => {
          said.push(out + err);
          done(typeof error?.code === "number" ? error.code : 0);
        },
      );
    });

  expect(await sync("plan", "--exit-code")).toBe(2);
  expect(said.at(-1)).toContain("TTL 30 becomes 60");
  expect(await sync("apply", "--yes"), said.at(-1)).toBe(0);
  expect(await sync("verify", "--all"), said.at(-1)).toBe(0);
  expect(await sync("plan", "--exit-code"), said.at(-1)).toBe(0);
  expect(zone.store.get(id)).toMatchObject({
    ...byHand,
    name: "www.example.com",
    content: "192.0.2.1",
  });
  expect([...zone.store.all()].map(({ type, comment }) => `${type} ${comment}`).sort()).toEqual([
    "A by hand",
    "MX post",
    "TXT null",
  ]);
  expect(fake.calls.filter(({ operation }) => operation === "BatchRecords")).toHaveLength(1);
  expect(said.join("")).not.toContain(token);
});
