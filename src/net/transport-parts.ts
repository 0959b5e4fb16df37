import type { Answerer } from "../answer/answerer.js";
import type { Clock } from "./clock.js";
import type { ControlBlock } from "./control-block.js";
import type { FrameArena } from "./linux/frame-arena.js";
import type { Traffic } from "./traffic.js";

/** What an event-driven transport is made of. */
export interface TransportParts {
  readonly answerer: Answerer;
  readonly control: ControlBlock;
  readonly traffic: Traffic;
  readonly clock: Clock;
  /** Only its first 65,543 octets are in use: each message is answered before the next is taken. */
  readonly arena: FrameArena;
}
