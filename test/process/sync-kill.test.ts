/**
 * The real program, killed for real (SIGKILL) at points of its journal, and started again: the zone
 * ends as if nothing had happened, and each record was changed once. KILLS=all takes every point,
 * else some that SEED chooses.
 */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { seededRandom } from "../../src/base/seeded-random.js";
import { head, insideOfProgram, site } from "../check-site.js";
import { FakeRoute53 } from "../support/route53/fake-route53.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const program = resolve("dist/program/main.js");
const killer = pathToFileURL(resolve("test/process/targets/kill-at-write.mjs")).href;
/** More points than a run has. */
const pointsMax = 200;

const zone = `${head}www A 192.0.2.1\nmail MX 10 www\nnew TXT "hello"\n`;
const values: Readonly<Record<string, string>> = {
  "www.example.com. A": "192.0.2.1",
  "mail.example.com. MX": "10 www.example.com.",
  "new.example.com. TXT": '"hello"',
};

interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

interface Stage {
  readonly fake: FakeRoute53;
  /** Runs `sync` with these words; killed at a point if there is one. */
  sync(words: readonly string[], killAt?: number): Promise<Outcome>;
  /** What Route 53 has besides SOA and NS. */
  records(): Record<string, string>;
}

/** A zone at Route 53 with one record to keep, one to change and one to delete. */
async function stage(): Promise<Stage> {
  const fake = await FakeRoute53.start({ nowMs: () => Date.now(), nameserverCount: 1 });
  onTestFinished(() => fake.close());
  fake.settleMs = 0;
  const hosted = fake.createZone("example.com");
  fake.write(hosted, [
    { name: "www.example.com.", type: "A", ttl: 3600, values: ["203.0.113.9"] },
    { name: "mail.example.com.", type: "MX", ttl: 3600, values: ["10 www.example.com."] },
    { name: "old.example.com.", type: "A", ttl: 3600, values: ["203.0.113.1"] },
  ]);
  const { address, port } = fake.nameservers[0]!;
  const folder = site({
    "zones/example.com.zone": zone,
    "fivenines.yaml": `zones: ./zones
state: ./state
providers:
  aws: { type: route53, endpoint: "${fake.endpoint}", nameservers: ["${address}:${port}"] }
sync:
  - { zones: ["example.com"], providers: [aws], mode: mirror, apexNs: keep }
`,
  });
  return {
    fake,
    sync: (words, killAt) => run(fake, folder, words, killAt),
    records: () =>
      Object.fromEntries(
        [...hosted.sets.values()]
          .filter(({ type }) => type !== "NS" && type !== "SOA")
          .map(({ name, type, values }) => [`${name} ${type}`, values.join(" ")]),
      ),
  };
}

function run(
  { credentials }: FakeRoute53,
  cwd: string,
  words: readonly string[],
  killAt?: number,
): Promise<Outcome> {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(killAt === undefined
      ? {}
      : { NODE_OPTIONS: `--import=${killer}`, KILL_AT: String(killAt) }),
  };
  const child = spawn(process.execPath, [program, "sync", ...words], { cwd, env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
    });
  }
  return new Promise((done) => {
    child.on("close", (code, signal) => done({ code, signal, said }));
  });
}

/** False if the run came to its end before that point. */
async function killedAt(point: number): Promise<boolean> {
  const { fake, sync, records } = await stage();
  const first = await sync(["apply", "--yes"], point);
  const isKilled = first.signal === "SIGKILL";
  if (!isKilled) expect(first.code, first.said).toBe(0);
  const { code, said } = await sync(["apply", "--yes"]);
  expect(code, `killed at ${point}: ${said}`).toBe(0);
  expect(said).not.toMatch(insideOfProgram);
  expect(records(), `killed at ${point}`).toEqual(values);
  const taken = fake.calls.filter(
    ({ operation, status }) => operation === "ChangeResourceRecordSets" && status === 200,
  );
  expect(taken.length, `killed at ${point}`).toBe(1);
  expect(await sync(["plan", "--exit-code"])).toMatchObject({ code: 0 });
  return isKilled;
}

describe(`a run of sync apply that is killed (seed ${seed})`, () => {
  it("is gone on with by the next, from any point of its journal", async () => {
    if (process.env.KILLS === "all") {
      let point = 0;
      while (await killedAt(point)) point++;
      expect(point).toBeGreaterThan(20);
      expect(point).toBeLessThan(pointsMax);
      return;
    }
    const random = seededRandom(seed);
    // The batch is journalled and sent in the middle.
    for (const from of [0, 10]) {
      expect(await killedAt(from + Math.floor(random() * 10))).toBe(true);
    }
  }, 600_000);
});
