/**
 * The entry of every worker thread. It makes what is real here (clock, mail, C library) and hands
 * it to the transport that its task names.
 */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { Answerer } from "../answer/answerer.js";
import { assert } from "../base/assert.js";
import { trimHeap } from "../base/heap-trim.js";
import type { Clock } from "./clock.js";
import { ControlBlock } from "./control-block.js";
import { FrameArena } from "./linux/frame-arena.js";
import { loadLibc } from "./linux/libc.js";
import { openSocketSet } from "./linux/worker-sockets.js";
import { StreamServer } from "./stream-server.js";
import { Traffic } from "./traffic.js";
import type { TransportParts } from "./transport-parts.js";
import { runBatchLoop } from "./udp-batch.js";
import { PortableUdp } from "./udp-portable.js";
import type {
  BatchDuty,
  Duty,
  Order,
  PortableDuty,
  Ready,
  ResponderParts,
  StreamDuty,
  WorkerTask,
} from "./worker-task.js";

interface AnswererModule {
  createResponder(
    parts: ResponderParts & {
      readonly row: number;
      readonly drainMail: () => void;
      readonly releaseMemory: () => void;
    },
  ): Answerer | Promise<Answerer>;
}

/** How often time limits are looked at, and how soon an idle worker lets go of replaced state. */
const sweepMs = 100;

const clock: Clock = { monotonicMs: () => performance.now(), unixMs: () => Date.now() };

assert(parentPort !== null, "a worker entry runs in a worker thread");
const port = parentPort;
const task = workerData as WorkerTask;
const control = new ControlBlock(task.control);
/** A batched worker has its orders from the control block as well, so it drops them here. */
let deferOrder: (order: Order) => void = () => {};
const traffic = new Traffic(task.responder.counters, task.row);
const { createResponder } = (await import(task.answererModule)) as AnswererModule;
const answerer: Answerer = await createResponder({
  ...task.responder,
  row: task.row,
  drainMail,
  releaseMemory: trimHeap,
});

const parts: TransportParts = {
  answerer,
  control,
  traffic,
  clock,
  arena: new FrameArena(task.arena),
};
const serve: { readonly [K in Duty["kind"]]: (duty: Extract<Duty, { kind: K }>) => Promise<void> } =
  {
    "udp-batch": serveBatches,
    "udp-portable": servePortably,
    stream: serveStreams,
  };
await (serve[task.duty.kind] as (duty: Duty) => Promise<void>)(task.duty);

async function serveBatches(duty: BatchDuty): Promise<void> {
  const libc = await loadLibc();
  assert(!("missing" in libc), "batch mode is chosen only where the C library was loaded");
  const sockets = openSocketSet(libc, parts.arena, duty.sockets);
  reportReady();
  runBatchLoop({ ...parts, sockets, drainMail });
}

async function servePortably(duty: PortableDuty): Promise<void> {
  const udp = new PortableUdp(parts);
  await udp.listen(duty);
  runOnEvents(
    () => udp.sweep(),
    (withinMs) => udp.close(withinMs),
  );
  reportReady();
}

async function serveStreams(duty: StreamDuty): Promise<void> {
  const server = new StreamServer(parts, duty.limits);
  await server.listen(duty);
  runOnEvents(
    () => server.sweep(),
    (withinMs) => server.close(withinMs),
  );
  reportReady();
}

/** Life of a transport that lives on the event loop: a beat, mail, an end. */
function runOnEvents(sweep: () => void, close: (withinMs: number) => Promise<void>): void {
  const timer = setInterval(() => {
    control.pulse();
    sweep();
  }, sweepMs);
  const take = async (order: Order) => {
    if (order.to === "answerer") {
      answerer.receive(order.message);
      return;
    }
    await close(order.stopWithinMs);
    clearInterval(timer);
    // Nothing keeps the thread after this.
    port.close();
  };
  port.on("message", take);
  // What drainMail finds in the middle of an answer and is not for the answerer waits its turn.
  deferOrder = (order) => setImmediate(() => void take(order));
}

/** Hands the answerer all mail that waits; it may ask for this in the middle of an answer. */
function drainMail(): void {
  for (let mail = takeMail(); mail !== undefined; mail = takeMail()) answerer.receive(mail.message);
}

function takeMail(): { readonly message: unknown } | undefined {
  for (let mail = receive(); mail !== undefined; mail = receive()) {
    if (mail.to === "answerer") return mail;
    deferOrder(mail);
  }
  return undefined;
}

function receive(): Order | undefined {
  return receiveMessageOnPort(port)?.message as Order | undefined;
}

function reportReady(): void {
  port.postMessage({ kind: "ready" } satisfies Ready);
}
