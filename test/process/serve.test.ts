import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import {
  askTcp,
  askUdp,
  endAll,
  lastAddress,
  query,
  run,
  startServer,
  type TestServer,
  withConfig,
  zoneText,
} from "./serve-process.js";

afterEach(endAll);

const www = (id: number) => query("www.example.com", 1, id);

/** Changes are taken over only when asked for: the configuration is found in the folder. */
const example = {
  "example.com.zone": zoneText("example.com", 1),
  "fivenines.yaml": "reload: { watch: false }\n",
};
const watched = { "example.com.zone": zoneText("example.com", 1) };

describe("a server", () => {
  it("answers over UDP and TCP at every address, tells what it serves, and stops with 0", async () => {
    const words = ["--listen", "[::1]:0", "--workers", "2"];
    const { running, port, admin } = await startServer(example, words);
    expect(lastAddress(await askUdp(port, www(1)))).toBe("192.0.2.1");
    expect(lastAddress(await askTcp(port, www(2)))).toBe("192.0.2.1");

    const hello = await running.logged(({ msg }) => msg === "serving");
    expect(hello).toMatchObject({ zones: 1, records: 4, udpWorkers: 2 });
    const v6 = (hello.listen as string[]).find((listen) => listen.startsWith("[::1]:"));
    const portV6 = Number(v6?.slice("[::1]:".length));
    expect(lastAddress(await askUdp(portV6, www(3), "::1"))).toBe("192.0.2.1");
    expect(hello.try).toBe(`dig @127.0.0.1 -p ${port} example.com SOA`);
    expect((await fetch(`http://${admin}/healthz`)).status).toBe(200);
    expect((await fetch(`http://${admin}/readyz`)).status).toBe(200);

    running.child.kill("SIGTERM");
    expect(await running.exited).toBe(0);
    expect(running.stderr).toBe("");
  });

  it("serves on when its log cannot be written", async () => {
    // Its port cannot be read from its log: one that is free, at an address that nobody else uses.
    const holder = createServer().listen(0, "127.5.9.9");
    await once(holder, "listening");
    const admin = `127.5.9.9:${(holder.address() as AddressInfo).port}`;
    await new Promise((resolve) => holder.close(resolve));
    const folder = withConfig("reload: { watch: false }\n");
    writeFileSync(path.join(folder, "example.com.zone"), zoneText("example.com", 1));
    const words = ["serve", "--zones", ".", "--listen", "127.0.0.1:0", "--admin", admin];
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [path.resolve("dist/program/main.js"), ...words], {
      cwd: folder,
      stdio: ["ignore", full, full],
    });
    closeSync(full);
    onTestFinished(() => {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true });
    });
    const isReady = () =>
      fetch(`http://${admin}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(isReady).toBe(true);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("answers the same in portable mode", async () => {
    const { running, port } = await startServer(example, ["--udp", "portable"]);
    expect(lastAddress(await askUdp(port, www(1)))).toBe("192.0.2.1");
    expect(lastAddress(await askTcp(port, www(1)))).toBe("192.0.2.1");
    const hello = await running.logged(({ msg }) => msg === "serving");
    expect(hello.udpMode).toBe("portable");
  });

  it("takes over a changed zone at SIGHUP", async () => {
    const server = await startServer(example);
    change(server, zoneText("example.com", 2, "192.0.2.2"));
    server.running.child.kill("SIGHUP");
    const entry = await server.running.logged(({ msg }) => msg === "zone loaded");
    expect(entry).toMatchObject({ zone: "example.com.", serial: 2 });
    expect(lastAddress(await askUdp(server.port, www(1)))).toBe("192.0.2.2");
  });

  it("takes over a changed zone by itself", async () => {
    const server = await startServer(watched);
    change(server, zoneText("example.com", 2, "192.0.2.2"));
    await server.running.logged(({ msg }) => msg === "zone loaded");
    expect(lastAddress(await askUdp(server.port, www(1)))).toBe("192.0.2.2");
  });

  it("keeps the last good version of a broken zone, and tells where it is broken", async () => {
    const server = await startServer(example);
    change(server, `${zoneText("example.com", 2)}broken 60 IN A 192.0.2.999\n`);

    const reload = run(["reload", "--admin", server.admin]);
    expect(await reload.exited).toBe(1);
    expect(reload.stdout).toContain("example.com. is broken; serial 1 is served as it was before");
    expect(reload.stdout).toMatch(/example\.com\.zone:6:\d+: error: /);
    expect(lastAddress(await askUdp(server.port, www(1)))).toBe("192.0.2.1");

    const zones = await fetch(`http://${server.admin}/zones/example.com`);
    expect(await zones.json()).toMatchObject({
      source: "broken",
      serving: { serial: 1 },
      diagnostics: [{ severity: "error", line: 6 }],
    });
    const metrics = await (await fetch(`http://${server.admin}/metrics`)).text();
    expect(metrics).toContain('fivenines_zones{source="broken"} 1');
    expect(metrics).toContain('fivenines_zone_serial{zone="example.com."} 1');
    expect((await server.running.logged(({ line }) => line === 6)).level).toBe("error");

    // Mended again.
    change(server, zoneText("example.com", 3, "192.0.2.3"));
    const mended = run(["reload", "--admin", server.admin]);
    expect(await mended.exited).toBe(0);
    expect(lastAddress(await askUdp(server.port, www(1)))).toBe("192.0.2.3");
  });

  it("starts a broken zone from its last good image", async () => {
    const first = await startServer(example);
    first.running.child.kill("SIGTERM");
    expect(await first.running.exited).toBe(0);
    change(first, "nonsense\n");

    const words = ["serve", "--zones", ".", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];
    const second = run(words, {}, first.folder);
    const hello = await second.logged(({ msg }) => msg === "serving");
    expect(hello).toMatchObject({ zones: 1, broken: 1 });
    const port = Number(/\d+$/.exec((hello.listen as string[])[0] ?? "")?.[0]);
    expect(lastAddress(await askUdp(port, www(1)))).toBe("192.0.2.1");
  });

  it("refuses to empty itself when the zone files vanish", async () => {
    const server = await startServer(example);
    rmSync(path.join(server.folder, "example.com.zone"));
    const reload = run(["reload", "--admin", server.admin]);
    expect(await reload.exited).toBe(1);
    expect(reload.stdout).toContain("refused, nothing has changed");
    expect(lastAddress(await askUdp(server.port, www(1)))).toBe("192.0.2.1");
  });

  it("shows its status to people and to programs", async () => {
    const { admin, port } = await startServer(example);
    await askUdp(port, www(1));
    const text = run(["status", "--admin", admin]);
    expect(await text.exited).toBe(0);
    expect(text.stdout).toMatch(/^zones +1, 0 broken, 4 records$/m);
    const json = run(["status", "--json", "--admin", admin]);
    expect(await json.exited).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({ stage: "ready", zones: { total: 1 } });
    expect(await run(["healthcheck", "--admin", admin]).exited).toBe(0);
  });
});

describe("a server that cannot start", () => {
  const zones = ["--zones", "."];
  const free = ["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];

  it("says that the DNS port is taken", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as AddressInfo;
    const words = ["serve", ...zones, "--listen", `127.0.0.1:${port}`, "--admin", "127.0.0.1:0"];
    await expectFailure(words, 1, [`127.0.0.1:${port}`, "another program uses this port"]);
    holder.close();
  });

  it("says that the admin port is taken", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as AddressInfo;
    const words = ["serve", ...zones, "--listen", "127.0.0.1:0", "--admin", `127.0.0.1:${port}`];
    await expectFailure(words, 1, ["admin endpoint", "another program uses this port"]);
    holder.close();
  });

  it("names the zones folder that is missing", async () => {
    const words = ["serve", "--zones", "./nowhere", ...free];
    await expectFailure(words, 1, ["nowhere does not exist"]);
  });

  it("does not open the admin endpoint to others without a token", async () => {
    const words = ["serve", ...zones, "--listen", "127.0.0.1:0", "--admin", "0.0.0.0:0"];
    await expectFailure(words, 1, ["has no token"]);
  });

  it("names a configuration file that is missing, and every fault of one that is there", async () => {
    await expectFailure(["serve", "--config", "none.yaml", ...free], 1, ["none.yaml"]);
    const running = run(["serve", ...free], {}, withConfig("zone: x\nworkers: many\n"));
    expect(await running.exited).toBe(1);
    expect(running.stderr).toContain("fivenines.yaml:1:1: error: zone: unknown key");
    expect(running.stderr).toContain("fivenines.yaml:2:10: error: workers: must be a number");
  });

  it.each([[["sreve"], "serve"]])("takes %j for a wrong command line", async (words, hint) => {
    await expectFailure(words, 2, [hint]);
  });

  async function expectFailure(words: string[], code: number, parts: string[]): Promise<void> {
    const running = run(words);
    expect(await running.exited).toBe(code);
    for (const part of parts) expect(running.stderr).toContain(part);
    expect(running.stderr).not.toMatch(/^\s+at /m);
  }
});

function change({ folder }: TestServer, text: string): void {
  writeFileSync(path.join(folder, "example.com.zone"), text);
}
