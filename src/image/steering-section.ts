/**
 * The steering that a segment carries: the configuration itself, as JSON, so that zone and steering
 * are loaded, kept on disk and put into service as one.
 */

import type { ZoneSteering } from "../steering/config.js";
import { configFault } from "../steering/config-shape.js";
import { apexSteered, header, headerWords, steeringHead, steeringHeadWords } from "./layout.js";
import { segmentWords } from "./segment.js";

export type SteeringRead = { readonly steering: ZoneSteering | null } | { readonly fault: string };

/**
 * The steering of a segment that `verifySegment` has passed, null if it is not steered. Throws if
 * the segment was not verified and is damaged.
 */
export function steeringOf(segment: Uint8Array): ZoneSteering | null {
  const read = readSteering(segment);
  if ("fault" in read) throw new RangeError(read.fault);
  return read.steering;
}

/** The same for a segment that may be damaged. Its header is sound. */
export function readSteering(segment: Uint8Array): SteeringRead {
  const words = segmentWords(segment);
  if ((words[header.apex]! & apexSteered) === 0) return { steering: null };
  if (words.length < headerWords + steeringHeadWords) return fault("the head is cut short");
  const from = words[steeringHead.json]!;
  const length = words[steeringHead.jsonBytes]!;
  if (from < (headerWords + steeringHeadWords) * 4 || length < 2) return fault("it is nowhere");
  if (from + length > segment.length) return fault("it is cut short");
  const config = parsed(segment.slice(from, from + length));
  const reason = config === undefined ? "it is no JSON" : configFault(config);
  if (reason !== undefined) return fault(reason);
  const steering = config as ZoneSteering;
  if (steering.rrsets.length !== words[steeringHead.count]) return fault("it counts other RRsets");
  return { steering };
}

/** The first slot of the segment's RRsets in the steering table; -1 if it has none. */
export function slotBaseOf(segment: Uint8Array): number {
  const words = segmentWords(segment);
  return (words[header.apex]! & apexSteered) === 0 ? -1 : words[steeringHead.slotBase]!;
}

/** How many RRsets the zone's steering names; each has a slot. */
export function slotCountOf(segment: Uint8Array): number {
  const words = segmentWords(segment);
  return (words[header.apex]! & apexSteered) === 0 ? 0 : words[steeringHead.count]!;
}

function fault(reason: string): SteeringRead {
  return { fault: `the steering: ${reason}` };
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch {
    return undefined;
  }
}
