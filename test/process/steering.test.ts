/** The thinnest way through all of it: a target dies, and the program stops answering it. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { decodeMessage } from "../message-decoder.js";
import { askUdp, endAll, query, run, startServer, type TestServer } from "./serve-process.js";

afterEach(endAll);

/** Loopback addresses that no other test listens on. */
const addresses = ["127.9.4.1", "127.9.4.2", "127.9.4.3"] as const;
const patience = { timeout: 30_000, interval: 20 };

async function listen(address: string, port: number): Promise<Server> {
  const server = createServer((connection) => connection.destroy()).listen(port, address);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return server;
}

/** A target at each address, all on one port that the kernel chose. */
async function openTargets() {
  const first = await listen(addresses[0], 0);
  const { port } = first.address() as AddressInfo;
  const others = await Promise.all(addresses.slice(1).map((address) => listen(address, port)));
  return { port, targets: [first, ...others] as const };
}

const zone = `$ORIGIN example.com.
@ 3600 IN SOA ns1 hostmaster 1 14400 3600 604800 300
@ 3600 IN NS ns1
ns1 3600 IN A 192.0.2.53
${addresses.map((address) => `www 60 IN A ${address}`).join("\n")}
`;

const files = (port: number) => ({
  "example.com.zone": zone,
  "example.com.steering.yaml": `
monitors:
  web: { type: tcp, port: ${port}, interval: 100ms, timeout: 90ms, recheck: 50ms, fall: 3, rise: 2 }
steer:
  - name: www
    ttl: { min: 5, max: 30 }
    holdDown: 0s
    damping: false
    pools: [{ name: main, monitor: web, targets: [${addresses.join(", ")}] }]
`,
  "fivenines.yaml": "probes: { allow: [127.0.0.0/8] }\n",
});

async function answered(port: number): Promise<string[]> {
  const message = decodeMessage(await askUdp(port, query("www.example.com", 1, 7)));
  return message.answer.map(({ rdata }) => [...Buffer.from(rdata, "hex")].join(".")).sort();
}

const command = (server: TestServer, ...words: string[]) =>
  run([...words, "--admin", server.admin], {}, server.folder);

describe("a server with a steered zone", () => {
  it("stops answering a target that died, answers it again when it is back, and tells of both", async () => {
    const { port, targets } = await openTargets();
    const server = await startServer(files(port));
    expect(await answered(server.port)).toEqual(addresses);
    await server.running.logged(({ msg }) => msg === "probing");
    targets[1]!.close();
    await expect.poll(() => answered(server.port), patience).toEqual([addresses[0], addresses[2]]);
    const died = await server.running.logged(({ msg }) => msg === "target down");
    expect(died).toMatchObject({ target: `www.example.com./main/${addresses[1]}` });
    expect(died.because).toMatch(/refused/);

    const metrics = async () => (await fetch(`http://${server.admin}/metrics`)).text();
    expect(await metrics()).toContain(
      `fivenines_steering_target_health{target="www.example.com./main/${addresses[1]}"} 0`,
    );
    const results = /fivenines_probe_results_total\{check="tcp",result="ok"\} [1-9]/;
    await expect.poll(async () => results.test(await metrics()), patience).toBe(true);

    await listen(addresses[1], port);
    await expect.poll(() => answered(server.port), patience).toEqual(addresses);
  });

  it("that is killed in an outage and started again knows the dead target from its first answer on", async () => {
    const { port, targets } = await openTargets();
    const first = await startServer(files(port));
    await first.running.logged(({ msg }) => msg === "probing");
    targets[1]!.close();
    await expect.poll(() => answered(first.port), patience).toHaveLength(2);
    const kept = path.join(first.folder, "state", "steering.json");
    const text = () => readFileSync(kept, { encoding: "utf8", flag: "a+" });
    await expect.poll(text, patience).toContain('"down"');
    first.running.child.kill("SIGKILL");
    await first.running.exited;

    const words = ["serve", "--zones", ".", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];
    const second = run([...words, "--workers", "1"], {}, first.folder);
    const serving = await second.logged(({ msg }) => msg === "serving");
    const [endpoint] = serving.listen as string[];
    expect(await answered(Number(endpoint?.split(":").at(-1)))).toEqual([
      addresses[0],
      addresses[2],
    ]);
    await second.logged(({ msg }) => msg === "state of targets restored");
  });

  it("obeys orders over the admin endpoint, refuses what leaves too little, and tells who gave them", async () => {
    const { port } = await openTargets();
    const server = await startServer(files(port));
    const drain = command(server, "steer", "drain", addresses[0], "--who", "alice");
    expect(await drain.exited).toBe(0);
    await expect.poll(() => answered(server.port), patience).toEqual([addresses[1], addresses[2]]);
    expect(await server.running.logged(({ msg }) => msg === "override set")).toMatchObject({
      who: "alice",
      action: "drain",
      targets: 1,
    });
    const all = command(server, "steer", "down", "www.example.com", "--yes");
    expect(await all.exited).toBe(1);
    expect(await answered(server.port)).toEqual([addresses[1], addresses[2]]);
    const status = command(server, "status");
    expect(await status.exited).toBe(0);
    expect(status.stdout).toMatch(/steering +3 targets in 1 zone: .*drained 1/);
  });
});
