/**
 * Servers that take targets out by health, each with the same names over the same targets. Zones of
 * its own each, as every one writes its steering in another way.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loopback, type Peer } from "../test/interop/peers/peer.js";
import { powerdnsProgram, preparePowerdns } from "../test/interop/peers/powerdns.js";

export interface SteeredName {
  /** Zone, without the final dot; the name is `www` in it. */
  readonly apex: string;
  readonly check: "tcp" | "http";
  readonly addresses: readonly string[];
  readonly port: number;
}

export interface OutageServer {
  readonly peer: Peer;
  /** What it is told about checks, for the report. */
  readonly settings: string;
}

export const healthyBody = "all is well";
const ttlSeconds = 30;
const main = resolve(import.meta.dirname, "../program/main.js");

export function outageServers(names: readonly SteeredName[]): OutageServer[] {
  const fast = "interval: 100ms, timeout: 100ms, fall: 3";
  return [
    { peer: fivenines("fivenines, 100 ms × 3", `${fast}, rise: 2`, names), settings: fast },
    {
      peer: fivenines("fivenines, defaults", "", names),
      settings: "defaults (interval 5 s, time-out 2 s, fall 3, probed again after 1 s)",
    },
    {
      peer: gdnsd("gdnsd, fastest", "down_thresh => 1, ok_thresh => 1, up_thresh => 1", names),
      settings: "interval 2, timeout 1, all thresholds 1: the least that it accepts",
    },
    {
      peer: gdnsd("gdnsd, 3 failures", "down_thresh => 3, ok_thresh => 10, up_thresh => 5", names),
      settings: "interval 2, timeout 1, down_thresh 3, ok_thresh 10, up_thresh 5",
    },
    {
      peer: powerdns(names),
      settings: "ifportup, ifurlup; lua-health-checks-interval 1, timeout 1, minimumFailures 1",
    },
  ];
}

function fivenines(name: string, timing: string, names: readonly SteeredName[]): Peer {
  return {
    name,
    binary: process.execPath,
    versionArgs: [main, "--version"],
    versionPattern: /([\d.]+)/,
    prepare({ folder }, port) {
      const zones = join(folder, "zones");
      mkdirSync(zones, { recursive: true });
      for (const one of names) {
        const lines = one.addresses.map((address) => `www A ${address}`);
        writeFileSync(join(zones, `${one.apex}.zone`), zoneText(one, lines));
        writeFileSync(join(zones, `${one.apex}.steering.yaml`), steeringText(one, timing));
      }
      const config = join(folder, "fivenines.yaml");
      writeFileSync(config, 'probes: { allow: ["127.0.0.0/8"] }\n');
      const words = ["serve", "--config", config, "--zones", zones, "--workers", "1"];
      const listen = ["--listen", `${loopback}:${port}`, "--admin", `${loopback}:0`];
      return { command: process.execPath, args: [main, ...words, ...listen] };
    },
  };
}

function steeringText({ check, port, addresses }: SteeredName, timing: string): string {
  const page = check === "http" ? `, path: /health, body: "${healthyBody}"` : "";
  const more = timing === "" ? "" : `, ${timing}`;
  return [
    `monitors: { alive: { type: ${check}, port: ${port}${page}${more} } }`,
    "steer:",
    "  - name: www",
    `    pools: [{ monitor: alive, targets: [${addresses.join(", ")}] }]`,
    "",
  ].join("\n");
}

function gdnsd(name: string, thresholds: string, names: readonly SteeredName[]): Peer {
  return {
    name,
    binary: "gdnsd",
    versionArgs: ["version"],
    versionPattern: /version ([\d.]+)/,
    prepare({ folder }, port) {
      for (const part of ["run", "state", "zones"]) {
        mkdirSync(join(folder, part), { recursive: true });
      }
      const services = names.map(({ apex, check, port: checked }) => {
        const plugin = check === "tcp" ? "tcp_connect" : "http_status, url_path => /health";
        const words = `plugin => ${plugin}, port => ${checked}, interval => 2, timeout => 1, ${thresholds}`;
        return `  ${labelOf(apex)} => { ${words} }`;
      });
      const resources = names.map(({ apex, addresses }) => {
        const listed = addresses.map((address, index) => `t${index} => ${address}`);
        const label = labelOf(apex);
        return `    ${label} => { service_types => ${label}, ${listed.join(", ")} }`;
      });
      const lines = [
        "options => {",
        `  listen => "${loopback}:${port}"`,
        `  run_dir => "${folder}/run"`,
        `  state_dir => "${folder}/state"`,
        "}",
        "service_types => {",
        ...services,
        "}",
        "plugins => {",
        "  multifo => {",
        ...resources,
        "  }",
        "}",
      ];
      writeFileSync(join(folder, "config"), `${lines.join("\n")}\n`);
      for (const one of names) {
        const line = `www ${ttlSeconds} DYNA multifo!${labelOf(one.apex)}`;
        writeFileSync(join(folder, "zones", one.apex), zoneText(one, [line]));
      }
      return { command: "gdnsd", args: ["-c", folder, "start"] };
    },
  };
}

function powerdns(names: readonly SteeredName[]): Peer {
  return {
    name: "PowerDNS LUA records",
    ...powerdnsProgram,
    prepare({ folder }, port) {
      const zones = names.map((one) => {
        const file = join(folder, `${one.apex}.zone`);
        writeFileSync(file, zoneText(one, [`www ${ttlSeconds} LUA A "${luaOf(one)}"`]));
        return { apex: one.apex, file };
      });
      const more = [
        "cache-ttl=0",
        "query-cache-ttl=0",
        "enable-lua-records=yes",
        "lua-health-checks-interval=1",
      ];
      return preparePowerdns({ folder, port, zonesFolder: folder, zones, more });
    },
  };
}

/** All that are up; all of them when none is. */
function luaOf({ check, port, addresses }: SteeredName): string {
  const list = `{${addresses.map((address) => `'${address}'`).join(", ")}}`;
  const common = "selector='all', backupSelector='all', timeout=1";
  if (check === "tcp") return `ifportup(${port}, ${list}, {${common}})`;
  const url = `http://www.example.com:${port}/health`;
  return `ifurlup('${url}', {${list}}, {stringmatch='${healthyBody}', ${common}})`;
}

function zoneText({ apex }: SteeredName, lines: readonly string[]): string {
  return [
    `$ORIGIN ${apex}.`,
    `$TTL ${ttlSeconds}`,
    `@ SOA ns1.${apex}. hostmaster.${apex}. 1 14400 3600 604800 300`,
    `@ NS ns1.${apex}.`,
    "ns1 A 192.0.2.53",
    ...lines,
    "",
  ].join("\n");
}

function labelOf(apex: string): string {
  return apex.replaceAll(/\W/g, "_");
}
