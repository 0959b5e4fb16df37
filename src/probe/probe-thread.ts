/**
 * The entry of the probing thread. It makes what is real here (clock, mail, sockets, chance) and
 * hands it to the prober.
 */
import { randomInt } from "node:crypto";
import { createSecureContext, rootCertificates } from "node:tls";
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../base/assert.js";
import { AddressPolicy } from "./address-policy.js";
import type { CheckEnvironment } from "./check-environment.js";
import { startProbe } from "./checks.js";
import { HostResolver } from "./host-resolver.js";
import { threadClock } from "./probe-clock.js";
import type { ProbeNews, ProbeOrder, ProbeSettings } from "./probe-thread-messages.js";
import { Prober } from "./prober.js";
import { seededRandom } from "./seeded-random.js";

/** Of one question to a resolver; there are two. */
const resolverTimeoutMs = 1000;

assert(parentPort !== null, "a thread's entry runs in a thread");
const port = parentPort;
const settings = workerData as ProbeSettings;

const environment: CheckEnvironment = {
  userAgent: `fivenines-health/${settings.version}`,
  // Without own authorities nothing is given, so that Node's own choice (NODE_EXTRA_CA_CERTS) holds.
  secureContext: createSecureContext(
    settings.authorities.length === 0 ? {} : { ca: [...rootCertificates, ...settings.authorities] },
  ),
  randomId: () => randomInt(0x1_0000),
  unixMs: threadClock.unixMs,
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
    // Nothing keeps the thread after this.
    port.close();
  },
});
port.on("message", (order: ProbeOrder) => prober.receive(order));
tell({ kind: "ready" });
