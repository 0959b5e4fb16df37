/**
 * A site of its own for provider sync: one zone file, a PowerDNS written to by its API, Knot and
 * BIND by signed updates, and a configuration that sends the zone to all three, one after another.
 */
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { nameFromText } from "../../../src/dns/name-text.js";
import { orderedRdatas } from "../../../src/provider/rrset/ordered-rdatas.js";
import { type Rrset, rrsetKey } from "../../../src/provider/rrset/rrset.js";
import { zoneRrsetsDigest } from "../../../src/provider/rrset/rrset-digest.js";
import { rrsetsOfZone } from "../../../src/provider/rrset/zone-rrsets.js";
import { transferZone } from "../../../src/transfer/axfr.js";
import { dialTcp } from "../../../src/transfer/message-stream.js";
import { TsigKey } from "../../../src/transfer/tsig-key.js";
import { readZoneText } from "../../../src/zone/zone-text.js";
import { launchPeer, type RunningPeer } from "./launch.js";
import { loopback } from "./peer.js";
import { syncKey } from "./writable.js";
import { writableBind } from "./writable-bind.js";
import { writableKnot } from "./writable-knot.js";
import { type WritablePowerdns, writablePowerdns } from "./writable-powerdns.js";

const program = resolve("dist/program/main.js");
const apexText = "sync.example";
const apex = nameFromText(`${apexText}.`)!;

export const memberNames = ["pdns", "knot", "bind"] as const;
export type MemberName = (typeof memberNames)[number];

export interface ProgramRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class SyncSite {
  private constructor(
    private readonly folder: string,
    private readonly powerdns: WritablePowerdns,
    readonly servers: { readonly [name in MemberName]: RunningPeer },
  ) {}

  /** Knot and BIND begin with an SOA and one NS, PowerDNS without the zone. */
  static async start(): Promise<SyncSite> {
    const folder = mkdtempSync(join(tmpdir(), "fivenines-sync-"));
    mkdirSync(join(folder, "zones"));
    mkdirSync(join(folder, "bare"));
    const bare = `@ 300 SOA ns1 host 1 7200 900 1209600 300\n@ 300 NS old.elsewhere.example.\n`;
    writeFileSync(join(folder, "bare", `${apexText}.zone`), `$ORIGIN ${apexText}.\n${bare}`);
    const powerdns = await writablePowerdns();
    const setup = { zonesFolder: join(folder, "bare"), apexes: [apexText] };
    const [pdns, knot, bind] = await Promise.all([
      launchPeer(powerdns.peer, { ...setup, apexes: ["another.example"] }),
      launchPeer(writableKnot(syncKey), setup),
      launchPeer(writableBind(syncKey), setup),
    ]);
    const site = new SyncSite(folder, powerdns, { pdns, knot, bind });
    site.configure();
    return site;
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.servers).map((server) => server.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** `lying` stands in for the nameserver of BIND, where its answers are verified. */
  configure(lying?: number): void {
    const { pdns, knot, bind } = this.servers;
    const key = `{ name: ${syncKey.name}, algorithm: ${syncKey.algorithm}, secret: "\${TSIG_SECRET}" }`;
    const updated = (port: number, asked = port) =>
      `{ type: rfc2136, server: "${loopback}:${port}", key: ${key}, nameservers: ["${loopback}:${asked}"] }`;
    writeFileSync(
      join(this.folder, "fivenines.yaml"),
      `zones: ./zones
state: ./state
providers:
  pdns: { type: powerdns, url: "${this.powerdns.url}", apiKey: "\${PDNS_API_KEY}", nameservers: ["${loopback}:${pdns.port}"] }
  knot: ${updated(knot.port)}
  bind: ${updated(bind.port, lying)}
sync:
  - zones: ["${apexText}"]
    providers: [pdns, knot, bind]
    mode: mirror
    verify: { deadline: ${lying === undefined ? 30 : 2}s, every: 200ms }
`,
    );
  }

  writeZone(serial: number, records: string): void {
    writeFileSync(join(this.folder, "zones", `${apexText}.zone`), this.zoneText(serial, records));
  }

  zoneText(serial: number, records: string): string {
    return `$ORIGIN ${apexText}.\n$TTL 300\n@ SOA ns1 hostmaster ${serial} 7200 900 1209600 300\n${records}`;
  }

  /** Runs `fivenines` with these words. */
  run(...words: string[]): Promise<ProgramRun> {
    const env = {
      ...process.env,
      TSIG_SECRET: syncKey.secret,
      PDNS_API_KEY: this.powerdns.apiKey,
      NO_COLOR: "1",
      FORCE_COLOR: "",
    };
    return new Promise((done, fail) => {
      const child = spawn(process.execPath, [program, ...words, "--config", "fivenines.yaml"], {
        cwd: this.folder,
        env,
        stdio: ["ignore", "pipe", "pipe"],
      });
      const printed = { stdout: "", stderr: "" };
      for (const stream of ["stdout", "stderr"] as const) {
        child[stream].on("data", (chunk: Buffer) => {
          printed[stream] += chunk.toString("utf8");
        });
      }
      child.once("error", fail);
      child.once("close", (code) => done({ code, ...printed }));
    });
  }

  /** Somebody else with the same key writes to Knot or BIND. */
  async meddle(name: "knot" | "bind", updates: readonly string[]): Promise<void> {
    const { port } = this.servers[name];
    const key = `${syncKey.algorithm}:${syncKey.name}:${syncKey.secret}`;
    const lines = [`server ${loopback} ${port}`, `zone ${apexText}.`, ...updates, "send"];
    await promisify(execFile)("sh", [
      "-c",
      `printf '%s\\n' "$@" | nsupdate -y ${key}`,
      "sh",
      ...lines,
    ]);
  }

  /** What a member has, asked for by transfer, past its adapter. */
  async transferred(name: MemberName): Promise<Rrset[]> {
    const key = new TsigKey(
      nameFromText(`${syncKey.name}.`)!,
      "hmac-sha256",
      Buffer.from(syncKey.secret, "base64"),
    );
    const peer = {
      server: { address: loopback, port: this.servers[name].port },
      key: name === "pdns" ? undefined : key,
      dial: dialTcp,
      nowSeconds: () => Math.floor(Date.now() / 1000),
      randomId: () => Math.floor(Math.random() * 65_536),
    };
    const { records } = await transferZone(peer, apex, AbortSignal.timeout(20_000));
    const rrsets = new Map<string, Rrset>();
    for (const { name: owner, type, ttlSeconds, rdata } of records) {
      const key = rrsetKey(owner, type);
      const rdatas = orderedRdatas(type, [...(rrsets.get(key)?.rdatas ?? []), rdata]);
      rrsets.set(key, { owner, type, variant: "", ttlSeconds, rdatas, extra: null });
    }
    return [...rrsets.values()];
  }

  /** The digest of the whole zone at each member, NS at the apex and TTLs included. */
  async digests(): Promise<{ readonly [name in MemberName]: string }> {
    const [pdns, knot, bind] = await Promise.all(memberNames.map((name) => this.digestAt(name)));
    return { pdns: pdns!, knot: knot!, bind: bind! };
  }

  async digestAt(name: MemberName): Promise<string> {
    return zoneRrsetsDigest(await this.transferred(name));
  }
}

/** The digest that a zone file should have everywhere. */
export function digestOfFile(text: string): string {
  const { zone, diagnostics } = readZoneText(text, { apex: `${apexText}.` });
  if (zone === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return zoneRrsetsDigest(rrsetsOfZone(zone));
}

/** The apex, without the final dot. */
export const syncApex = apexText;
