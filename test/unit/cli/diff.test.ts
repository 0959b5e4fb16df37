import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readZone } from "../../answerer.js";
import { type GitSandbox, makeSandbox } from "../../git-sandbox.js";
import { closePort, openPort, serveZone } from "../check/served-fixture.js";
import { runCommand } from "./surroundings.js";

const zone = (serial: number, more = "") =>
  `@ 60 SOA ns h ${serial} 2 3 4 5\n@ 60 NS ns\nns 60 A 192.0.2.1\n${more}`;
const www = (last: number) => `www 60 A 192.0.2.${last}\n`;

function diff(sandbox: GitSandbox, ...words: string[]) {
  return runCommand(["diff", ...words], { workingFolder: sandbox.folder, env: sandbox.env });
}

/** HEAD has www at .10, staged is .20, the work tree has .30. */
function threeVersions(): GitSandbox {
  const sandbox = makeSandbox();
  sandbox.commit({ "zones/example.com.zone": zone(1, www(10)), "zones/example.net.zone": zone(1) });
  sandbox.write("zones/example.com.zone", zone(2, www(20)));
  sandbox.git("add", ".");
  sandbox.write("zones/example.com.zone", zone(3, www(30)));
  return sandbox;
}

describe("fivenines diff", () => {
  it("compares HEAD with ./zones unless told otherwise", async () => {
    const { code, stdout, stderr } = await diff(threeVersions());
    expect(stderr).toBe("");
    expect(stdout).toBe(
      [
        "example.com.  serial 1 → 3",
        "  ~ www.example.com.  A  192.0.2.10 → 192.0.2.30",
        "",
        "1 zone differs: 1 name changed",
        "",
      ].join("\n"),
    );
    expect(code).toBe(0);
  });

  it.each([
    [["--staged"], "192.0.2.10 → 192.0.2.20"],
    [["HEAD", ":zones"], "192.0.2.10 → 192.0.2.20"],
    [[":zones"], "192.0.2.20 → 192.0.2.30"],
    [["HEAD:zones/example.com.zone"], "192.0.2.10 → 192.0.2.30"],
    [["main:./zones", "zones/example.com.zone"], "192.0.2.10 → 192.0.2.30"],
    [["zones", "HEAD"], "192.0.2.30 → 192.0.2.10"],
    [["HEAD", "zones/example.com.zone"], "192.0.2.10 → 192.0.2.30"],
  ])("takes %j as versions", async (words, expected) => {
    const { code, stdout } = await diff(threeVersions(), ...words);
    expect(stdout).toContain(expected);
    expect(code).toBe(0);
  });

  it("names what differs in the steering, although no record does", async () => {
    const sandbox = makeSandbox();
    const steering = (max: number) =>
      `steer: [{ name: www, ttl: { max: ${max} }, pools: [{ targets: [192.0.2.10] }] }]\n`;
    const file = "zones/example.com.steering.yaml";
    sandbox.commit({ "zones/example.com.zone": zone(1, www(10)), [file]: steering(300) });
    sandbox.write(file, steering(60));
    const changed = await diff(sandbox);
    expect(changed.stderr).toBe("");
    expect(changed.stdout).toContain("~ steering of www.example.com. A: ttl.max 300 → 60\n");
    expect((await diff(sandbox, "--format", "json")).stdout).toContain('"steering":[{"of":');
    expect((await diff(sandbox, "--format", "markdown")).stdout).toContain("ttl.max 300 → 60");
    sandbox.write(file, "steer: {}\n");
    const broken = await diff(sandbox);
    expect(broken.stderr).toContain("steer: must be a list");
    expect(broken.code).toBe(2);
  });

  it("exits with 1 for differences only with --exit-code", async () => {
    const sandbox = threeVersions();
    expect((await diff(sandbox, "--exit-code")).code).toBe(1);
    expect((await diff(sandbox, "--exit-code", "zones", "zones")).code).toBe(0);
    expect((await diff(sandbox, "--exit-code", "--zone", "example.net")).code).toBe(0);
  });

  it("says so if nothing is different", async () => {
    expect((await diff(threeVersions(), "zones", "zones")).stdout).toBe("no answers change\n");
  });

  it("tells zones that are new, gone, or moved to another folder", async () => {
    const sandbox = makeSandbox();
    sandbox.commit({
      "zones/a.example.zone": zone(1),
      "zones/b.example.zone": zone(1),
      "zones/include/part.zone": "",
    });
    sandbox.git("mv", "zones/b.example.zone", "zones/c.example.zone");
    sandbox.write("zones/sub/a.example.zone", zone(1, www(7)));
    sandbox.git("rm", "-q", "zones/a.example.zone");
    const { stdout } = await diff(sandbox);
    expect(stdout).toContain("b.example.  serial 1\n  - the zone is gone, and its 3 records");
    expect(stdout).toContain("c.example.  serial 1\n  + a new zone of 3 records");
    expect(stdout).toContain("+ www.a.example.  A  192.0.2.7  (was NXDOMAIN)");
    expect(stdout).toContain("3 zones differ: 1 name added; 2 zones new or gone\n");
  });

  it("follows $INCLUDE in the version that it compares", async () => {
    const sandbox = makeSandbox();
    sandbox.commit({
      "zones/example.com.zone": zone(1, "$INCLUDE include/hosts.inc\n"),
      "zones/include/hosts.inc": www(10),
    });
    sandbox.write("zones/include/hosts.inc", www(11));
    expect((await diff(sandbox)).stdout).toContain("192.0.2.10 → 192.0.2.11");
  });

  it("compares the others if a zone cannot be read, and exits with 2", async () => {
    const sandbox = threeVersions();
    sandbox.write("zones/example.net.zone", "@ 60 SOA\n");
    const { code, stdout, stderr } = await diff(sandbox);
    expect(stdout).toContain("192.0.2.10 → 192.0.2.30");
    expect(stderr).toMatch(/^fivenines: zones\/example\.net\.zone:1/);
    expect(code).toBe(2);
  });

  it("takes no zone for gone whose file is a link out of the folder", async () => {
    const sandbox = threeVersions();
    rmSync(join(sandbox.folder, "zones/example.net.zone"));
    symlinkSync("/dev/null", join(sandbox.folder, "zones/example.net.zone"));
    const { code, stdout, stderr } = await diff(sandbox);
    expect(stderr).toMatch(/^fivenines: zones\/example\.net\.zone: error: .* symbolic link/);
    expect(stdout).not.toContain("gone");
    expect(stdout).toContain("192.0.2.10 → 192.0.2.30");
    expect(code).toBe(2);
  });

  it("says so of paths that cannot be looked at", async () => {
    const sandbox = threeVersions();
    symlinkSync("circle", join(sandbox.folder, "circle"));
    for (const path of ["circle", "x".repeat(5000)]) {
      const { code, stderr } = await diff(sandbox, path, "zones");
      expect(stderr).toContain("no such file or folder, and git knows no revision");
      expect(code).toBe(2);
    }
  });

  it.each([
    [["nothing", "zones"], 'nothing: no such file or folder, and git knows no revision "nothing"'],
    [["nothing:zones", "zones"], 'git knows no revision "nothing"'],
    [["HEAD:nowhere", "zones"], "HEAD:nowhere: nothing is there"],
    [["HEAD", "--zone", "a..b"], "is not a domain name"],
    [["zones/example.com.zone", "zones/example.net.zone"], "the zone example.net."],
    [["HEAD", "HEAD", "--staged"], "--staged is the new version"],
  ])("says why it cannot compare %j", async (words, expected) => {
    const { code, stderr } = await diff(threeVersions(), ...words);
    expect(stderr).toContain(expected);
    expect(code).toBe(2);
  });

  it("says so outside of a repository", async () => {
    const { code, stderr } = await runCommand(["diff", "HEAD"], { workingFolder: "/" });
    expect(stderr).toContain("is in no git repository");
    expect(code).toBe(2);
  });

  it("writes JSON with everything that differs", async () => {
    const { stdout } = await diff(threeVersions(), "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      format: 1,
      zones: [
        {
          apex: "example.com.",
          kind: "changed",
          serial: { before: 1, after: 3 },
          summary: { changed: 1 },
          changes: [
            {
              kind: "name",
              name: "www.example.com.",
              rrsets: [
                {
                  type: "A",
                  before: { ttlSeconds: 60, values: ["192.0.2.10"] },
                  after: { ttlSeconds: 60, values: ["192.0.2.30"] },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("writes Markdown in which nothing of a zone is markup or a mention", async () => {
    const sandbox = makeSandbox();
    sandbox.commit({ "zones/example.com.zone": zone(1) });
    const nasty = `* 60 TXT "</code>|@team [x](y) \`z\`"\n`;
    sandbox.write("zones/example.com.zone", zone(2, nasty));
    const { stdout } = await diff(sandbox, "--format", "markdown");
    expect(stdout).toContain("| <code>example.com.</code> | 1 → 2 | 1 group of names that");
    expect(stdout).toContain("<details><summary>example.com.: 1 change</summary>");
    const rows = stdout.split("\n").filter((line) => line.includes("TXT"));
    expect(rows).toHaveLength(1);
    expect(rows[0]!.split("|")).toHaveLength(8);
    expect(rows[0]).not.toMatch(/@team|\[x|`/);
    expect(rows[0]).toContain("&lt;/code&gt;&#124;&#64;team");
  });

  it("keeps Markdown below what a comment may be, and says how much is missing", async () => {
    const sandbox = makeSandbox();
    const many = Array.from({ length: 2000 }, (_, i) => `host-${i} 60 TXT "${"x".repeat(90)}"\n`);
    sandbox.commit({ "zones/example.com.zone": zone(1) });
    sandbox.write("zones/example.com.zone", zone(2, many.join("")));
    const { stdout } = await diff(sandbox, "--format", "markdown");
    expect(stdout.length).toBeLessThan(65_000);
    expect(stdout).toMatch(/… and \d{4} more\.\n/);
  });

  it("has colours on a terminal, and none elsewhere", async () => {
    const sandbox = threeVersions();
    const around = { workingFolder: sandbox.folder, env: sandbox.env, isTerminal: true };
    const paint = "\u001b[";
    expect((await runCommand(["diff"], around)).stdout).toContain(paint);
    expect((await runCommand(["diff", "--color", "never"], around)).stdout).not.toContain(paint);
    expect((await diff(sandbox)).stdout).not.toContain(paint);
  });

  it("compares files outside of any repository", async () => {
    const sandbox = makeSandbox();
    sandbox.write("a/example.com.zone", zone(1, www(1)));
    sandbox.write("b/example.com.zone", zone(2, www(2)));
    const folders = ["a", "b"].map((folder) => join(sandbox.folder, folder));
    const { stdout } = await runCommand(["diff", ...folders], { workingFolder: "/" });
    expect(stdout).toContain("192.0.2.1 → 192.0.2.2");
  });

  it("compares what a server has with files, and files with what a server has", async () => {
    const { port, url } = await openPort();
    onTestFinished(() => closePort(port));
    await serveZone(port, readZone(`$ORIGIN a.example.\n${zone(1, www(1))}`), null);
    const sandbox = makeSandbox();
    sandbox.write("zones/a.example.zone", zone(2, www(2)));
    sandbox.write("zones/b.example.zone", zone(1));
    const there = await diff(sandbox, url, "zones");
    expect(there.stdout).toContain("a.example.  serial 1 → 2\n  ~ www.a.example.  A  192.0.2.1 →");
    expect(there.stdout).toContain("b.example.  serial 1\n  + a new zone of 3 records");
    expect(there.code).toBe(0);
    const back = await diff(sandbox, "zones", url, "--zone", "a.example");
    expect(back.stdout).toContain("www.a.example.  A  192.0.2.2 → 192.0.2.1");
    expect((await diff(sandbox, url, url)).code).toBe(2);
  });

  it("takes an older copy of a file by any name for a version of the same zone", async () => {
    const sandbox = makeSandbox();
    sandbox.write("example.com.zone", zone(2, www(2)));
    sandbox.write("yesterday", zone(1, www(1)));
    const { stdout, stderr } = await diff(sandbox, "yesterday", "example.com.zone");
    expect(stderr).toBe("");
    expect(stdout).toContain("192.0.2.1 → 192.0.2.2");
  });

  it("does not say that nothing changes if it could not compare", async () => {
    const sandbox = makeSandbox();
    sandbox.write("a.zone", "nothing\n");
    sandbox.write("b.zone", "nothing\n");
    const { code, stdout } = await diff(sandbox, "a.zone", "b.zone");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("says so if the server does not answer", async () => {
    const { port, url } = await openPort();
    closePort(port);
    const sandbox = makeSandbox();
    sandbox.write("zones/a.example.zone", zone(2));
    const { code, stderr } = await diff(sandbox, url, "zones");
    expect(stderr).toContain(`${url}: `);
    expect(code).toBe(2);
  });
});
