/**
 * `exec`: a program of the host's configuration, never one that a zone names. It gets the address,
 * the port and the target's name as its last arguments and in its environment, no shell, and of the
 * server's own environment only what a program cannot do without. Its end is its answer: 0 is well.
 * What it prints goes nowhere. At the time-out it is killed with all that it started.
 */
import { spawn } from "node:child_process";
import {
  type Aim,
  type EndCheck,
  failed,
  nothingToStop,
  passed,
  type StopCheck,
  skipped,
  unknown,
} from "./check.js";
import type { CheckEnvironment } from "./check-environment.js";

/** The system could not start it now; anything else is the program's fault. */
const shortages = new Set(["EAGAIN", "ENOMEM", "EMFILE", "ENFILE"]);

export function startExec(aim: Aim, end: EndCheck, environment: CheckEnvironment): StopCheck {
  const { check, name } = aim.monitor;
  if (check.type !== "exec") return nothingToStop;
  const [program, ...own] = environment.commands[check.command] ?? [];
  const target = aim.hostName || aim.address;
  if (program === undefined || target.startsWith("-")) {
    // A name that begins with a hyphen would be an option to the program.
    end(unknown(program === undefined ? `no command ${check.command}` : `no target: ${target}`));
    return nothingToStop;
  }
  const port = aim.port === null ? "" : String(aim.port);
  const child = spawn(program, [...own, aim.address, port, target], {
    env: {
      ...environment.programVariables,
      FIVENINES_ADDRESS: aim.address,
      FIVENINES_PORT: port,
      FIVENINES_TARGET: target,
      FIVENINES_MONITOR: name,
    },
    stdio: "ignore",
    // A group of its own, so that it can be ended as a whole.
    detached: true,
  });
  child.on("error", (error: NodeJS.ErrnoException) => {
    const code = error.code ?? "";
    end(shortages.has(code) ? skipped(`this host: ${code}`) : unknown(`cannot be run: ${code}`));
  });
  child.on("exit", (code, signal) => {
    if (code === 0) end(passed);
    else end(failed(code === null ? `signal ${signal}` : `exit ${code}`));
  });
  return () => killGroup(child.pid);
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // Nobody is left of it.
  }
}
