/** A run of the control plane: what was asked of it, and what it finds out on its way. */
import type { Diagnostic } from "../base/diagnostic.js";
import type { Clock } from "./clock.js";
import { type FolderListing, listZoneFolder } from "./zone-folder.js";

export interface ReloadOptions {
  /** For the summary: `signal`, `command`, `file change` … */
  readonly reason?: string;
  /** Act even if the folder is empty or more than half of the zones are gone. */
  readonly force?: boolean;
  /** Apexes (presentation form, absolute) that are known to have changed: only these are read. */
  readonly only?: readonly string[];
}

/** Looking at so many files leaves garbage that is worth collecting at once. */
export const bigFolderZones = 20_000;
const noFiles: FolderListing = { zones: new Map(), steeringFiles: new Set(), diagnostics: [] };

/** What one run finds out on its way. */
export class ReloadRun {
  readonly startedMs: number;
  firstServedMs = 0;
  refused: Diagnostic | null = null;
  isEmpty = false;
  isBig = false;
  folderDiagnostics: readonly Diagnostic[] = [];

  constructor(
    readonly reason: string,
    private readonly clock: Clock,
  ) {
    this.startedMs = clock.now();
  }

  served(): void {
    this.firstServedMs = this.clock.now() - this.startedMs;
  }

  /** A folder that cannot be read or holds no zone is refused, and then nothing is found in it. */
  async list(folder: string): Promise<FolderListing> {
    try {
      const listing = await listZoneFolder(folder);
      this.folderDiagnostics = listing.diagnostics;
      this.isBig = listing.zones.size >= bigFolderZones;
      if (listing.zones.size > 0) return listing;
      this.isEmpty = true;
      const message = "the zones folder holds no zone files";
      this.refused = diagnoseFolder("zones-folder-empty", message, folder);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.refused = diagnoseFolder("zones-folder-unreadable", reason, folder);
    }
    return noFiles;
  }
}

/** A fault of the zones folder as a whole. */
export function diagnoseFolder(code: string, message: string, file: string): Diagnostic {
  const hint = "all zones are served as before; put the zone files back";
  return { code, severity: "error", message, file, hint };
}

/** One run for two requests: it does what either asked for. */
export function mergeRequests(a: ReloadOptions, b: ReloadOptions): ReloadOptions {
  const only = a.only && b.only ? [...a.only, ...b.only] : undefined;
  const reason = a.reason ?? b.reason;
  return {
    ...(reason !== undefined && { reason }),
    ...(only !== undefined && { only }),
    force: a.force === true || b.force === true,
  };
}
