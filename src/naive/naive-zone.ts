/**
 * A zone as the RFCs speak of it: names to RRsets in maps of strings. Nothing here is fast, and
 * nothing here is shared with the code that it checks: that is its purpose.
 */
import type { Zone } from "../zone/zone.js";

/** A name as a list of labels, leaf first, each as lower-case text of its octets. Root is []. */
export type Labels = readonly string[];

export interface NaiveRrset {
  /** Case folded; see `ownerText`. */
  readonly owner: Labels;
  readonly type: number;
  readonly ttl: number;
  /** RDATA in wire form, names uncompressed, as hexadecimal text. */
  readonly rdata: readonly string[];
}

export interface NaiveZone {
  readonly apex: Labels;
  /** TYPE → RRset at an owner; undefined if nothing is there. */
  rrsetsAt(owner: Labels): ReadonlyMap<number, NaiveRrset> | undefined;
  /** Whether it is an owner, or a name between an owner and the apex. */
  exists(name: Labels): boolean;
}

export function naiveZone(zone: Zone): NaiveZone {
  const owners = new Map<string, ReadonlyMap<number, NaiveRrset>>();
  const existing = new Set<string>();
  const apex = readLabels(zone.names, zone.nameStart[0]!);
  for (let o = 0; o < zone.ownerCount; o++) {
    const owner = readLabels(zone.names, zone.nameStart[o]!);
    owners.set(ownerText(owner), rrsetsOf(zone, o, owner));
    for (let name = owner; name.length >= apex.length; name = name.slice(1)) {
      existing.add(ownerText(name));
      if (name.length === 0) break;
    }
  }
  return {
    apex,
    rrsetsAt: (owner) => owners.get(ownerText(owner)),
    exists: (name) => existing.has(ownerText(name)),
  };
}

/** The RRsets of owner number `index`, whose name is `owner`. */
export function rrsetsOf(zone: Zone, index: number, owner: Labels): Map<number, NaiveRrset> {
  const rrsets = new Map<number, NaiveRrset>();
  for (let r = zone.ownerRrsets[index]!; r < zone.ownerRrsets[index + 1]!; r++) {
    const rdata: string[] = [];
    for (let c = zone.rrsetRecords[r]!; c < zone.rrsetRecords[r + 1]!; c++) {
      rdata.push(toHex(zone.rdata.subarray(zone.rdataStart[c]!, zone.rdataStart[c + 1]!)));
    }
    const type = zone.rrsetType[r]!;
    rrsets.set(type, { owner, type, ttl: zone.rrsetTtl[r]!, rdata });
  }
  return rrsets;
}

/** One string a name; dots and backslashes inside labels are escaped, so no two names share it. */
export function ownerText(labels: Labels): string {
  return `${labels.map((label) => label.replace(/[.\\]/g, "\\$&")).join(".")}.`;
}

/** The uncompressed wire name at `bytes[at…]`. */
export function readLabels(bytes: Uint8Array, at: number): Labels {
  const labels: string[] = [];
  while (bytes[at] !== 0) {
    const length = bytes[at]!;
    const label = String.fromCharCode(...bytes.subarray(at + 1, at + 1 + length));
    labels.push(label.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
    at += 1 + length;
  }
  return labels;
}

/** A name that RDATA holds from octet `at` on. */
export function labelsInRdata(rdata: string, at: number): Labels {
  return readLabels(Uint8Array.from(Buffer.from(rdata, "hex")), at);
}

/** Wire form of a name, as hexadecimal text. */
export function labelsToHex(labels: Labels): string {
  const octets = labels.flatMap((label) => [
    label.length,
    ...[...label].map((letter) => letter.charCodeAt(0)),
  ]);
  return toHex(Uint8Array.from([...octets, 0]));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
