import { afterEach, describe, expect, it } from "vitest";
import { plannedProbe } from "./monitors.js";
import { runCheck } from "./run-check.js";
import { closeAll, freePort, listen } from "./targets.js";

afterEach(closeAll);

describe("a tcp check", () => {
  it("passes where a connection is accepted", async () => {
    const { port } = await listen(() => {});
    const outcome = await runCheck(plannedProbe("127.0.0.1", { type: "tcp", port }));
    expect(outcome).toEqual({ kind: "passed", reason: "ok" });
  });

  it("fails as refused where nothing listens", async () => {
    const { port } = await freePort();
    const outcome = await runCheck(plannedProbe("127.0.0.1", { type: "tcp", port }));
    expect(outcome).toEqual({ kind: "failed", reason: "refused" });
  });

  it("takes the probe's port in place of the monitor's", async () => {
    const { port } = await listen(() => {});
    const nowhere = await freePort();
    const probe = plannedProbe("127.0.0.1", { type: "tcp", port: nowhere.port });
    expect(await runCheck({ ...probe, port })).toMatchObject({ kind: "passed" });
  });

  it("does not aim where the host does not allow it", async () => {
    const { port } = await listen(() => {});
    const probe = plannedProbe("127.0.0.1", { type: "tcp", port });
    expect(await runCheck(probe, { allow: [] })).toEqual({
      kind: "unknown",
      reason: "not allowed: 127.0.0.1 is loopback",
    });
  });
});
