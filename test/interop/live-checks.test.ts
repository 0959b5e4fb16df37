/**
 * A small live DNS: a parent at NSD, children at NSD and Knot, Unbound as the resolver, each on an
 * address of its own and one port. Each child has one thing wrong with it.
 */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ZoneChecker } from "../../src/check/zone-checker.js";
import { nameFromText } from "../../src/dns/name-text.js";
import { surveyLive } from "../../src/live/survey.js";
import { diskFiles } from "../../src/zone/disk.js";
import { liveRules } from "../../validators/live/live.js";
import type { LiveFacts } from "../../validators/live-facts.js";
import { knot } from "./peers/knot.js";
import { freePort, launchPeer, type RunningPeer, whyMissing } from "./peers/launch.js";
import { nsd } from "./peers/nsd.js";
import type { Peer } from "./peers/peer.js";
import { unboundInFrontOf } from "./peers/unbound.js";

const address = {
  parent: "127.77.0.1",
  nsd: "127.77.0.2",
  knot: "127.77.0.3",
  nobody: "127.77.0.4",
};
const parentApex = "lab.example";
const children = ["good", "lame", "glue", "stale", "sets", "silent", "behind"] as const;
type Child = (typeof children)[number];

const missing = [nsd, knot, unboundInFrontOf(0, [])].map(whyMissing).filter(Boolean);
if (missing.length > 0) console.warn(`live checks are skipped: ${missing.join("; ")}`);

const folder = mkdtempSync(join(tmpdir(), "fivenines-live-"));
const running: RunningPeer[] = [];
let port = 0;
let resolverPort = 0;

/** The same server, listening on one more address. */
function alsoAt(peer: Peer, extra: string): Peer {
  return {
    ...peer,
    prepare(setup, ownPort) {
      const launch = peer.prepare(setup, ownPort);
      if (peer === nsd) {
        const lines = `server:\n  ip-address: ${extra}@${port}\n`;
        appendFileSync(`${setup.folder}/nsd.conf`, lines);
      } else {
        const path = `${setup.folder}/knot.conf`;
        const text = readFileSync(path, "utf8");
        const listen = /listen: .*/.exec(text)?.[0];
        if (listen === undefined) throw new Error(`no listen line in:\n${text}`);
        writeFileSync(
          path,
          text.replace(listen, `${listen.replace(": ", ": [")}, ${extra}@${port}]`),
        );
      }
      return launch;
    },
  };
}

function childZone(child: Child, serial: number, nameservers = ["ns1", "ns2"]): string {
  return `$ORIGIN ${child}.${parentApex}.
$TTL 60
@ SOA ns1 hostmaster ${serial} 14400 3600 1209600 300
${nameservers.map((name) => `@ NS ${name}`).join("\n")}
ns1 A ${address.nsd}
ns2 A ${child === "silent" ? address.nobody : address.knot}
ns3 A ${address.knot}
`;
}

function parentZone(): string {
  const lines = [
    `$ORIGIN ${parentApex}.`,
    "$TTL 60",
    "@ SOA ns hostmaster 1 14400 3600 1209600 300",
    "@ NS ns",
    `ns A ${address.parent}`,
  ];
  for (const child of children) {
    const second = child === "silent" ? address.nobody : address.knot;
    lines.push(`${child} NS ns1.${child}`, `${child} NS ns2.${child}`);
    lines.push(`ns1.${child} A ${child === "glue" ? address.nobody : address.nsd}`);
    lines.push(`ns2.${child} A ${second}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Writes what one server has, and returns its zones. */
function writeZones(name: string, zones: { [apex: string]: string }) {
  const zonesFolder = join(folder, name);
  mkdirSync(zonesFolder);
  for (const [apex, text] of Object.entries(zones)) {
    writeFileSync(join(zonesFolder, `${apex}.zone`), text);
  }
  return { zonesFolder, apexes: Object.keys(zones) };
}

function zonesOf(served: (child: Child) => string | undefined): { [apex: string]: string } {
  return Object.fromEntries(
    children.flatMap((child) => {
      const text = served(child);
      return text === undefined ? [] : [[`${child}.${parentApex}`, text]];
    }),
  );
}

/** The children as their owner has them in files. */
const ownZones = zonesOf((child) => {
  const nameservers = child === "sets" ? ["ns1", "ns3"] : ["ns1", "ns2"];
  return childZone(child, child === "behind" ? 3 : 5, nameservers);
});

beforeAll(async () => {
  if (missing.length > 0) return;
  port = await freePort();
  const parent = writeZones("parent", { [parentApex]: parentZone() });
  const atNsd = writeZones("nsd", {
    ...ownZones,
    [`behind.${parentApex}`]: childZone("behind", 5),
  });
  const atKnot = writeZones("knot", {
    ...zonesOf((child) =>
      child === "lame" ? undefined : childZone(child, child === "stale" ? 4 : 5),
    ),
    [`sets.${parentApex}`]: ownZones[`sets.${parentApex}`]!,
  });
  running.push(await launchPeer(alsoAt(nsd, address.parent), parent));
  running.push(await launchPeer(alsoAt(nsd, address.nsd), atNsd));
  running.push(await launchPeer(alsoAt(knot, address.knot), atKnot));
  const upstream = unboundInFrontOf(0, []);
  const unbound: Peer = {
    ...upstream,
    prepare(setup, ownPort) {
      const launch = upstream.prepare(setup, ownPort);
      const stubs = [`${parentApex}`, ...Object.keys(ownZones)].map((apex) => {
        const server = apex === parentApex ? address.parent : address.nsd;
        return `stub-zone:\n  name: "${apex}"\n  stub-addr: ${server}@${port}\n`;
      });
      // The queries go to other loopback addresses than the one that peers usually share.
      const path = `${setup.folder}/unbound.conf`;
      writeFileSync(path, readFileSync(path, "utf8").replace(/ +outgoing-interface: .*\n/, ""));
      appendFileSync(path, stubs.join(""));
      return launch;
    },
  };
  const resolver = await launchPeer(unbound, { zonesFolder: folder, apexes: [], waitFor: [] });
  running.push(resolver);
  resolverPort = resolver.port;
  await answering();
});

afterAll(async () => {
  await Promise.all(running.map((peer) => peer.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function survey(apexes: readonly string[]): Promise<LiveFacts[]> {
  let id = 1;
  return surveyLive(
    apexes.map((apex) => ({
      apex: nameFromText(apex)!,
      nameservers: [...(ownZones[apex]?.matchAll(/@ NS (\S+)/g) ?? [])].map(
        (match) => `${match[1]}.${apex}.`,
      ),
    })),
    {
      resolver: { address: "127.0.0.1", port: resolverPort },
      port,
      timeoutMs: 500,
      randomId: () => {
        id = (id * 48_271) % 0x7fff_ffff;
        return id & 0xffff;
      },
    },
  );
}

/** Unbound says nothing of itself that could be waited for: it is asked until it answers. */
async function answering(): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const [facts] = await survey([`good.${parentApex}`]);
    if (facts !== undefined && facts.parent.zone !== null) return;
  }
  throw new Error("the resolver does not answer");
}

/** Codes and messages of the live rules for a child, as its owner has it in a file. */
async function findings(child: Child): Promise<string[]> {
  const apex = `${child}.${parentApex}`;
  const [live] = await survey([apex]);
  const path = join(folder, `${child}.zone`);
  writeFileSync(path, ownZones[apex]!);
  const checker = new ZoneChecker({ files: diskFiles, rules: liveRules, now: 1_790_000_000 });
  const verdict = checker.check({ path, root: folder, live: live! });
  return verdict.diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

describe.skipIf(missing.length > 0)("live checks", () => {
  test("say nothing of a zone that is as it should be", async () => {
    expect(await findings("good")).toEqual([]);
  });

  test("find a server that does not have the zone", async () => {
    const [first, ...rest] = await findings("lame");
    expect(first).toMatch(/^live-lame: ns2\.lame\.lab\.example\. \(127\.77\.0\.3\).*REFUSED/);
    expect(rest).toEqual([]);
  });

  test("find glue that leads to another address", async () => {
    const found = await findings("glue");
    expect(found.find((line) => line.startsWith("live-glue"))).toContain(address.nobody);
  });

  test("find servers that do not have the same version", async () => {
    const [first, ...rest] = await findings("stale");
    expect(first).toBe(
      "live-agreement: different serials are served: 5 at 127.77.0.2 and 4 at 127.77.0.3",
    );
    expect(rest).toEqual([]);
  });

  test("find a parent with another NS set", async () => {
    const [first, ...rest] = await findings("sets");
    expect(first).toBe(
      "live-delegation: the NS set at lab.example. lacks ns3.sets.lab.example. and has ns2.sets.lab.example. besides",
    );
    expect(rest).toEqual([]);
  });

  test("find a server that is not there", async () => {
    const [first, ...rest] = await findings("silent");
    expect(first).toMatch(/^live-unreachable: ns2\.silent\.lab\.example\. \(127\.77\.0\.4\)/);
    expect(rest).toEqual([]);
  });

  test("find a file that is older than what is served", async () => {
    const [first, ...rest] = await findings("behind");
    expect(first).toMatch(/^live-serial: the serial 3 is below what is served/);
    expect(rest).toEqual([]);
  });
});
