/**
 * All threads that serve: N for UDP, one for streams. The main thread opens the sockets (as root,
 * if the port needs it), then starts the workers, informs them and replaces those that die. No
 * query passes through it.
 *
 *   rows: 0 … N-1 UDP workers, N the stream worker; each has its row of counters and its epoch.
 */
import { assert } from "../base/assert.js";
import { limits } from "../base/limits.js";
import { type Libc, loadLibc } from "./linux/libc.js";
import { selfTest } from "./linux/self-test.js";
import type { ListenAddress } from "./listen-address.js";
import { type BufferSizes, OpenSockets } from "./open-sockets.js";
import { canSharePorts, choosePorts, tcpAddresses, udpAddresses } from "./portable-addresses.js";
import { defaultStreamLimits, type StreamLimits } from "./stream-limits.js";
import { type SlotEvent, WorkerSlot } from "./worker-slot.js";
import type { Duty, ResponderParts } from "./worker-task.js";

export interface UdpModeChosen {
  readonly kind: "udp-mode";
  readonly mode: "batch" | "portable";
  /** What an operator should know: why it is not batch mode, what the system did not grant. */
  readonly reason: string | undefined;
}

export type WorkersEvent = SlotEvent | UdpModeChosen;

export interface WorkersOptions {
  readonly listen: readonly ListenAddress[];
  readonly udpWorkers: number;
  readonly udp: "batch" | "portable" | "auto";
  /** What the responder of a row is made of; asked for at each start of a worker. */
  readonly responder: (row: number) => ResponderParts;
  /** `ImageStore.attach`: called at each start; what it returns, when that worker has ended. */
  readonly attach?: (row: number, post: (message: unknown) => void) => () => void;
  readonly onEvent: (event: WorkersEvent) => void;
  readonly streamLimits?: Partial<StreamLimits>;
  readonly receiveBufferBytes?: number;
  readonly sendBufferBytes?: number;
  /** After how long without a sign of life a worker is replaced. */
  readonly hungMs?: number;
  /** A module that exports `createResponder`; by default the real one. */
  readonly answererModule?: URL;
}

/** No answer takes a second; a machine that is out of memory or suspended may take some. */
const defaultHungMs = 5_000;
/** The kernel's queues. 4 MiB hold some 5,000 small queries: what comes while a worker restarts. */
const defaultBufferBytes = 4 * 1024 * 1024;
/** Connections that wait for accept(); the kernel caps it at net.core.somaxconn. */
const backlog = 1024;

/** Rows that `udpWorkers` UDP workers and the stream worker need, for counters and epochs. */
export function workerRows(udpWorkers: number): number {
  return udpWorkers + 1;
}

export class Workers {
  readonly mode: "batch" | "portable";
  /** Where it listens, with the ports that the kernel chose. */
  readonly addresses: readonly ListenAddress[];
  readonly #options: WorkersOptions;
  readonly #sockets: OpenSockets | undefined;
  readonly #udpSlots: readonly WorkerSlot[];
  readonly #slots: readonly WorkerSlot[];
  #stopping: Promise<void> | undefined;

  private constructor(
    options: WorkersOptions,
    addresses: readonly ListenAddress[],
    sockets: OpenSockets | undefined,
    udpWorkers: number,
  ) {
    this.#options = options;
    this.addresses = addresses;
    this.#sockets = sockets;
    this.mode = sockets === undefined ? "portable" : "batch";
    this.#udpSlots = Array.from({ length: udpWorkers }, (_, row) =>
      this.#slot(`udp-${row}`, row, () => this.#udpDuty(row)),
    );
    // The stream worker's row does not depend on how many UDP workers the platform allows.
    const stream = this.#slot("stream", options.udpWorkers, () => this.#streamDuty());
    this.#slots = [...this.#udpSlots, stream];
  }

  /** Opens the sockets; no thread yet, so privileges can be dropped in between. */
  static async open(options: WorkersOptions): Promise<Workers> {
    const { listen, udpWorkers, onEvent } = options;
    assert(udpWorkers >= 1, "one UDP worker at least");
    assert(listen.length >= 1, "one address at least");
    assert(listen.length <= limits.listenAddressesMax, "no more addresses than poll slots");
    const libc = await chooseLibc(options);
    if (!("missing" in libc)) {
      const sizes = bufferSizes(options);
      const sockets = new OpenSockets(libc, listen, udpWorkers, backlog, sizes);
      onEvent({ kind: "udp-mode", mode: "batch", reason: bufferShortage(sizes, sockets) });
      return new Workers(options, sockets.addresses, sockets, udpWorkers);
    }
    const share = udpWorkers > 1 && canSharePorts(process.version, process.platform);
    const alone = udpWorkers > 1 && !share ? "; Node or system cannot share a port: 1 worker" : "";
    onEvent({ kind: "udp-mode", mode: "portable", reason: `${libc.missing}${alone}` });
    return new Workers(options, await choosePorts(listen), undefined, share ? udpWorkers : 1);
  }

  /** Starts the threads; resolves when all of them serve. */
  async start(): Promise<void> {
    try {
      await Promise.all(this.#slots.map((slot) => slot.start()));
    } catch (error) {
      await this.stop(0);
      throw error;
    }
  }

  /** Sends a message to every worker's answerer. A worker that starts later is not told. */
  broadcast(message: unknown): void {
    for (const slot of this.#slots) slot.post(message);
  }

  /** Deaths of each worker since the start. */
  get deaths(): { readonly worker: string; readonly row: number; readonly deaths: number }[] {
    return this.#slots.map(({ name, row, deaths }) => ({ worker: name, row, deaths }));
  }

  /** Whether every place has a worker that serves. */
  get isServing(): boolean {
    return this.#slots.every((slot) => slot.isServing);
  }

  /** Ends the thread of a row from outside; it is replaced like one that died by itself. */
  async kill(row: number): Promise<void> {
    await this.#slots.find((slot) => slot.row === row)?.kill();
  }

  /** Answers what has come, then ends; clients of streams have `withinMs` to take their answers. */
  stop(withinMs: number): Promise<void> {
    this.#stopping ??= this.#stop(withinMs);
    return this.#stopping;
  }

  async #stop(withinMs: number): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.stop(withinMs)));
    this.#sockets?.close();
  }

  #slot(name: string, row: number, duty: () => Duty): WorkerSlot {
    const { responder, onEvent, attach = () => () => {}, answererModule } = this.#options;
    const module = answererModule ?? new URL("../answer/responder.js", import.meta.url);
    return new WorkerSlot({
      name,
      row,
      attach,
      onEvent,
      hungMs: this.#options.hungMs ?? defaultHungMs,
      othersServe: () => this.#udpSlots.some((other) => other.row !== row && other.isServing),
      makeTask: (control, arena) => ({
        row,
        answererModule: module.href,
        responder: responder(row),
        control,
        arena,
        duty: duty(),
      }),
    });
  }

  #udpDuty(row: number): Duty {
    if (this.#sockets !== undefined) {
      return { kind: "udp-batch", sockets: this.#sockets.udp[row]! };
    }
    return {
      kind: "udp-portable",
      addresses: udpAddresses(this.addresses),
      sharePort: this.#udpSlots.length > 1,
      ...bufferSizes(this.#options),
    };
  }

  #streamDuty(): Duty {
    const { responder, streamLimits, udpWorkers } = this.#options;
    const { tcpKeepaliveDeciseconds } = responder(udpWorkers).settings;
    // What edns-tcp-keepalive promises is kept (RFC 7828); 0 asks clients to go when they have
    // their answer, and still they have to get their query across.
    const idleMs = Math.max(tcpKeepaliveDeciseconds * 100, 1_000);
    return {
      kind: "stream",
      listeners: this.#sockets?.duplicateListeners() ?? tcpAddresses(this.addresses),
      backlog,
      limits: { ...defaultStreamLimits, idleMs, ...streamLimits },
    };
  }
}

/** The C library if batch mode is wanted and works, otherwise why not. */
async function chooseLibc({ udp }: WorkersOptions): Promise<Libc | { readonly missing: string }> {
  if (udp === "portable") return { missing: "portable mode is configured" };
  const libc = await loadLibc();
  const missing = "missing" in libc ? libc.missing : selfTest(libc);
  if (missing === undefined) return libc;
  if (udp === "auto") return { missing };
  throw new Error(`batch mode does not work here: ${missing}; use --udp=auto or --udp=portable`);
}

function bufferShortage(asked: BufferSizes, got: OpenSockets): string | undefined {
  if (got.receiveBufferBytes >= asked.receiveBufferBytes) return undefined;
  return (
    `receive buffers of ${got.receiveBufferBytes} octets instead of ${asked.receiveBufferBytes}: ` +
    `raise net.core.rmem_max, or bursts are lost`
  );
}

function bufferSizes({ receiveBufferBytes, sendBufferBytes }: WorkersOptions): BufferSizes {
  return {
    receiveBufferBytes: receiveBufferBytes ?? defaultBufferBytes,
    sendBufferBytes: sendBufferBytes ?? defaultBufferBytes,
  };
}
