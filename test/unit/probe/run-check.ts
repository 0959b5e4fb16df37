/** Runs one check against something real, as the thread does but for the schedule. */
import { randomBytes } from "node:crypto";
import { createSecureContext } from "node:tls";
import { loadLibc } from "../../../src/net/linux/libc.js";
import { AddressPolicy } from "../../../src/probe/address-policy.js";
import type { CheckOutcome } from "../../../src/probe/check.js";
import type { CheckEnvironment } from "../../../src/probe/check-environment.js";
import { startProbe } from "../../../src/probe/checks.js";
import { HostResolver } from "../../../src/probe/host-resolver.js";
import { Pinger } from "../../../src/probe/icmp-check.js";
import type { PlannedProbe } from "../../../src/probe/probe-thread-messages.js";

export interface CheckSettings {
  readonly environment?: Partial<CheckEnvironment>;
  readonly allow?: readonly string[];
  readonly resolvers?: readonly string[];
}

const patienceMs = 30_000;

/** Of a check that is left alone until it ends by itself. */
export function runCheck(probe: PlannedProbe, settings: CheckSettings = {}): Promise<CheckOutcome> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`${probe.key} did not end within ${patienceMs} ms`));
    }, patienceMs);
    const stop = startCheck(probe, settings, (outcome) => {
      clearTimeout(timer);
      // As the schedule does: what a check holds goes with it.
      setImmediate(() => stop());
      resolve(outcome);
    });
  });
}

/** Returns what ends it early. */
export function startCheck(
  probe: PlannedProbe,
  settings: CheckSettings,
  end: (outcome: CheckOutcome) => void,
): () => void {
  const resolver = new HostResolver(2000, settings.resolvers);
  const parts = {
    policy: new AddressPolicy(settings.allow ?? ["127.0.0.0/8", "::1"]),
    resolver,
    environment: { ...usualEnvironment(), ...settings.environment },
  };
  const stop = startProbe(parts, probe, end);
  return () => {
    stop();
    resolver.close();
  };
}

function usualEnvironment(): CheckEnvironment {
  return {
    userAgent: "fivenines-health/test",
    secureContext: createSecureContext(),
    randomId: () => Math.floor(Math.random() * 0x1_0000),
    unixMs: () => Date.now(),
    pinger: async () => {
      const libc = await loadLibc();
      return "missing" in libc ? libc.missing : new Pinger(libc, randomBytes);
    },
    commands: {},
    programVariables: { PATH: process.env.PATH ?? "" },
  };
}
