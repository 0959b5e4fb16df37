/**
 * Steering carried to a PowerDNS: our server probes real targets, `sync drive` follows it, and a
 * nameserver that knows nothing of probes stops answering a dead target within seconds.
 */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { lowerNameFromText } from "../../src/dns/name-text.js";
import { rdataToText } from "../../src/dns/rr/rdata-text.js";
import { DnsClient } from "../../src/resolver/dns-client.js";
import { endAll, run } from "../process/serve-process.js";
import { presentPeers } from "./peers/catalogue.js";
import { launchPeer } from "./peers/launch.js";
import { loopback } from "./peers/peer.js";
import { powerdns } from "./peers/powerdns.js";
import { whyNotWritable, writablePowerdns } from "./peers/writable-powerdns.js";

afterEach(endAll);

const missing = whyNotWritable();
if (missing !== undefined && process.env.CI === "true") throw new Error(missing);
if (missing !== undefined) console.warn(`skipped: ${missing}`);
const present = missing === undefined && presentPeers([powerdns]).length === 1;

/** Loopback addresses that no other test listens on. */
const near = ["127.9.14.1", "127.9.14.2"] as const;
const far = "127.9.14.3";
const patience = { timeout: 30_000, interval: 50 };

async function listen(address: string, port: number): Promise<Server> {
  const server = createServer((connection) => connection.destroy()).listen(port, address);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return server;
}

const zone = `$ORIGIN drive.example.
@ 300 SOA ns1 host 1 7200 900 1209600 300
@ 300 NS ns1
ns1 300 A 192.0.2.53
${[...near, far].map((address) => `www 5 A ${address}`).join("\n")}
`;

const steering = (port: number) => `
monitors:
  web: { type: tcp, port: ${port}, interval: 500ms, timeout: 490ms, recheck: 50ms, fall: 3, rise: 2 }
guard: { maxRemoved: 100%, maxRemovedOfZone: 100% }
steer:
  - name: www
    policy: failover
    ttl: { min: 5, max: 5 }
    holdDown: 0s
    slowStart: 0s
    damping: false
    onAllDown: last-good
    pools:
      - { name: near, monitor: web, minHealthy: 50%, targets: [${near.join(", ")}] }
      - { name: far, monitor: web, targets: [${far}] }
`;

describe.skipIf(!present)("a driven PowerDNS", () => {
  it("answers the healthy pool, its targets again when they are back, and never nothing", async () => {
    const first = await listen(near[0], 0);
    const { port } = first.address() as AddressInfo;
    const servers = [first, await listen(near[1], port), await listen(far, port)];
    const writable = await writablePowerdns();
    const folder = mkdtempSync(join(tmpdir(), "fivenines-drive-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const peer = await launchPeer(writable.peer, {
      zonesFolder: folder,
      apexes: ["drive.example"],
    });
    onTestFinished(() => peer.stop());
    writeFileSync(join(folder, "drive.example.zone"), zone);
    writeFileSync(join(folder, "drive.example.steering.yaml"), steering(port));
    writeFileSync(join(folder, "fivenines.yaml"), "probes: { allow: [127.0.0.0/8] }\n");
    const words = ["--zones", ".", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];
    const server = run(["serve", ...words, "--workers", "1"], {}, folder);
    const { admin } = await server.logged(({ msg }) => msg === "serving");
    writeFileSync(
      join(folder, "sync.yaml"),
      `zones: .
state: ./sync-state
admin: { listen: "${admin}" }
providers:
  pdns: { type: powerdns, url: "${writable.url}", apiKey: "${writable.apiKey}", nameservers: ["${loopback}:${peer.port}"] }
sync:
  - { zones: ["drive.example"], providers: [pdns], mode: mirror, apexNs: zone, steering: driven, drive: { pause: 500ms } }
`,
    );
    const sync = (...more: string[]) => run(["sync", ...more, "--config", "sync.yaml"], {}, folder);
    let id = 0;
    const dns = new DnsClient({ timeoutMs: 2000, attempts: 2, randomId: () => ++id & 0xffff });
    const answered = async () => {
      const question = { name: lowerNameFromText("www.drive.example.")!, type: 1 };
      const reply = await dns.ask({ address: loopback, port: peer.port }, question);
      if (typeof reply === "string") return [reply];
      return reply.answers.map(({ rdata }) => rdataToText(1, rdata)).sort();
    };

    const states = async () => (await fetch(`http://${admin}/steering/answers`)).text();
    await expect.poll(states, patience).not.toContain('"unknown"');
    const apply = sync("apply", "--yes");
    expect(await apply.exited, apply.stdout + apply.stderr).toBe(0);
    expect(await answered()).toEqual(near);
    const drive = sync("drive", "--every", "100ms", "--format", "json");
    servers[0]!.close();
    await expect.poll(answered, patience).toEqual([near[1]]);
    servers[1]!.close();
    await expect.poll(answered, patience).toEqual([far]);
    servers[2]!.close();
    const allDown = async () => {
      const { zones } = JSON.parse(await states());
      return zones[0].rrsets[0].standIn;
    };
    await expect.poll(allDown, patience).toContain("nothing is well");
    expect(await answered()).toEqual([far]);
    await Promise.all(near.map((address) => listen(address, port)));
    await expect.poll(answered, patience).toEqual(near);
    drive.child.kill("SIGTERM");
    expect(await drive.exited, drive.stderr).toBe(0);
    const told = drive.entries().filter(({ kind }) => kind === "pushed");
    expect(told.every(({ served }) => served === "equal")).toBe(true);
  });
});
