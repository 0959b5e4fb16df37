/**
 * One place among the workers: starts its thread, watches that it goes on, replaces it when it dies.
 *
 *   idle ─start─▶ starting ─ready─▶ serving ─stop─▶ stopped
 *                    ▲                 │ died, hung
 *                    └──── delay ──────┘
 */
import { Worker } from "node:worker_threads";
import { limits } from "../base/limits.js";
import { ControlBlock } from "./control-block.js";
import { FrameArena, frameStride } from "./linux/frame-arena.js";
import { RestartPolicy } from "./restart-policy.js";
import type { Order, WorkerTask } from "./worker-task.js";

export interface WorkerDied {
  readonly kind: "worker-died";
  readonly worker: string;
  readonly row: number;
  readonly reason: string;
  /** Stack of the fault, for the log. */
  readonly stack: string | undefined;
  /** The message that was being answered, as it stood: its head may already be the answer's. */
  readonly packetHex: string | undefined;
  /** Deaths of this place so far. */
  readonly deaths: number;
  readonly restartInMs: number;
}

export interface WorkerStarted {
  readonly kind: "worker-started";
  readonly worker: string;
  readonly row: number;
  readonly restarts: number;
}

export type SlotEvent = WorkerDied | WorkerStarted;

export interface SlotOptions {
  readonly name: string;
  readonly row: number;
  /** The task for a new thread; called at each start, so that it starts from what is true then. */
  readonly makeTask: (control: SharedArrayBuffer, arena: SharedArrayBuffer) => WorkerTask;
  /** Keeps the worker informed from its start on; returns what ends that. */
  readonly attach: (row: number, post: (message: unknown) => void) => () => void;
  /** A worker that does not go round its loop for this long is dead, whatever it says. */
  readonly hungMs: number;
  readonly othersServe: () => boolean;
  readonly onEvent: (event: SlotEvent) => void;
}

/** What kills is in the head of a message; 64 KiB of hexadecimal would bury the log. */
const packetLoggedBytesMax = limits.udpPayloadMaxBytes;
/** Looks at the beat before a silent worker is given up: one late look is not yet a dead worker. */
const missedBeatsMax = 5;

export class WorkerSlot {
  deaths = 0;
  readonly name: string;
  readonly row: number;
  readonly #options: SlotOptions;
  readonly #arena = new FrameArena();
  readonly #restart = new RestartPolicy();
  #control = new ControlBlock();
  #worker: Worker | undefined;
  #detach: (() => void) | undefined;
  #state: "idle" | "starting" | "serving" | "stopping" | "stopped" = "idle";
  #fault: Error | undefined;
  #delay: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #settleStart: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #settleStop: (() => void) | undefined;

  constructor(options: SlotOptions) {
    this.#options = options;
    this.name = options.name;
    this.row = options.row;
  }

  get isServing(): boolean {
    return this.#state === "serving";
  }

  /** Resolves when the worker serves; rejects if the first one never comes to that. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settleStart = { resolve, reject };
      this.#spawn();
    });
  }

  /** Hands `message` to the worker's answerer; lost if there is none, its successor starts afresh. */
  post(message: unknown): void {
    this.#order({ to: "answerer", message });
  }

  /** Resolves when the worker has ended: by itself if it can within the time, by force otherwise. */
  stop(withinMs: number): Promise<void> {
    clearTimeout(this.#delay);
    const worker = this.#worker;
    this.#state = worker === undefined ? "stopped" : "stopping";
    if (worker === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const force = setTimeout(() => void worker.terminate(), withinMs + 1_000);
      this.#settleStop = () => {
        clearTimeout(force);
        resolve();
      };
      this.#order({ to: "transport", stopWithinMs: withinMs });
      this.#control.requestStop();
    });
  }

  /** Ends the worker from outside, as a hung one is ended; it is replaced. */
  async kill(): Promise<void> {
    await this.#worker?.terminate();
  }

  #spawn(): void {
    const { makeTask, name, row, attach } = this.#options;
    this.#state = "starting";
    this.#fault = undefined;
    this.#control = new ControlBlock();
    let worker: Worker;
    try {
      const workerData = makeTask(this.#control.shared, this.#arena.shared);
      worker = new Worker(new URL("./worker-entry.js", import.meta.url), { workerData, name });
    } catch (error) {
      // Out of descriptors or of memory for a thread: may pass, so it counts like a death.
      this.#fault = error as Error;
      this.#onExit(1);
      return;
    }
    this.#worker = worker;
    worker.on("message", () => this.#onReady());
    worker.on("error", (error) => {
      this.#fault = error instanceof Error ? error : new Error(String(error));
    });
    worker.on("exit", (code) => this.#onExit(code));
    this.#detach = attach(row, (message) => this.post(message));
  }

  #order(order: Order): void {
    this.#worker?.postMessage(order);
    this.#control.signal();
  }

  #onReady(): void {
    if (this.#state !== "starting") return;
    this.#state = "serving";
    this.#watchBeat();
    const { name, row } = this;
    const { onEvent } = this.#options;
    onEvent({ kind: "worker-started", worker: name, row, restarts: this.deaths });
    this.#settleStart?.resolve();
    this.#settleStart = undefined;
  }

  #onExit(code: number): void {
    this.#worker = undefined;
    clearInterval(this.#watch);
    this.#detach?.();
    this.#detach = undefined;
    if (this.#state === "stopping") {
      this.#state = "stopped";
      this.#settleStop?.();
      return;
    }
    const reason = this.#fault?.message ?? `ended with code ${code}`;
    if (this.#settleStart !== undefined) {
      // It never served: the next one would not either.
      this.#state = "stopped";
      this.#settleStart.reject(new Error(`${this.#options.name} does not start: ${reason}`));
      return;
    }
    this.#replace(reason);
  }

  #replace(reason: string): void {
    const { name, row, othersServe, onEvent } = this.#options;
    this.deaths++;
    this.#state = "starting";
    const restartInMs = this.#restart.delayMs(performance.now(), othersServe());
    const stack = this.#fault?.stack;
    const packetHex = this.#packetInHand();
    if (restartInMs === 0) this.#spawn();
    else this.#delay = setTimeout(() => this.#spawn(), restartInMs);
    // After the successor is on its way: whatever the listener does, it costs no time.
    const { deaths } = this;
    onEvent({
      kind: "worker-died",
      worker: name,
      row,
      reason,
      stack,
      packetHex,
      deaths,
      restartInMs,
    });
  }

  #packetInHand(): string | undefined {
    const inHand = this.#control.inHand;
    if (inHand === undefined) return undefined;
    const start = inHand.frame * frameStride;
    const end = start + Math.min(inHand.length, packetLoggedBytesMax);
    return Buffer.from(this.#arena.bytes.slice(start, end)).toString("hex");
  }

  #watchBeat(): void {
    const { hungMs } = this.#options;
    let last = this.#control.beat;
    let missed = 0;
    const worker = this.#worker;
    this.#watch = setInterval(() => {
      const { beat } = this.#control;
      missed = beat === last ? missed + 1 : 0;
      last = beat;
      if (missed < missedBeatsMax) return;
      this.#fault = new Error(`no sign of life for ${hungMs} ms`);
      void worker?.terminate();
    }, hungMs / missedBeatsMax).unref();
  }
}
