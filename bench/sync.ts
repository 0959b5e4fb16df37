/** What provider sync costs: planning a large zone, listing it from the fakes, and calls. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { SyncListing } from "./sync-listing.js";
import type { SyncPlanning } from "./sync-planning.js";

export const listedKinds = { route53: "Route 53", cloudflare: "Cloudflare" } as const;
export type ListedKind = keyof typeof listedKinds;

/** In a process of its own, so that its memory is its own. */
export function measureSyncPlanning(records: number, rounds: number): SyncPlanning {
  return run("sync-planning.js", String(records), String(rounds)) as SyncPlanning;
}

/** The fake is a process of its own, too. */
export async function measureSyncListing(
  kind: ListedKind,
  records: number,
  rounds: number,
): Promise<SyncListing> {
  const words = [join(import.meta.dirname, "sync-fake.js"), kind, String(records)];
  const fake = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [place] = (await once(fake.stdout, "data")) as [Buffer];
    const where = place.toString("utf8").trim();
    return run("sync-listing.js", kind, where, String(records), String(rounds)) as SyncListing;
  } finally {
    fake.stdin.end();
    await once(fake, "exit");
  }
}

function run(script: string, ...words: string[]): unknown {
  const path = join(import.meta.dirname, script);
  const told = execFileSync(process.execPath, ["--expose-gc", path, ...words], {
    encoding: "utf8",
  });
  return JSON.parse(told);
}
