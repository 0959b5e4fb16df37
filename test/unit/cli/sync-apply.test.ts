/** What a person at a terminal is asked before anything is changed, and shown while it is. */
import { randomBytes } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { head, site } from "../../check-site.js";
import { FakeCloudflare } from "../../support/cloudflare/fake-cloudflare.js";
import { runCommand } from "./surroundings.js";

/** One new address, at a terminal where somebody answers, or not. */
async function applyAt(terminal: boolean, answer: string | undefined) {
  const token = "token";
  const fake = await FakeCloudflare.start({ nowMs: () => Date.now(), token, nameserverCount: 1 });
  onTestFinished(() => fake.close());
  const zone = fake.createZone("example.com");
  const [{ address, port }] = fake.nameservers as [(typeof fake.nameservers)[number]];
  const folder = site({
    "zones/example.com.zone": `${head}www A 192.0.2.1\n`,
    "fivenines.yaml": `zones: ./zones
state: ./state
providers:
  cf: { type: cloudflare, apiToken: token, baseURL: "${fake.baseUrl}", nameservers: ["${address}:${port}"] }
sync:
  - { zones: ["example.com"], providers: [cf], mode: mirror, apexNs: keep }
`,
  });
  const questions: string[] = [];
  // Half a second passes between two looks at the clock: progress is shown at once.
  let nowMs = 0;
  const outcome = await runCommand(["sync", "apply"], {
    workingFolder: folder,
    isTerminal: terminal,
    errorIsTerminal: terminal,
    now: () => (nowMs += 500),
    randomBytes: (count) => randomBytes(count),
    ask: async (question) => {
      questions.push(question);
      return answer;
    },
  });
  return { ...outcome, questions, records: zone.store.size };
}

describe("sync apply without --yes", () => {
  it("shows the plan, asks, and changes what was agreed to, with a bar", async () => {
    const { code, stdout, stderr, questions, records } = await applyAt(true, "yes");
    expect(code, stderr).toBe(0);
    expect(questions).toEqual(["Apply this plan? Type yes: "]);
    expect(stdout).toMatch(/www\.example\.com\. *A[\s\S]*is served as it should be/);
    expect(stderr).toContain("█");
    expect(records).toBe(1);
  });

  it.each(["no", "", "y"])("changes nothing at the answer %j", async (answer) => {
    const { code, stderr, records } = await applyAt(true, answer);
    expect(code).toBe(1);
    expect(stderr).toContain("nothing was changed");
    expect(records).toBe(0);
  });

  it("changes nothing where nobody can be asked, and names the flag", async () => {
    const { code, stdout, stderr, records } = await applyAt(false, undefined);
    expect(code).toBe(1);
    expect(stderr).toContain("--yes");
    expect(stdout).toBe("");
    expect(records).toBe(0);
  });
});
