/** What a zone's steering adds to its segment: the head, and which RRsets are steered. */
import { nameFromText } from "../dns/name-text.js";
import { typeCodeFromText } from "../dns/rr/registry.js";
import type { ZoneSteering } from "../steering/config.js";
import type { Zone } from "../zone/zone.js";
import { rrsetOf } from "./build-nodes.js";
import { headerWords, steeringHeadWords } from "./layout.js";
import type { SegmentWriter } from "./segment-writer.js";

/** Writes the steering head and the zone's steering, right behind the segment's header. */
export function writeSteeringHead(out: SegmentWriter, steering: ZoneSteering): void {
  const json = new TextEncoder().encode(JSON.stringify(steering));
  out.word((headerWords + steeringHeadWords) * 4);
  out.word(json.length);
  out.word(steering.rrsets.length);
  out.word(-1);
  out.copyBytes(json, 0, json.length);
}

/**
 * The zone's RRsets that are steered, with their places in its steering. A shadow is not served, so
 * its RRset is answered as if it were not steered. What the zone does not have is left out: the
 * reader of steering files refuses it, and `verifySegment` finds it missing.
 */
export function steeredRrsets(zone: Zone, steering: ZoneSteering): ReadonlyMap<number, number> {
  const steered = new Map<number, number>();
  for (const [place, { owner, type, shadow }] of steering.rrsets.entries()) {
    if (shadow) continue;
    const name = nameFromText(owner);
    const at = name === undefined ? -1 : zone.findOwner(name, 0, name.length);
    const rrset = at === -1 ? -1 : rrsetOf(zone, at, typeCodeFromText(type));
    if (rrset !== -1) steered.set(rrset, place);
  }
  return steered;
}
