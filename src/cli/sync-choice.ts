/** Which zones at which providers a run is about: what the configuration says, less what flags leave out. */
import type { EntryMember, SyncEntry, SyncSettings } from "../config/sync-settings.js";
import { lowerNameFromText, nameToText } from "../dns/name-text.js";
import { suggest } from "../schema/suggestion.js";
import { CommandFailure } from "./surroundings.js";
import type { ChoiceFlags } from "./sync-flags.js";

/** A zone, with every provider that it goes to: those left out still are members of it. */
export interface ChosenZone {
  /** Presentation form, absolute, lower case. */
  readonly apex: string;
  readonly members: readonly ChosenMember[];
}

export interface ChosenMember {
  readonly member: EntryMember;
  readonly entry: SyncEntry;
  /** Not left out by `--provider`. */
  readonly isWanted: boolean;
}

/** `known` are the apexes of the zone files that are there. Fails if a flag names what is not there. */
export function chooseMembers(
  sync: SyncSettings,
  known: readonly string[],
  flags: ChoiceFlags,
): ChosenZone[] {
  const providers = flags.provider === undefined ? undefined : new Set(flags.provider);
  for (const name of providers ?? []) {
    if (sync.providers.has(name)) continue;
    const meant = suggest(name, [...sync.providers.keys()]);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    throw new CommandFailure(`--provider: no provider is called ${name}${hint}`);
  }
  const zones = membersByZone(sync, known);
  const wanted = wantedZones(flags, zones);
  return [...zones]
    .filter(([apex]) => wanted === undefined || wanted.has(apex))
    .map(([apex, members]) => ({
      apex,
      members: members.map((one) => ({
        ...one,
        isWanted: providers === undefined || providers.has(one.member.provider),
      })),
    }))
    .filter(({ members }) => members.some(({ isWanted }) => isWanted))
    .sort((a, b) => (a.apex < b.apex ? -1 : 1));
}

function membersByZone(sync: SyncSettings, known: readonly string[]) {
  const zones = new Map<string, { member: EntryMember; entry: SyncEntry }[]>();
  const add = (apex: string, entry: SyncEntry) => {
    const members = zones.get(apex) ?? [];
    zones.set(apex, members);
    for (const member of entry.members) {
      // An entry that names the zone comes before one for all zones.
      if (members.some((other) => other.member.provider === member.provider)) continue;
      members.push({ member, entry });
    }
  };
  for (const entry of sync.entries) {
    for (const apex of entry.zones) if (apex !== "*") add(apex, entry);
  }
  for (const entry of sync.entries) {
    if (entry.zones.includes("*")) for (const apex of known) add(apex, entry);
  }
  return zones;
}

function wantedZones(
  flags: ChoiceFlags,
  zones: ReadonlyMap<string, unknown>,
): ReadonlySet<string> | undefined {
  if (flags.zone === undefined) return undefined;
  return new Set(
    flags.zone.map((text) => {
      const wire = lowerNameFromText(text);
      if (wire === undefined) throw new CommandFailure(`--zone: "${text}" is not a domain name`);
      const apex = nameToText(wire);
      if (zones.has(apex)) return apex;
      const meant = suggest(apex, [...zones.keys()]);
      const hint = meant === undefined ? "add it under sync" : `did you mean ${meant}?`;
      throw new CommandFailure(`--zone: ${apex} goes to no provider; ${hint}`);
    }),
  );
}
