/** What every `fivenines sync` command starts from: settings, providers, zones, and who gets what. */
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Settings } from "../config/settings.js";
import { resolveSync, type SyncSettings, SyncSettingsFault } from "../config/sync-settings.js";
import { listZoneFolder } from "../control/zone-folder.js";
import { nameFromText } from "../dns/name-text.js";
import { typeCodeFromText } from "../dns/rr/registry.js";
import type { ProviderHints } from "../provider/contract/desired.js";
import type { Member } from "../provider/contract/member.js";
import type { Provider } from "../provider/contract/provider.js";
import { type Seat, zoneMembers } from "../provider/desired/zone-members.js";
import { rrsetKey } from "../provider/rrset/rrset.js";
import { DnsClient } from "../resolver/dns-client.js";
import { loadSettings } from "./load-settings.js";
import { CommandFailure, type Surroundings } from "./surroundings.js";
import { type ChosenMember, type ChosenZone, chooseMembers } from "./sync-choice.js";
import type { ChoiceFlags } from "./sync-flags.js";
import { openProviders } from "./sync-providers.js";
import { steeredMembers } from "./sync-steering.js";
import { readSourceZone, type SourceZone } from "./sync-zones.js";

/** No key is longer; a mistaken path shall not be read into memory. */
const secretBytesMax = 64 * 1024;
const dnsTimeoutMs = 2000;
const dnsAttempts = 2;

export interface SyncSite {
  readonly settings: Settings;
  readonly sync: SyncSettings;
  /** Folder of what is remembered between runs. */
  readonly memoryFolder: string;
  readonly dns: DnsClient;
  /** Apex to file name. */
  readonly zoneFiles: ReadonlyMap<string, string>;
}

export interface SyncJob extends SyncSite, JobMembers {
  /** The zone files as they are now, for those who go on for long. */
  reread(): Promise<JobMembers>;
  close(): Promise<void>;
}

export interface JobMembers {
  readonly members: readonly JobMember[];
  /** The same, with steered RRsets as the zone files have them. */
  readonly unsteered: readonly JobMember[];
  /** Zones that could not be read, told already. */
  readonly faults: number;
}

export interface JobMember extends Member {
  readonly source: SourceZone;
  readonly chosen: ChosenMember;
}

export async function openSite(flags: ChoiceFlags, around: Surroundings): Promise<SyncSite> {
  const loaded = await loadSettings({}, flags.config, around, undefined, ["providers", "sync"]);
  const { settings, config, file } = loaded;
  for (const warning of loaded.warnings) around.complain(`fivenines: ${warning}\n`);
  const folder = file === null ? around.workingFolder : dirname(file);
  const sync = settled(() => resolveSync(config, folder, readSecret));
  return {
    settings,
    sync,
    memoryFolder: join(settings.state, "sync"),
    dns: new DnsClient({
      timeoutMs: dnsTimeoutMs,
      attempts: dnsAttempts,
      randomId: () => {
        const [high = 0, low = 0] = around.randomBytes(2);
        return (high << 8) | low;
      },
    }),
    zoneFiles: await zoneFilesOf(settings.zones),
  };
}

/** Reads the zones that are wanted and opens their providers. Each zone that is broken is told. */
export async function openJob(flags: ChoiceFlags, around: Surroundings): Promise<SyncJob> {
  const site = await openSite(flags, around);
  if (site.sync.providers.size === 0) {
    throw new CommandFailure("the configuration names no providers: add them under `providers`");
  }
  if (site.sync.entries.length === 0) {
    throw new CommandFailure("the configuration syncs no zones: say under `sync` what goes where");
  }
  const chosen = chooseMembers(site.sync, [...site.zoneFiles.keys()], flags);
  const providers = await openProviders(site, namesOf(chosen), around);
  const reread = async () => {
    const zoneFiles = await zoneFilesOf(site.settings.zones);
    const zones = chooseMembers(site.sync, [...zoneFiles.keys()], flags);
    return readMembers(zones, { ...site, zoneFiles }, providers, around);
  };
  const first = await readMembers(chosen, site, providers, around);
  const close = async () => {
    for (const provider of providers.values()) await provider.close();
  };
  return { ...site, ...first, reread, close };
}

async function readMembers(
  chosen: readonly ChosenZone[],
  site: SyncSite,
  providers: ReadonlyMap<string, Provider>,
  around: Surroundings,
): Promise<JobMembers> {
  const members: JobMember[] = [];
  let faults = 0;
  for (const zone of chosen) {
    const source = await sourceOf(zone, site, around);
    if (source === undefined) faults++;
    else members.push(...(await membersOf(zone, source, providers)));
  }
  const steered = await steeredMembers(members, site.settings.admin);
  return { members: steered, unsteered: members, faults };
}

function namesOf(chosen: readonly ChosenZone[]): ReadonlySet<string> {
  return new Set(chosen.flatMap(({ members }) => members.map(({ member }) => member.provider)));
}

async function sourceOf(
  { apex }: ChosenZone,
  { settings, zoneFiles }: SyncSite,
  around: Surroundings,
): Promise<SourceZone | undefined> {
  const file = zoneFiles.get(apex);
  if (file === undefined) {
    around.complain(
      `fivenines: ${apex} has no zone file in ${settings.zones}; it is left as it is\n`,
    );
    return undefined;
  }
  const reading = await readSourceZone(apex, join(settings.zones, file));
  if (!("faults" in reading)) return reading;
  around.complain(`${reading.faults.map((fault) => `${fault}\n`).join("")}`);
  around.complain(`fivenines: ${apex} is left as it is: its zone file has errors\n`);
  return undefined;
}

async function membersOf(
  { members }: ChosenZone,
  source: SourceZone,
  providers: ReadonlyMap<string, Provider>,
): Promise<JobMember[]> {
  const seats = members.map(({ member, entry }): Seat => {
    const provider = providers.get(member.provider)!;
    const hints = hintsOf(member.hints, source.zone.apex);
    return { provider, policy: member.policy, apexNs: entry.apexNs, hints };
  });
  const all = await zoneMembers(source.zone, seats);
  return all
    .map((member, at) => ({ ...member, source, chosen: members[at]! }))
    .filter(({ chosen }) => chosen.isWanted);
}

function hintsOf(
  given: ChosenMember["member"]["hints"],
  apex: Uint8Array,
): ReadonlyMap<string, ProviderHints> {
  const hints = new Map<string, ProviderHints>();
  for (const { owner, types, proxied, comment } of given) {
    const name = nameFromText(owner, apex);
    if (name === undefined) throw new CommandFailure(`hints: "${owner}" is not a name of the zone`);
    for (const mnemonic of types) {
      const type = typeCodeFromText(mnemonic);
      if (type === undefined) throw new CommandFailure(`hints: "${mnemonic}" is no type`);
      hints.set(rrsetKey(name, type), {
        ...(proxied === undefined ? {} : { proxied }),
        ...(comment === undefined ? {} : { comment }),
      });
    }
  }
  return hints;
}

async function zoneFilesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  try {
    return (await listZoneFolder(folder)).zones;
  } catch (fault) {
    // Not the same as a folder without zones: that would be every zone gone.
    const reason = fault instanceof Error ? fault.message : String(fault);
    throw new CommandFailure(`cannot read the zones: ${reason}`);
  }
}

function readSecret(path: string): string {
  if (statSync(path).size > secretBytesMax) throw new Error(`${path} is too large for a secret`);
  return readFileSync(path, "utf8");
}

function settled<T>(make: () => T): T {
  try {
    return make();
  } catch (fault) {
    if (fault instanceof SyncSettingsFault) throw new CommandFailure(fault.message);
    throw fault;
  }
}
