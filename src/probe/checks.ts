/** The checks by their type, and how a probe's target becomes the address that one aims at. */
import { addressFromText, addressToText } from "../base/ip.js";
import type { Check } from "../steering/config.js";
import type { AddressPolicy } from "./address-policy.js";
import {
  type Aim,
  type EndCheck,
  failed,
  nothingToStop,
  type StopCheck,
  skipped,
  unknown,
} from "./check.js";
import type { CheckEnvironment } from "./check-environment.js";
import { startDns } from "./dns-check.js";
import { startExec } from "./exec-check.js";
import { startGrpc } from "./grpc-check.js";
import type { HostResolver } from "./host-resolver.js";
import { startHttp } from "./http-check.js";
import { startHttp2 } from "./http2-check.js";
import { startIcmp } from "./icmp-check.js";
import type { PlannedProbe } from "./probe-thread-messages.js";
import { startTcp, startTls } from "./tcp-check.js";

/** Starts a check, which calls `end` at most once, unless it is stopped. */
type StartCheck = (aim: Aim, end: EndCheck, environment: CheckEnvironment) => StopCheck;

const starts: { readonly [T in Exclude<Check["type"], "push">]: StartCheck } = {
  tcp: startTcp,
  tls: startTls,
  http: startHttp,
  https: startHttp,
  http2: startHttp2,
  grpc: startGrpc,
  dns: startDns,
  icmp: startIcmp,
  exec: startExec,
};

export interface ProbeParts {
  readonly policy: AddressPolicy;
  readonly resolver: HostResolver;
  readonly environment: CheckEnvironment;
}

/** Starts the check of a probe, after its host name was resolved and its address let through. */
export function startProbe(parts: ProbeParts, probe: PlannedProbe, end: EndCheck): StopCheck {
  const address = addressFromText(probe.host);
  if (address !== undefined) return startAt(parts, probe, "", [address], end);
  const hostName = probe.host.replace(/\.$/, "");
  let stop = nothingToStop;
  let stopped = false;
  parts.resolver.resolve(hostName, (found) => {
    if (stopped) return;
    if (typeof found === "string") end(skipped(found));
    else if (found.length === 0) end(failed("its name has no address"));
    else stop = startAt(parts, probe, hostName, found, end);
  });
  return () => {
    stopped = true;
    stop();
  };
}

/** At the first address that may be aimed at: what a name resolves to is not the host's to trust. */
function startAt(
  { policy, environment }: ProbeParts,
  probe: PlannedProbe,
  hostName: string,
  addresses: readonly Uint8Array[],
  end: EndCheck,
): StopCheck {
  const { monitor, port } = probe;
  const refusals = addresses.map((address) => policy.refusal(address));
  const place = refusals.indexOf(undefined);
  const { type } = monitor.check;
  if (place === -1 || type === "push") {
    end(unknown(refusals[0] ?? "nothing is asked: the target tells"));
    return nothingToStop;
  }
  const address = addresses[place]!;
  const family = address.length === 4 ? 4 : 6;
  const text = addressToText(address);
  return starts[type]({ address: text, family, hostName, port, monitor }, end, environment);
}
