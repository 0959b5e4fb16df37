/** What `fivenines sync import` does. */
import { existsSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { lowerNameFromText, nameToText } from "../dns/name-text.js";
import { ProviderFault } from "../provider/contract/fault.js";
import type { Provider } from "../provider/contract/provider.js";
import { type ImportedZone, zoneFileFrom } from "../provider/import/zone-file.js";
import { suggest } from "../schema/suggestion.js";
import { fileNameOfApex } from "../zone/zone-file-name.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";
import type { ImportFlags } from "./sync-flags.js";
import { openSite, type SyncSite } from "./sync-job.js";
import { openProviders } from "./sync-providers.js";

export async function runSyncImport(flags: ImportFlags, around: Surroundings): Promise<number> {
  const apexes = (flags.zone ?? []).map(apexOf);
  if (apexes.length === 0) throw new CommandFailure("say which zone: --zone example.com");
  const site = await openSite(flags, around);
  const name = providerOf(flags, site);
  const targets = targetsOf(flags, apexes, around);
  const provider = (await openProviders(site, new Set([name]), around)).get(name)!;
  let failed = false;
  try {
    for (const [at, apex] of apexes.entries()) {
      const outcome = await importZone(provider, apex, around);
      if (typeof outcome === "string") {
        around.complain(`fivenines: ${nameToText(apex)} at ${name}: ${outcome}\n`);
        failed = true;
      } else write(outcome, targets[at]!, around);
    }
  } finally {
    await provider.close();
  }
  return failed ? exitCode.failure : exitCode.success;
}

/** The file's text, or why there is none. */
async function importZone(
  provider: Provider,
  apex: Uint8Array,
  around: Surroundings,
): Promise<ImportedZone | string> {
  try {
    const zone = await provider.find(apex);
    if (zone === null) return "there is no such zone";
    return zoneFileFrom(await provider.list(zone), zone, provider.name, around.now());
  } catch (fault) {
    if (!(fault instanceof ProviderFault)) throw fault;
    return fault.hint === "" ? fault.message : `${fault.message} (${fault.hint})`;
  }
}

function write({ text, notes }: ImportedZone, path: string | null, around: Surroundings): void {
  if (path === null) {
    around.print(text);
    return;
  }
  const draft = `${path}.importing`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    throw new CommandFailure(`--out: cannot write the zone file: ${reason}`);
  }
  around.print(`wrote ${path}\n`);
  for (const note of notes) around.print(`  ${note}\n`);
}

function providerOf({ provider }: ImportFlags, { sync }: SyncSite): string {
  const names = [...sync.providers.keys()];
  const known = names.length === 0 ? "the configuration names none" : names.join(", ");
  const [name, ...others] = provider ?? [];
  if (name === undefined) throw new CommandFailure(`say from where: --provider NAME (${known})`);
  if (others.length > 0)
    throw new CommandFailure("--provider: zones are imported from one provider");
  if (sync.providers.has(name)) return name;
  const meant = suggest(name, names);
  const hint = meant === undefined ? known : `did you mean ${meant}?`;
  throw new CommandFailure(`--provider: no provider is called ${name} (${hint})`);
}

/** Where each zone goes; null is standard output. Nothing is overwritten unasked. */
function targetsOf(
  { out, force }: ImportFlags,
  apexes: readonly Uint8Array[],
  { workingFolder }: Surroundings,
): (string | null)[] {
  if (out === undefined) {
    if (apexes.length > 1) throw new CommandFailure("several zones need --out FOLDER");
    return [null];
  }
  const path = resolve(workingFolder, out);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder && apexes.length > 1) throw new CommandFailure(`--out: ${out} is no folder`);
  return apexes.map((apex) => {
    const file = isFolder ? join(path, fileNameOfApex(nameToText(apex))) : path;
    if (!force && existsSync(file)) {
      throw new CommandFailure(`--out: ${file} is there already; --force overwrites it`);
    }
    return file;
  });
}

function apexOf(text: string): Uint8Array {
  const wire = lowerNameFromText(text);
  if (wire === undefined) throw new CommandFailure(`--zone: "${text}" is not a domain name`);
  return wire;
}
