/** From a name that an operator typed to the steered RRsets that it means. */
import type { RotationPort, SteeredZone } from "../rotation/rotation-port.js";
import { suggest } from "../schema/suggestion.js";

export interface FoundRrset {
  readonly zone: SteeredZone;
  /** Place in the zone's RRsets. */
  readonly place: number;
}

export function absolute(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith(".") ? lower : `${lower}.`;
}

/** The steered zone that the name is in: the one with the longest apex. */
export function zoneOf(rotation: RotationPort, name: string): SteeredZone | undefined {
  for (let apex = name; ; apex = apex.slice(apex.indexOf(".") + 1)) {
    const zone = rotation.zone(apex);
    if (zone !== undefined) return zone;
    if (apex === "" || apex === "." || !apex.includes(".")) return undefined;
  }
}

/** RRsets of the name, live ones and shadows; of one type if `type` is given. */
export function rrsetsOf(
  rotation: RotationPort,
  name: string,
  type: string | undefined,
): FoundRrset[] {
  const zone = zoneOf(rotation, name);
  if (zone === undefined) return [];
  return zone.config.rrsets.flatMap((rrset, place) =>
    rrset.owner === name && (type === undefined || rrset.type === type) ? [{ zone, place }] : [],
  );
}

/** Why nothing was found, with the nearest name that is steered. */
export function notSteered(rotation: RotationPort, name: string, type: string | undefined): string {
  const zone = zoneOf(rotation, name);
  if (zone === undefined) {
    const near = suggest(name, [...names(rotation)]);
    return `no steered zone holds ${name}${near === undefined ? "" : `; did you mean ${near}?`}`;
  }
  const types = zone.config.rrsets.filter(({ owner }) => owner === name).map((rrset) => rrset.type);
  if (types.length > 0) return `${name} ${type} is not steered; steered there: ${types.join(", ")}`;
  const owners = [...new Set(zone.config.rrsets.map(({ owner }) => owner))];
  const near = suggest(name, owners);
  const some = owners.slice(0, 5).join(", ");
  return near === undefined
    ? `${name} is not steered; steered in ${zone.apex} are ${some}${owners.length > 5 ? " …" : ""}`
    : `${name} is not steered; did you mean ${near}?`;
}

/** Names looked through for one that is near; more would hold up the main thread. */
const namesMax = 20_000;

function* names(rotation: RotationPort): Generator<string> {
  let count = 0;
  for (const { config } of rotation.zones()) {
    for (const { owner } of config.rrsets) {
      if (count++ >= namesMax) return;
      yield owner;
    }
  }
}
