/**
 * The workers' responder, behind the start gate. Loaded by worker threads through the URL that the
 * server gives their supervisor.
 */
import type { Answerer } from "../answer/answerer.js";
import {
  createResponder as createRealResponder,
  type ResponderOptions,
} from "../answer/responder.js";
import { passGate } from "./start-gate.js";

export interface PatientOptions extends ResponderOptions {
  readonly gate: SharedArrayBuffer;
}

export function createResponder(options: PatientOptions): Answerer {
  // Made before the wait: what can be prepared without zones is ready then.
  const responder = createRealResponder(options);
  if (!passGate(options.gate)) throw new Error("the start was given up");
  return responder;
}
