/** What passes between the main thread and its workers. All plain data. */
import type { AnswerSettings } from "../answer/settings.js";
import type { SocketHandle } from "./linux/worker-sockets.js";
import type { StreamLimits } from "./stream-limits.js";

/** What a worker's responder is made of, at each start anew. */
export interface ResponderParts {
  /** The image store's handle; opaque to transports. */
  readonly image: unknown;
  readonly counters: SharedArrayBuffer;
  readonly settings: AnswerSettings;
}

/** An address as node:net and node:dgram want it. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
  readonly family: 4 | 6;
}

export interface BatchDuty {
  readonly kind: "udp-batch";
  readonly sockets: readonly SocketHandle[];
}

export interface PortableDuty {
  readonly kind: "udp-portable";
  readonly addresses: readonly HostPort[];
  /** Several workers listen on the same addresses. */
  readonly sharePort: boolean;
  readonly receiveBufferBytes: number;
  readonly sendBufferBytes: number;
}

export interface StreamDuty {
  readonly kind: "stream";
  /** Listening descriptors that the worker owns, or addresses to listen on. */
  readonly listeners: readonly ({ readonly fd: number } | HostPort)[];
  readonly backlog: number;
  readonly limits: StreamLimits;
}

export type Duty = BatchDuty | PortableDuty | StreamDuty;

/** workerData of every worker. */
export interface WorkerTask {
  readonly row: number;
  /** URL of a module that exports `createResponder`. */
  readonly answererModule: string;
  readonly responder: ResponderParts;
  readonly control: SharedArrayBuffer;
  /** Memory for messages, which the main thread reads when the worker died on one. */
  readonly arena: SharedArrayBuffer;
  readonly duty: Duty;
}

/** Main thread to worker. */
export type Order =
  | { readonly to: "answerer"; readonly message: unknown }
  | { readonly to: "transport"; readonly stopWithinMs: number };

/** Worker to main thread: it serves now. */
export interface Ready {
  readonly kind: "ready";
}
