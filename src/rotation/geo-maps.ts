/**
 * Geo maps of the policies in service: made from the host's database and a policy's regions, shared
 * by policies with the same regions, taken into the image, and let go of when no zone needs them.
 */
import fs from "node:fs";
import { compileMap } from "../geo/compile-map.js";
import { type GeoDatabase, type OpenedDatabase, openGeoDatabase } from "../geo/geo-database.js";
import { bitsOf, branchOf, lookUpMap } from "../geo/geo-map.js";
import { placeName, placeOf } from "../geo/place-lookup.js";
import type { Policy, Pool, Region, ZoneSteering } from "../steering/config.js";
import type { BlockTarget } from "./answer-blocks.js";
import type { RotationEvent } from "./rotation-events.js";
import type { ClientRegion } from "./rotation-port.js";

interface SharedMap {
  readonly key: string;
  readonly words: SharedArrayBuffer;
  readonly address: number;
  readonly unknownCodes: readonly string[];
  users: number;
}

/** By place of the RRset, then by path of the policy. */
type ZoneMaps = ReadonlyMap<number, ReadonlyMap<string, SharedMap>>;

export class GeoMaps {
  private database: GeoDatabase | null = null;
  /** It is read when the first geo policy with codes comes. */
  private isRead = false;
  private stamp = "";
  /** By regions, of the database in use. */
  private byRegions = new Map<string, SharedMap>();
  private readonly zones = new Map<string, ZoneMaps>();

  constructor(
    private readonly image: Pick<BlockTarget, "adoptMap" | "releaseMap">,
    /** A MaxMind database; null for none. */
    private readonly file: string | null,
    private readonly onEvent: (event: RotationEvent) => void,
  ) {}

  get standing(): "unset" | "unread" | "read" {
    if (this.database !== null) return "read";
    return this.file === null ? "unset" : "unread";
  }

  /** True if maps that are asked for from now on are made from another database than before. */
  reload(): boolean {
    if (this.file === null || !this.isRead) return false;
    const stamp = stampOf(this.file);
    return stamp !== this.stamp && this.read(this.file);
  }

  /**
   * Has the maps ready that a zone needs. Returns what lets go of those that it had before: to be
   * called when no block in service leads to them.
   */
  configure(apex: string, config: ZoneSteering): () => void {
    const before = this.zones.get(apex);
    const maps = new Map<number, ReadonlyMap<string, SharedMap>>();
    for (const [place, { policy }] of config.rrsets.entries()) {
      const ofRrset = new Map<string, SharedMap>();
      for (const { path, regions } of geoPolicies(policy)) ofRrset.set(path, this.mapOf(regions));
      if (ofRrset.size > 0) maps.set(place, ofRrset);
    }
    if (maps.size > 0) this.zones.set(apex, maps);
    else this.zones.delete(apex);
    return () => this.release(before);
  }

  forget(apex: string): void {
    const before = this.zones.get(apex);
    this.zones.delete(apex);
    this.release(before);
  }

  address(apex: string, place: number, path: string): number {
    const map = this.zones.get(apex)?.get(place)?.get(path);
    if (map === undefined)
      throw new RangeError(`no geo map for the policy ${path || "at the top"}`);
    return map.address;
  }

  /** Of all maps that the RRset leads to. */
  addresses(apex: string, place: number): readonly number[] {
    const ofRrset = this.zones.get(apex)?.get(place);
    return ofRrset === undefined ? none : [...ofRrset.values()].map(({ address }) => address);
  }

  /** Codes of a zone's regions that no network of the database has, by place of the RRset. */
  *unknownCodes(apex: string): Generator<readonly [place: number, codes: readonly string[]]> {
    for (const [place, ofRrset] of this.zones.get(apex) ?? []) {
      const codes = [...ofRrset.values()].flatMap(({ unknownCodes }) => unknownCodes);
      if (codes.length > 0) yield [place, codes];
    }
  }

  /** `client`: 4 or 16 octets. */
  regionOf(apex: string, place: number, path: string, client: Uint8Array): ClientRegion | null {
    const map = this.zones.get(apex)?.get(place)?.get(path);
    if (map === undefined) return null;
    const bits = client.length === 4 ? 32 : 128;
    const found = lookUpMap(new Int32Array(map.words), 0, client, 0, bits);
    const region = { branch: branchOf(found), bits: bitsOf(found) };
    const name = this.database === null ? "" : placeName(placeOf(this.database, client));
    return name === "" ? region : { ...region, place: name };
  }

  private mapOf(regions: readonly Region[]): SharedMap {
    const key = JSON.stringify(
      regions.map(({ continents, countries, subdivisions, networks }) => [
        continents,
        countries,
        subdivisions,
        networks,
      ]),
    );
    let map = this.byRegions.get(key);
    if (map === undefined) {
      if (this.file !== null && !this.isRead && regions.some(hasCodes)) this.read(this.file);
      const { words, unknownCodes } = compileMap(this.database, regions);
      map = { key, words, unknownCodes, address: this.image.adoptMap(words), users: 0 };
      this.byRegions.set(key, map);
    }
    map.users++;
    return map;
  }

  /** A database that cannot be used leaves the one before in use. */
  private read(file: string): boolean {
    this.isRead = true;
    this.stamp = stampOf(file);
    const opened = openFile(file);
    const database = opened.kind === "database" ? opened.database : null;
    this.onEvent({
      kind: "geo-database",
      file,
      fault: opened.kind === "fault" ? opened.message : null,
      type: database?.type ?? null,
      builtAt: database?.builtAt ?? null,
    });
    if (database === null) return false;
    this.database = database;
    this.byRegions = new Map();
    return true;
  }

  private release(maps: ZoneMaps | undefined): void {
    for (const ofRrset of maps?.values() ?? []) {
      for (const map of ofRrset.values()) {
        if (--map.users > 0) continue;
        if (this.byRegions.get(map.key) === map) this.byRegions.delete(map.key);
        this.image.releaseMap(map.address);
      }
    }
  }
}

const none: readonly number[] = [];

function* geoPolicies(policy: Policy | Pool): Generator<Policy> {
  if (policy.kind === "pool") return;
  if (policy.kind === "geo") yield policy;
  for (const member of policy.members) yield* geoPolicies(member);
}

function hasCodes({ continents, countries, subdivisions }: Region): boolean {
  return continents.length + countries.length + subdivisions.length > 0;
}

function openFile(file: string): OpenedDatabase {
  try {
    return openGeoDatabase(fs.readFileSync(file));
  } catch (error) {
    return { kind: "fault", message: error instanceof Error ? error.message : String(error) };
  }
}

function stampOf(file: string): string {
  try {
    const { ino, size, mtimeMs } = fs.statSync(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    return String(error);
  }
}
