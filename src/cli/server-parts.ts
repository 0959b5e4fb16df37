/**
 * What a server is made of, opened in the order that lets it fail early and answer soon: whatever
 * can be wrong with the command line or the machine is found before a thread starts.
 */

import { readFileSync } from "node:fs";
import { availableParallelism, networkInterfaces, userInfo } from "node:os";
import { type AdminPort, adminRefusal, bindAdminPort } from "../admin/admin-port.js";
import { makeCounters } from "../answer/counters.js";
import { fileAt } from "../base/file-at.js";
import { trimHeap } from "../base/heap-trim.js";
import { addressFromText, addressToText } from "../base/ip.js";
import { limits } from "../base/limits.js";
import { type Endpoint, formatEndpoint } from "../config/endpoint.js";
import type { Settings } from "../config/settings.js";
import { systemClock } from "../control/clock.js";
import type { ZoneEvent } from "../control/zone-events.js";
import { ZoneControl } from "../control/zones.js";
import { ImageStore } from "../image/store.js";
import { dropPrivileges } from "../net/privileges.js";
import { Workers, type WorkersEvent, workerRows } from "../net/workers.js";
import { startProbeWorker } from "../probe/probe-worker.js";
import { Rotation } from "../rotation/rotation.js";
import type { RotationEvent } from "../rotation/rotation-events.js";
import { answerSettings } from "./answer-settings.js";
import type { PatientOptions } from "./patient-responder.js";
import { StartGate } from "./start-gate.js";
import { CommandFailure, type Surroundings } from "./surroundings.js";
import { explainFault } from "./system-fault.js";
import { version } from "./version.js";

export interface ServerParts {
  readonly udpWorkers: number;
  readonly counters: SharedArrayBuffer;
  readonly image: ImageStore;
  readonly adminPort: AdminPort;
  readonly workers: Workers;
  /** Closed; the workers answer once it is open. */
  readonly gate: StartGate;
  readonly zones: ZoneControl;
  readonly rotation: Rotation;
  /** Where it listens, with the ports that the system chose. */
  readonly listen: readonly Endpoint[];
}

export interface ServerListeners {
  onZoneEvent(event: ZoneEvent): void;
  onWorkersEvent(event: WorkersEvent): void;
  onRotationEvent(event: RotationEvent): void;
}

/** Fails with a sentence for the one who started it; what was opened is closed again. */
export async function openParts(
  settings: Settings & { readonly workers: number },
  around: Surroundings,
  listeners: ServerListeners,
): Promise<ServerParts> {
  const refusal = adminRefusal(settings.admin.listen, settings.admin.token);
  if (refusal !== undefined) throw new CommandFailure(refusal);
  refuseMissingFolder(settings.zones);
  const udpWorkers = settings.workers;
  const counters = makeCounters(workerRows(udpWorkers));
  const image: ImageStore = new ImageStore({
    workerRows: workerRows(udpWorkers),
    onSteered: (segment, base) => rotation.onSteered(segment, base),
    onUnsteered: (base) => rotation.onUnsteered(base),
    // Not at once: what drops the memory still has it in hand.
    releaseMemory: () => setImmediate(trimHeap),
  });
  const rotation = openRotation(settings, image, around, listeners);
  const adminPort = await bindAdminPort(settings.admin.listen).catch((error: unknown) => {
    const what = `open the admin endpoint on ${formatEndpoint(settings.admin.listen)}`;
    throw new CommandFailure(explainFault(error, what));
  });
  try {
    const gate = new StartGate();
    const workers = await openWorkers(settings, around, listeners, {
      image,
      counters,
      settings: answerSettings(settings, () => around.randomBytes(16)),
      gate: gate.shared,
    });
    // Everything that needs root is done; what follows reads files of others.
    becomeUser(settings);
    rotation.open();
    const zones = new ZoneControl({
      folder: settings.zones,
      state: settings.state,
      image,
      removalDelayMs: settings.reload.removalDelayMs,
      loaderThreads: availableParallelism(),
      startFromImages: true,
      version,
      clock: systemClock(),
      hashSeed: new DataView(around.randomBytes(4).buffer).getUint32(0),
      onEvent: (event) => listeners.onZoneEvent(event),
    });
    const listen = workers.addresses.map(({ address, port }) => ({
      address: addressToText(address),
      port,
    }));
    return { udpWorkers, counters, image, adminPort, workers, gate, zones, rotation, listen };
  } catch (error) {
    adminPort.server.close();
    throw error;
  }
}

function openRotation(
  settings: Settings,
  image: ImageStore,
  around: Surroundings,
  listeners: ServerListeners,
): Rotation {
  const { probes, steering } = settings;
  const probeSettings = {
    version,
    allow: probes.allow,
    commands: probes.commands,
    authorities: authoritiesOf(probes.authorities),
    concurrencyMax: probes.concurrencyMax,
  };
  const seed = () => new DataView(around.randomBytes(4).buffer).getUint32(0);
  return new Rotation({
    image,
    workerRows: image.workerRows,
    clock: systemClock(),
    startProber: () => startProbeWorker({ ...probeSettings, seed: seed() }),
    state: settings.state,
    stateMaxAgeMs: steering.stateMaxAgeMs,
    overridesFile: steering.overrides,
    geoDatabase: steering.geoDatabase,
    onEvent: (event) => listeners.onRotationEvent(event),
  });
}

function authoritiesOf(file: string | null): string[] {
  if (file === null) return [];
  try {
    return [readFileSync(file, "utf8")];
  } catch (error) {
    throw new CommandFailure(
      explainFault(error, `read the certificates of probes.authorities, ${file}`),
    );
  }
}

async function openWorkers(
  settings: Settings & { readonly workers: number },
  around: Surroundings,
  listeners: ServerListeners,
  parts: Omit<PatientOptions, "row" | "image" | "seed"> & { readonly image: ImageStore },
): Promise<Workers> {
  const endpoints = availableEndpoints(settings, around);
  try {
    return await Workers.open({
      listen: endpoints.map(({ address, port }) => ({ address: octetsOf(address), port })),
      udpWorkers: settings.workers,
      udp: settings.udp.mode,
      receiveBufferBytes: settings.udp.receiveBufferBytes,
      streamLimits: {
        connectionsMax: settings.tcp.connectionsMax,
        connectionsPerClientMax: settings.tcp.connectionsPerClientMax,
        idleMs: settings.tcp.idleMs,
      },
      answererModule: new URL("./patient-responder.js", import.meta.url),
      responder: () => ({
        ...parts,
        image: parts.image.handle(),
        seed: new Uint32Array(around.randomBytes(16).slice().buffer),
      }),
      attach: (row, post) => parts.image.attach(row, post),
      onEvent: (event) => listeners.onWorkersEvent(event),
    });
  } catch (error) {
    throw new CommandFailure(explainFault(error, `listen on ${addressOf(error, endpoints)}`));
  }
}

/** A default address that this machine lacks is left out, and said; a wish for one is not. */
function availableEndpoints(settings: Settings, around: Surroundings): readonly Endpoint[] {
  if (settings.listen.length > limits.listenAddressesMax) {
    throw new CommandFailure(`--listen: at most ${limits.listenAddressesMax} addresses`);
  }
  if (!settings.listenIsDefault) return settings.listen;
  const present = new Set(
    Object.values(networkInterfaces()).flatMap((entries) =>
      (entries ?? []).map(({ address }) => address),
    ),
  );
  return settings.listen.filter((endpoint) => {
    const usable = !endpoint.address.includes(":") || present.has(endpoint.address);
    if (!usable) around.complain(`fivenines: no IPv6 here: not on ${formatEndpoint(endpoint)}\n`);
    return usable;
  });
}

function becomeUser({ user, group }: Settings): void {
  if (user === null) {
    if (group === null) return;
    throw new CommandFailure("--group needs --user: root in another group is still root");
  }
  // A service manager may have done it already.
  if (userInfo().username === user) return;
  const fault = dropPrivileges(group === null ? { user } : { user, group });
  if (fault !== undefined) throw new CommandFailure(fault);
}

function refuseMissingFolder(folder: string): void {
  const stats = fileAt(folder);
  if (stats?.isDirectory() === true) return;
  throw new CommandFailure(
    stats === undefined
      ? `the zones folder ${folder} does not exist; name another with --zones DIR`
      : `${folder} is not a folder; --zones takes the folder that holds the zone files`,
  );
}

function octetsOf(address: string): Uint8Array {
  const octets = addressFromText(address);
  if (octets !== undefined) return octets;
  throw new CommandFailure(`cannot listen on ${address}: write the address without a zone index`);
}

/** The address that a fault is about, if it says so. */
function addressOf(error: unknown, endpoints: readonly Endpoint[]): string {
  if (typeof error === "object" && error !== null && "address" in error) {
    const port = "port" in error ? `:${String(error.port)}` : "";
    return `${String(error.address)}${port}`;
  }
  return endpoints.map(formatEndpoint).join(", ");
}
