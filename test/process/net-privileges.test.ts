import { fork } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { UdpClient } from "../fixtures/net/serve.js";

it("gives up root in all threads, also those that run already, and goes on serving", async (t) => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) t.skip("needs root on Linux");
  const fixture = (name: string) => new URL(`../fixtures/net/${name}`, import.meta.url);
  const child = fork(fixture("drop-privileges.mjs"), [
    new URL("../../dist/", import.meta.url).href,
    fixture("answerer.mjs").href,
  ]);
  try {
    // It ends without a message if something is wrong with it.
    const [report] = await Promise.race([once(child, "message"), once(child, "exit")]);
    expect(report.fault).toBeUndefined();
    // Real, effective, saved and file system user of every thread: none is 0.
    expect(report.users).toHaveLength(1);
    expect(report.users[0]).toMatch(/^([1-9]\d*)\t\1\t\1\t\1$/);
    const client = await UdpClient.open();
    expect(await client.askMany(50, 5, report.port)).toBe(0);
    client.close();
    child.send("stop");
    expect(await once(child, "exit")).toEqual([0, null]);
  } finally {
    child.kill();
  }
});
