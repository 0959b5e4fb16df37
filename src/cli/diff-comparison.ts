/** Reads pairs of zones, one after the other; what cannot be read is told, and the rest compared. */
import { formatDiagnostic } from "../base/diagnostic.js";
import type { ListedZone } from "../check/listed-zone.js";
import { servedZone } from "../check/served-zone.js";
import type { ZoneDiff } from "../diff/change.js";
import { diffZone } from "../diff/zone-diff.js";
import { nameToText } from "../dns/name-text.js";
import { ZoneReader } from "../zone/reader.js";
import type { Zone } from "../zone/zone.js";
import { apexToWire } from "../zone/zone-file-name.js";
import type { ZonePair } from "./diff-pairs.js";
import type { DiffVersion, ServedVersion } from "./diff-versions.js";

export class Comparison {
  /** Messages told. */
  faults = 0;
  private readonly readers = new Map<DiffVersion, ZoneReader>();

  constructor(
    private readonly before: DiffVersion,
    private readonly after: DiffVersion,
    /** Of the admin endpoint, if a version is served. */
    private readonly token: string | null,
    private readonly tell: (message: string) => void,
  ) {
    for (const version of [before, after]) {
      if (version.kind === "files")
        this.readers.set(version, new ZoneReader({ files: version.files }));
    }
  }

  prefetch(pairs: readonly ZonePair[]): void {
    for (const side of ["before", "after"] as const) {
      const version = this[side];
      if (version.kind === "served") continue;
      version.prefetch(pairs.flatMap((pair) => pair[side]?.path ?? []));
    }
  }

  /** Undefined if a version could not be read. */
  async compare(pair: ZonePair): Promise<ZoneDiff | undefined> {
    const { before, after } = this;
    if (before.kind === "served") {
      const now = this.read(after, pair.after);
      const old = now && (await this.fetch(before, now));
      return old === undefined || !now ? undefined : diffZone(old, now);
    }
    const old = this.read(before, pair.before);
    if (after.kind === "served") {
      const now = old && (await this.fetch(after, old));
      return now === undefined || !old ? undefined : diffZone(old, now);
    }
    const now = this.read(after, pair.after);
    if (old === undefined || now === undefined) return undefined;
    if (old !== null && now !== null && Buffer.compare(old.apex, now.apex) !== 0) {
      const names = [nameToText(now.apex), nameToText(old.apex)];
      this.complain(`${pair.after!.path}: the zone ${names[0]}; it was ${names[1]}`);
      return undefined;
    }
    return diffZone(old, now);
  }

  /** Null if the version has no such zone. */
  private read(version: DiffVersion, listed: ListedZone | null): Zone | null | undefined {
    const reader = this.readers.get(version);
    if (listed === null || reader === undefined) return null;
    const { path, root, apex } = listed;
    const request = { path, root, ...(apex === null ? {} : { apex: apexToWire(apex) }) };
    const { zone, diagnostics } = reader.read(request);
    if (zone !== null) return zone;
    const called = version.called === "" ? "staged" : version.called;
    for (const diagnostic of diagnostics.filter(({ severity }) => severity === "error")) {
      this.complain(`${called}: ${formatDiagnostic(diagnostic)}`);
    }
    return undefined;
  }

  /** The version of a zone that is served; null if it is not. */
  private async fetch({ called }: ServedVersion, { apex }: Zone): Promise<Zone | null | undefined> {
    const found = await servedZone(called, nameToText(apex), { token: this.token });
    if (found.kind === "zone") return found.zone;
    if (found.kind === "absent") return null;
    this.complain(found.reason);
    return undefined;
  }

  private complain(message: string): void {
    this.faults++;
    this.tell(message);
  }
}
