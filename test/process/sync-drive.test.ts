/** The real server steers, the real `sync drive` carries its answers to the fake of Cloudflare. */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import path from "node:path";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { FakeCloudflare } from "../support/cloudflare/fake-cloudflare.js";
import { endAll, run, startServer } from "./serve-process.js";

afterEach(endAll);

/** Loopback addresses that no other test listens on. */
const addresses = ["127.9.13.1", "127.9.13.2", "127.9.13.3"] as const;
const patience = { timeout: 30_000, interval: 20 };

async function listen(address: string, port: number): Promise<Server> {
  const server = createServer((connection) => connection.destroy()).listen(port, address);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return server;
}

const zone = `$ORIGIN example.com.
@ 3600 IN SOA ns1 hostmaster 1 14400 3600 604800 300
@ 3600 IN NS ns1
ns1 3600 IN A 192.0.2.53
pending 300 IN A 192.0.2.7
${addresses.map((address) => `www 60 IN A ${address}`).join("\n")}
`;

const steering = (port: number) => `
monitors:
  web: { type: tcp, port: ${port}, interval: 500ms, timeout: 490ms, recheck: 50ms, fall: 3, rise: 2 }
guard: { maxRemoved: 100%, maxRemovedOfZone: 100% }
steer:
  - name: www
    ttl: { min: 60, max: 60 }
    holdDown: 0s
    slowStart: 0s
    damping: false
    pools: [{ name: main, monitor: web, targets: [${addresses.join(", ")}] }]
`;

it("follows the server, moves nothing while it is gone, and goes on when it is back", async () => {
  const first = await listen(addresses[0], 0);
  const { port } = first.address() as AddressInfo;
  const second = await listen(addresses[1], port);
  const third = await listen(addresses[2], port);
  const fake = await FakeCloudflare.start({ nowMs: () => Date.now() });
  onTestFinished(() => fake.close());
  const { store } = fake.createZone("example.com");
  const server = await startServer({
    "example.com.zone": zone,
    "example.com.steering.yaml": steering(port),
    "fivenines.yaml": "probes: { allow: [127.0.0.0/8] }\n",
  });
  const nameservers = fake.nameservers.map(({ address, port }) => `"${address}:${port}"`);
  writeFileSync(
    path.join(server.folder, "sync.yaml"),
    `zones: .
state: ./sync-state
admin: { listen: "${server.admin}" }
providers:
  cf: { type: cloudflare, apiToken: fake-token, baseURL: "${fake.baseUrl}", nameservers: [${nameservers.join(", ")}] }
sync:
  - { zones: ["example.com"], providers: [cf], apexNs: keep, steering: { cf: driven }, drive: { pause: 200ms } }
`,
  );
  const sync = (...words: string[]) =>
    run(["sync", ...words, "--config", "sync.yaml"], {}, server.folder);
  const published = () =>
    [...store.all()]
      .filter(({ name }) => name === "www.example.com")
      .map(({ content }) => content)
      .sort();

  const apply = sync("apply", "--yes");
  expect(await apply.exited, apply.stdout + apply.stderr).toBe(0);
  expect(published()).toEqual(addresses);
  // Of this, which waits for apply, the drive says and pushes nothing.
  writeFileSync(
    path.join(server.folder, "example.com.zone"),
    zone.replace("hostmaster 1", "hostmaster 2").replace("192.0.2.7", "192.0.2.8"),
  );

  const drive = sync("drive", "--every", "50ms", "--format", "json");
  second.close();
  await expect.poll(published, patience).toEqual([addresses[0], addresses[2]]);
  const pushed = await drive.logged(({ kind }) => kind === "pushed");
  expect(pushed).toMatchObject({ provider: "cf", changes: [{ id: "www.example.com. A update" }] });
  await listen(addresses[1], port);
  await expect.poll(published, patience).toEqual(addresses);

  server.running.child.kill("SIGKILL");
  await server.running.exited;
  await drive.logged(({ kind }) => kind === "blind");
  third.close();
  const plan = sync("plan", "--exit-code");
  expect(await plan.exited, plan.stderr).toBe(2);
  expect(plan.stdout).toContain("stays as it is at the provider");
  expect(plan.stdout).toContain("pending.example.com.");
  expect(plan.stdout).not.toContain(`${addresses[2]} goes`);
  const after = sync("apply", "--yes");
  expect(await after.exited, after.stdout + after.stderr).toBe(0);
  expect(published()).toEqual(addresses);

  const words = ["serve", "--zones", ".", "--listen", "127.0.0.1:0", "--admin", server.admin];
  run([...words, "--workers", "1"], {}, server.folder);
  await drive.logged(({ kind }) => kind === "seeing");
  await expect.poll(published, patience).toEqual([addresses[0], addresses[1]]);
  drive.child.kill("SIGTERM");
  expect(await drive.exited, drive.stderr).toBe(0);
  expect(drive.entries().at(-1)).toMatchObject({ kind: "tally", failures: 0 });
});
