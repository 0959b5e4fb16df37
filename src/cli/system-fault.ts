/** What the system's errors mean for someone who starts a nameserver, and what to do about them. */
import { getSystemErrorName } from "node:util";

/** A sentence for `error`, met while doing `what` (such as "listen on 127.0.0.1:53"). */
export function explainFault(error: unknown, what: string): string {
  const name = faultName(error);
  const remedy = name === undefined ? undefined : remedies[name];
  const message = error instanceof Error ? error.message : String(error);
  return `cannot ${what}: ${remedy === undefined ? message : `${remedy} [${name}]`}`;
}

const needsPrivilege =
  "permission denied. Ports below 1024 need CAP_NET_BIND_SERVICE: start as root with --user, or " +
  "give the capability (systemd: AmbientCapabilities=CAP_NET_BIND_SERVICE)";

const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE:
    "another program uses this port; stop it (`ss -lntup` shows which), or choose another port",
  EACCES: needsPrivilege,
  EPERM: needsPrivilege,
  EADDRNOTAVAIL: "this machine has no such address; `ip address` lists those that it has",
  EAFNOSUPPORT: "this machine has no IPv6",
  EMFILE: "too many open files; raise the limit (`ulimit -n`, systemd: LimitNOFILE=)",
};

/** `EADDRINUSE`, from Node's errors (a code) and from those of direct system calls (a number). */
function faultName(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if ("errno" in error && typeof error.errno === "number") {
    return getSystemErrorName(-Math.abs(error.errno));
  }
  // What a worker thread met arrives as a sentence: "bind EADDRINUSE 127.0.0.1:53".
  return error instanceof Error ? /\bE[A-Z]{3,}\b/.exec(error.message)?.[0] : undefined;
}
