/** What the kernel accounts to a server: the processor time and memory of its whole process tree. */
import { readdirSync, readFileSync } from "node:fs";

export interface CpuTime {
  /** Seconds. */
  readonly user: number;
  readonly system: number;
}

export interface Memory {
  /** KiB, summed over the tree. */
  readonly rss: number;
  readonly pss: number;
  readonly peakRss: number;
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Processor time since the start, of the process and of its living and its reaped children. */
export function cpuTimeOf(pid: number): CpuTime {
  let user = 0;
  let system = 0;
  for (const member of processTree(pid)) {
    const fields = statFields(member);
    if (fields === undefined) continue;
    // Fields 14 to 17 of proc(5): utime, stime, cutime, cstime.
    user += (Number(fields[11]) + Number(fields[13])) / ticksPerSecond;
    system += (Number(fields[12]) + Number(fields[14])) / ticksPerSecond;
  }
  return { user, system };
}

export function memoryOf(pid: number): Memory {
  const memory = { rss: 0, pss: 0, peakRss: 0 };
  for (const member of processTree(pid)) {
    const status = readProc(member, "status");
    memory.rss += kibibytes(status, "VmRSS");
    memory.peakRss += kibibytes(status, "VmHWM");
    memory.pss += kibibytes(readProc(member, "smaps_rollup"), "Pss");
  }
  return memory;
}

/** KiB, the peak of each member of the tree, summed; cheap enough to be asked all the time. */
export function peakRssOf(pid: number): number {
  return processTree(pid).reduce(
    (sum, member) => sum + kibibytes(readProc(member, "status"), "VmHWM"),
    0,
  );
}

function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = Number(statFields(Number(entry))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const tree = [root];
  for (const member of tree) tree.push(...(children.get(member) ?? []));
  return tree;
}

/** The fields of /proc/PID/stat behind the command name, so that [0] is the state. */
function statFields(pid: number): string[] | undefined {
  const text = readProc(pid, "stat");
  return text === "" ? undefined : text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}

function kibibytes(text: string, key: string): number {
  return Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
}
