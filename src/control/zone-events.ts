/**
 * What the loading of zones tells the rest of the program: the state of each zone, the outcome of
 * a load or reload, and events for log and metrics. Plain data, no behaviour.
 *
 *              file read, valid                    file gone
 *    (none) ───────────────────▶ ok ◀───────┐  ok, broken ───▶ removed ──delay──▶ (none)
 *       │                        │  mended  │                     │
 *       │ file broken            ▼          │                     │ file back: ok or broken
 *       └──────────────────▶  broken ───────┘                     ▼
 *
 * `broken` and `removed` say what is wrong with the source. What is served is told apart from it:
 * a broken zone goes on with its last good version, from memory or, after a restart, from disk.
 */
import type { Diagnostic } from "../base/diagnostic.js";

/** Where a served version came from: the zone file, or its image in the state folder. */
export type ZoneOrigin = "text" | "image";

export type SourceState = "ok" | "broken" | "removed";

export interface ZoneStatus {
  /** Presentation form, absolute: `example.com.`, `.` for the root. */
  readonly apex: string;
  /** Path of the zone file. */
  readonly file: string;
  readonly source: SourceState;
  /** Unix milliseconds at which `source` became what it is. */
  readonly sourceSince: number;
  /** Unix milliseconds at which a removed zone stops being served; null unless `removed`. */
  readonly removalAt: number | null;
  /** The version in service; null if none ever was good. */
  readonly serving: ServedVersion | null;
  /** Of the last read: errors if broken, otherwise warnings and notices. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface ServedVersion {
  readonly serial: number;
  readonly origin: ZoneOrigin;
  readonly records: number;
  /** Octets of its image. */
  readonly bytes: number;
  /** Unix milliseconds at which it was published. */
  readonly since: number;
}

export interface ReloadSummary {
  /** Why it ran: `start`, `signal`, `command`, `file change` … as given by the caller. */
  readonly reason: string;
  /** Set if the folder as found was not acted upon; what was served goes on. */
  readonly refused: Diagnostic | null;
  /** Zones in service afterwards, and their records. */
  readonly zones: number;
  readonly records: number;
  /** Zones that were read and published in this run, and how many of them from images. */
  readonly loaded: number;
  readonly loadedFromImages: number;
  /** Zones whose source is broken now, found in this run or before. */
  readonly broken: number;
  /** Zones whose file is gone and that wait for the confirmation delay. */
  readonly removalPending: number;
  /** Zones taken out of service in this run. */
  readonly removed: number;
  /** Files in the folder that can never be a zone (names, duplicates, not regular files). */
  readonly folderDiagnostics: readonly Diagnostic[];
  readonly durationMs: number;
  /** Milliseconds until everything that had been noticed as changed was in service. */
  readonly firstServedMs: number;
}

export type ZoneEvent =
  /** During the first load, a few times a second at most. */
  | { readonly kind: "load-progress"; readonly done: number; readonly total: number }
  /** Not sent for zones of the first load: its `reload-done` counts them. */
  | {
      readonly kind: "zone-loaded";
      readonly apex: string;
      readonly version: ServedVersion;
      readonly previousSerial: number | null;
      /** Warnings and notices, a serial that went backwards among them. */
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly kind: "zone-broken";
      readonly apex: string;
      readonly file: string;
      /** What is served all the same; null if nothing. */
      readonly serving: ServedVersion | null;
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly kind: "zone-removal-pending";
      readonly apex: string;
      readonly file: string;
      readonly removalAt: number;
    }
  | { readonly kind: "zone-removal-cancelled"; readonly apex: string }
  | { readonly kind: "zone-removed"; readonly apex: string }
  | { readonly kind: "reload-done"; readonly summary: ReloadSummary }
  | {
      readonly kind: "reload-refused";
      readonly reason: string;
      readonly diagnostic: Diagnostic;
    }
  /** Something is wrong with the state folder, or (null) is well again. Serving is not touched. */
  | { readonly kind: "state-alarm"; readonly alarm: string | null }
  /** A kept image could not be used: torn, flipped, or of another layout. */
  | { readonly kind: "image-refused"; readonly file: string; readonly reason: string }
  /** File changes are noticed by polling from now on, and why. */
  | { readonly kind: "watch-polling"; readonly reason: string };
