/** What the steering file beside a zone says, for the rules about it. */
import type { SteeredRrset, ZoneSteering } from "../src/steering/config.js";
import type { SteeringPart } from "../src/steering-file/steering-file.js";

export interface SteeringFacts {
  readonly config: ZoneSteering;
  /** Path of the steering file. */
  readonly file: string;
  /** Where a part of it stands there. */
  readonly place: (of: SteeringPart) => { readonly line: number; readonly column: number };
  /** Why this site's probes may not aim at an address; undefined if they may. */
  readonly aimFault: (address: string) => string | undefined;
}

/** RRsets that are answered by it, with their places: what is a shadow is only tried. */
export function servedRrsets({ config }: SteeringFacts): [number, SteeredRrset][] {
  return [...config.rrsets.entries()].filter(([, { shadow }]) => !shadow);
}
