import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { plannedProbe } from "./monitors.js";
import { runCheck, startCheck } from "./run-check.js";
import { closeAll, closeLater } from "./targets.js";

afterEach(closeAll);

const exec = (command: string) => ({ type: "exec", command }) as const;

async function check(script: string, host = "127.0.0.1") {
  const commands = { probe: ["/bin/sh", "-c", script, "sh"] };
  return runCheck(plannedProbe(host, exec("probe")), { environment: { commands } });
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "fivenines-exec-"));
  closeLater(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe("an exec check", () => {
  it("passes if the program ends well, and says how it ended otherwise", async () => {
    expect(await check("exit 0")).toEqual({ kind: "passed", reason: "ok" });
    expect(await check("exit 2")).toEqual({ kind: "failed", reason: "exit 2" });
    expect(await check("kill -TERM $$")).toEqual({ kind: "failed", reason: "signal SIGTERM" });
  });

  it("gives the program the target as arguments and in its environment, and nothing of ours", async () => {
    const file = join(folder(), "seen");
    process.env.FIVENINES_TEST_SECRET = "secret";
    await check(`printf '%s\\n' "$@" > ${file}; env >> ${file}`);
    delete process.env.FIVENINES_TEST_SECRET;
    const seen = readFileSync(file, "utf8").split("\n");
    expect(seen.slice(0, 3)).toEqual(["127.0.0.1", "", "127.0.0.1"]);
    expect(seen).toEqual(
      expect.arrayContaining([
        "FIVENINES_ADDRESS=127.0.0.1",
        "FIVENINES_TARGET=127.0.0.1",
        "FIVENINES_MONITOR=exec",
      ]),
    );
    expect(seen.join("\n")).not.toContain("secret");
  });

  it("runs no shell over its arguments", async () => {
    const file = join(folder(), "made");
    const commands = { probe: ["/bin/echo", `; touch ${file}`, `$(touch ${file})`] };
    const probe = plannedProbe("127.0.0.1", exec("probe"));
    expect(await runCheck(probe, { environment: { commands } })).toMatchObject({ kind: "passed" });
    expect(existsSync(file)).toBe(false);
  });

  it("runs only what the host has a name for", async () => {
    const probe = plannedProbe("127.0.0.1", exec("/bin/sh"));
    expect(await runCheck(probe)).toEqual({ kind: "unknown", reason: "no command /bin/sh" });
    const commands = { probe: ["/no/such/program"] };
    expect(
      await runCheck(plannedProbe("127.0.0.1", exec("probe")), { environment: { commands } }),
    ).toEqual({ kind: "unknown", reason: "cannot be run: ENOENT" });
  });

  it("is not stopped by output that nobody reads", async () => {
    expect(await check("head -c 10000000 /dev/zero; echo done >&2")).toMatchObject({
      kind: "passed",
    });
  });

  it("kills the program and what it started when it is stopped", async () => {
    const file = join(folder(), "pids");
    const script = `sleep 300 & echo $! $$ > ${file}.new; mv ${file}.new ${file}; wait`;
    const commands = { probe: ["/bin/sh", "-c", script] };
    const probe = plannedProbe("127.0.0.1", exec("probe"));
    const stop = startCheck(probe, { environment: { commands } }, () => {});
    await until(() => existsSync(file));
    const pids = readFileSync(file, "utf8").trim().split(" ").map(Number);
    expect(pids.every(isAlive)).toBe(true);
    stop();
    await until(() => !pids.some(isAlive));
  });
});

/** Neither gone nor a zombie that nobody has buried yet. */
function isAlive(pid: number): boolean {
  try {
    return !/^\S+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 10) {
    if (waited > 30_000) throw new Error("it did not happen within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
