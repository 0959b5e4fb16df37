/**
 * The heart of the control plane: which zones are served, from which source, in which state. Reads
 * the zone folder at start and at each reload, publishes what is good, keeps what was good.
 */
import type { Clock } from "./clock.js";
import type { ReloadSummary, ZoneEvent, ZoneStatus } from "./zone-events.js";

export interface ZoneControlOptions {
  /** Folder of `<apex>.zone` files. */
  readonly folder: string;
  /** State folder for last-good images; null keeps none. */
  readonly state: string | null;
  readonly image: ImageTarget;
  /** How long a zone whose file is gone stays in service. */
  readonly removalDelayMs: number;
  readonly loaderThreads: number;
  /** Read images of unchanged zones instead of their text at start. */
  readonly startFromImages: boolean;
  /** Version of the program: images that another version made serve only where the text is broken. */
  readonly version: string;
  readonly clock: Clock;
  onEvent(event: ZoneEvent): void;
}

/** The part of ImageStore that loading needs. */
export interface ImageTarget {
  publish(segments: readonly Uint8Array[]): void;
  adopt(segment: SharedArrayBuffer): void;
  remove(apex: Uint8Array): boolean;
}

export interface ReloadOptions {
  readonly reason?: string;
  /** Act even if the folder is empty or more than half of the zones are gone. */
  readonly force?: boolean;
  /** Apexes (presentation form) that are known to have changed: only these are looked at. */
  readonly only?: readonly string[];
}

export declare class ZoneControl {
  constructor(options: ZoneControlOptions);
  /** Loads all zones; resolves when they are served. */
  start(): Promise<ReloadSummary>;
  /** Runs are serial; a request during a run joins the one run that follows it. */
  reload(options?: ReloadOptions): Promise<ReloadSummary>;
  /** Zones in service or known, by apex; computed as it is read. */
  status(): IterableIterator<ZoneStatus>;
  zone(apex: string): ZoneStatus | undefined;
  readonly zoneCount: number;
  readonly brokenCount: number;
  /** What is wrong with the state folder, or null. */
  readonly stateAlarm: string | null;
  readonly lastReload: ReloadSummary | null;
  /** From now on reload by itself when files change. */
  watch(): void;
  close(): Promise<void>;
}
