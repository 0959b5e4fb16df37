/** From a name that an operator typed to the steered RRsets that it means. */
import { addressFromText, addressToText } from "../base/ip.js";
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
  if (zone === undefined) return outside(rotation, name);
  const types = zone.config.rrsets.filter(({ owner }) => owner === name).map((rrset) => rrset.type);
  if (types.length > 0) return `${name} ${type} is not steered; steered there: ${types.join(", ")}`;
  const owners = [...new Set(zone.config.rrsets.map(({ owner }) => owner))];
  const wildcard = owners.find((owner) => owner.startsWith("*.") && name.endsWith(owner.slice(1)));
  if (wildcard !== undefined) {
    return `${name} is not steered itself; ${wildcard} is, and answers for it if the zone lacks it`;
  }
  const near = nearest(name, owners, zone.apex);
  const some = owners.slice(0, 5).join(", ");
  return near === undefined
    ? `${name} is not steered; steered in ${zone.apex} are ${some}${owners.length > 5 ? " …" : ""}`
    : `${name} is not steered; did you mean ${near}?`;
}

/** What all names of a zone have in common says nothing of how near two of them are. */
function nearest(name: string, owners: readonly string[], apex: string): string | undefined {
  const label = (owner: string) => owner.slice(0, -apex.length - 1);
  const near = suggest(label(name), owners.map(label));
  return near === undefined ? undefined : `${near === "" ? "" : `${near}.`}${apex}`;
}

/** Nothing steered is above the name: it may be one without its zone, or no name at all. */
function outside(rotation: RotationPort, name: string): string {
  const text = name.slice(0, -1);
  const address = addressFromText(text);
  if (address !== undefined) {
    const owners = ownersOf(rotation, addressToText(address)).slice(0, 5);
    const hint = owners.length === 0 ? "" : `; it is a target of ${owners.join(", ")}`;
    return `${text} is an address: write a steered name${hint}`;
  }
  const all = [...names(rotation)];
  const near = all.find((owner) => owner.startsWith(name)) ?? suggest(name, all);
  return `no steered zone holds ${name}${near === undefined ? "" : `; did you mean ${near}?`}`;
}

function ownersOf(rotation: RotationPort, value: string): string[] {
  const owners = new Set<string>();
  for (const { config } of rotation.zones()) {
    for (const { owner, targets } of config.rrsets) {
      if (targets.some((target) => target.value === value)) owners.add(owner);
    }
  }
  return [...owners];
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
