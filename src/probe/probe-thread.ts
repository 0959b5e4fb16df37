/**
 * The entry of the probing thread. It makes what is real here (clock, mail, sockets, chance) and
 * hands it to the prober.
 */
import { randomBytes, randomInt } from "node:crypto";
import { createSecureContext, rootCertificates } from "node:tls";
import { parentPort, workerData } from "node:worker_threads";
import { AssertionError, assert } from "../base/assert.js";
import { seededRandom } from "../base/seeded-random.js";
import { loadLibc } from "../net/linux/libc.js";
import { AddressPolicy } from "./address-policy.js";
import type { CheckEnvironment } from "./check-environment.js";
import { startProbe } from "./checks.js";
import { HostResolver } from "./host-resolver.js";
import { Pinger } from "./icmp-check.js";
import { threadClock } from "./probe-clock.js";
import type { ProbeNews, ProbeOrder, ProbeSettings } from "./probe-thread-messages.js";
import { Prober } from "./prober.js";

/** Of one question to a resolver; there are two. */
const resolverTimeoutMs = 1000;

/** In the life of a thread. */
const faultsMax = 100;

assert(parentPort !== null, "a thread's entry runs in a thread");
const port = parentPort;
const settings = workerData as ProbeSettings;

let pinger: Pinger | undefined;
const environment: CheckEnvironment = {
  userAgent: `fivenines-health/${settings.version}`,
  // Without own authorities nothing is given, so that Node's own choice (NODE_EXTRA_CA_CERTS) holds.
  secureContext: createSecureContext(
    settings.authorities.length === 0 ? {} : { ca: [...rootCertificates, ...settings.authorities] },
  ),
  randomId: () => randomInt(0x1_0000),
  unixMs: threadClock.unixMs,
  pinger: openPinger,
  commands: settings.commands,
  programVariables: { PATH: process.env.PATH ?? "/usr/bin:/bin" },
};
const parts = {
  policy: new AddressPolicy(settings.allow),
  resolver: new HostResolver(resolverTimeoutMs),
  environment,
};

const tell = (news: ProbeNews) => port.postMessage(news);
const prober = new Prober({
  clock: threadClock,
  random: seededRandom(settings.seed),
  start: (probe, end) => startProbe(parts, probe, end),
  tell,
  concurrencyMax: settings.concurrencyMax,
  onStop() {
    parts.resolver.close();
    // Its sockets are the process's: they would outlive the thread.
    pinger?.close();
    pinger = undefined;
    // Nothing keeps the thread after this.
    port.close();
  },
});
port.on("message", (order: ProbeOrder) => prober.receive(order));
tell({ kind: "ready" });

// What one target made go wrong, in a library perhaps, must not end the probing of all others; a
// fault that comes again and again, or one of ours, must: the thread is replaced, and that is told.
let faults = 0;
process.on("uncaughtException", (error) => {
  if (error instanceof AssertionError || ++faults > faultsMax) process.exit(1);
  tell({ kind: "warning", key: "", text: `a check failed in itself: ${error.message}` });
});

// Programs are not left behind by a thread that ends over a fault.
process.once("exit", () => prober.receive({ kind: "stop" }));

/** The C library is loaded for the first `icmp` check only. */
async function openPinger(): Promise<Pinger | string> {
  if (pinger !== undefined) return pinger;
  const libc = await loadLibc();
  if ("missing" in libc) return `no ping: ${libc.missing}`;
  pinger ??= new Pinger(libc, randomBytes);
  return pinger;
}
