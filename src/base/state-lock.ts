/**
 * One process a state folder: a lock file names the owner by process id and start time, so a lock
 * that a killed process left behind, or whose id another program has since got, is no lock.
 */
import fs from "node:fs";
import path from "node:path";

export interface StateLock {
  release(): void;
}

/** The lock, or who holds it. Throws what the disk throws. */
export function lockState(folder: string): StateLock | { readonly heldBy: number } {
  const place = path.join(folder, "lock");
  const own = `${process.pid} ${startTicks(process.pid) ?? 0}\n`;
  const aside = path.join(folder, `lock.${process.pid}`);
  fs.writeFileSync(aside, own);
  try {
    // A link either is made whole or not at all, and never replaces another's.
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        fs.linkSync(aside, place);
        return { release: () => release(place, own) };
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      }
      const holder = readLock(place);
      if (holder !== undefined && isAlive(holder)) return { heldBy: holder.pid };
      if (holder !== undefined) clearStale(folder, place, holder.text);
    }
    return { heldBy: readLock(place)?.pid ?? 0 };
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

interface Holder {
  readonly text: string;
  readonly pid: number;
  readonly ticks: number;
}

function readLock(place: string): Holder | undefined {
  try {
    const text = fs.readFileSync(place, "latin1");
    const [pid = 0, ticks = 0] = text.trim().split(" ").map(Number);
    return { text, pid, ticks };
  } catch {
    return undefined;
  }
}

function isAlive({ pid, ticks }: Holder): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  const now = startTicks(pid);
  if (now !== undefined) return ticks === 0 || now === ticks;
  if (fs.existsSync("/proc/self/stat")) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Moves a stale lock away; if it was another's fresh lock by then, that one is put back. */
function clearStale(folder: string, place: string, text: string): void {
  const moved = path.join(folder, `lock.stale.${process.pid}`);
  try {
    fs.renameSync(place, moved);
    if (fs.readFileSync(moved, "latin1") !== text) fs.linkSync(moved, place);
  } catch {
    // Another process was quicker: the next attempt meets its lock.
  } finally {
    fs.rmSync(moved, { force: true });
  }
}

function release(place: string, own: string): void {
  try {
    if (fs.readFileSync(place, "latin1") === own) fs.unlinkSync(place);
  } catch {
    // The folder is gone or read-only: the start time in the file makes it stale by itself.
  }
}

/** Start of a process in clock ticks since boot (field 22 of proc(5) stat); undefined off Linux. */
function startTicks(pid: number): number | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is a command name that may hold spaces and parentheses.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  } catch {
    return undefined;
  }
}
