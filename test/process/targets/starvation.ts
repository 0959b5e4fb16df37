import { readdirSync, readFileSync } from "node:fs";

/**
 * For how long the threads of a process have waited for a processor since it began, all together, in
 * milliseconds: what a busy machine adds to its delays. 0 where the kernel does not tell.
 */
export function starvedMs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  try {
    const waits = readdirSync(tasks).map((task) =>
      Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[1]),
    );
    return waits.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
  } catch {
    return 0;
  }
}
