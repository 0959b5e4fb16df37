/**
 * Writes what a provider has into the zone file, as its writer would: only the records that differ
 * are touched, comments and layout stay, the serial moves. The text is read again, and a change that
 * did anything else than it should is not offered.
 */
import { nameToText } from "../../dns/name-text.js";
import { rdataToText } from "../../dns/rr/rdata-text.js";
import { typeName } from "../../dns/rr/registry.js";
import { entriesOf } from "../../format/entry-lexer.js";
import { textOf } from "../../format/format-text.js";
import { headOf } from "../../format/record-head.js";
import { nextSerial } from "../../format/serial-style.js";
import { partText, replacePart, serialPart, withoutEntries } from "../../format/zone-edits.js";
import { contentOf, withContent } from "../../zone/file-content.js";
import { copyZone, type ReadRequest, ZoneReader } from "../../zone/reader.js";
import { rrsetOf } from "../../zone/record-view.js";
import type { Zone } from "../../zone/zone.js";
import type { ZoneFiles } from "../../zone/zone-files.js";
import { looseComparison } from "../rrset/comparable-rdata.js";
import { keyOf, type Rrset, rrsetKey } from "../rrset/rrset.js";
import { comparableKey, sameRrset } from "../rrset/same-rrset.js";
import { rrsetsOfZone } from "../rrset/zone-rrsets.js";

const NS = 2;
const SOA = 6;
/** After each the zone is read again; who has more to adopt runs `sync import`. */
const wishesMax = 100;

export interface AdoptRequest {
  readonly files: ZoneFiles;
  readonly zone: ReadRequest;
  /** What is to be as the provider has it; `live` null is to go. */
  readonly wanted: readonly AdoptWish[];
  readonly nowSeconds: number;
}

export interface AdoptWish {
  readonly owner: Uint8Array;
  readonly type: number;
  readonly live: Rrset | null;
}

export interface Adoption {
  /** Of the zone file; null if nothing of it changes. */
  readonly after: Uint8Array | null;
  readonly adopted: readonly AdoptWish[];
  readonly refused: readonly { readonly wish: AdoptWish; readonly reason: string }[];
  /** The new one; that of the file if nothing changes. */
  readonly serial: number;
}

/** One wish after the other, so that one that cannot be granted stops none of the others. */
export function adopt({ files, zone: target, wanted, nowSeconds }: AdoptRequest): Adoption {
  const before = contentOf(files, target.path);
  let draft = draftOf(files, target, textOf(before));
  if (typeof draft === "string") return nothing(wanted, draft);
  const first = draft;
  const adopted: AdoptWish[] = [];
  const refused: { wish: AdoptWish; reason: string }[] = [];
  for (const [at, wish] of wanted.entries()) {
    if (at >= wishesMax) {
      refused.push({ wish, reason: `only ${wishesMax} RRsets are adopted at once` });
      continue;
    }
    const next: Draft | string = granted(wish, draft, files, target);
    if (typeof next === "string") refused.push({ wish, reason: next });
    else {
      draft = next;
      adopted.push(wish);
    }
  }
  if (adopted.length === 0) return { after: null, adopted, refused, serial: first.zone.serial };
  const serial = nextSerial([first.zone.serial], nowSeconds);
  const bumped = withSerial(draft, target.path, serial);
  if (bumped === null) return nothing(wanted, "its serial is not a plain number in this file");
  return { after: Buffer.from(bumped, "latin1"), adopted, refused, serial };
}

interface Draft {
  readonly text: string;
  readonly zone: Zone;
}

function nothing(wanted: readonly AdoptWish[], reason: string): Adoption {
  const refused = wanted.map((wish) => ({ wish, reason }));
  return { after: null, adopted: [], refused, serial: 0 };
}

function draftOf(files: ZoneFiles, target: ReadRequest, text: string): Draft | string {
  const content = withContent(files, target.path, Buffer.from(text, "latin1"));
  const { zone, diagnostics } = new ZoneReader({ files: content }).read(target);
  if (zone !== null) return { text, zone: copyZone(zone) };
  return `the zone file would not be read: ${diagnostics[0]?.message ?? "it has no zone"}`;
}

/** A sentence if it cannot be. */
function granted(
  wish: AdoptWish,
  draft: Draft,
  files: ZoneFiles,
  target: ReadRequest,
): Draft | string {
  const { owner, type, live } = wish;
  // Aliases have no RDATA. A proxy or a comment stays with the provider, whatever the file says.
  if (live !== null && (live.variant !== "" || live.rdatas.length === 0)) {
    return "the provider has it in a form that zone files do not have";
  }
  if (type === NS && owner.length === draft.zone.apex.length) {
    return "NS at the apex are those of all providers of the zone";
  }
  const places = placesOf(draft.zone, owner, type);
  if (places.some(({ file }) => file !== target.path))
    return "it stands in a file that is included";
  const text = rewritten(draft.text, wish, places);
  if (text === null) return "its lines are laid out so that they cannot be changed by a program";
  const next = draftOf(files, target, text);
  if (typeof next === "string") return next;
  return isJust(draft.zone, next.zone, wish) ? next : "other records would change with it";
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly rdata: Uint8Array;
  readonly ttl: number;
}

function placesOf(zone: Zone, owner: Uint8Array, type: number): Place[] {
  for (let o = 0; o < zone.ownerCount; o++) {
    const name = zone.names.subarray(zone.nameStart[o], zone.nameStart[o + 1]);
    if (Buffer.compare(name, owner) !== 0) continue;
    const rrset = rrsetOf(zone, o, type);
    if (rrset === -1) return [];
    const places: Place[] = [];
    for (let c = zone.rrsetRecords[rrset]!; c < zone.rrsetRecords[rrset + 1]!; c++) {
      places.push({
        file: zone.files[zone.recordFile[c]!]!,
        line: zone.recordLine[c]!,
        rdata: zone.rdata.slice(zone.rdataStart[c], zone.rdataStart[c + 1]),
        ttl: zone.rrsetTtl[rrset]!,
      });
    }
    return places;
  }
  return [];
}

/** The text with this RRset as wished; null if a line of it cannot be changed. */
function rewritten(text: string, { owner, type, live }: AdoptWish, places: Place[]): string | null {
  const lines = new Map(places.map(({ line, rdata }) => [line, keyOfRdata(type, rdata)]));
  // One line that makes several records is a $GENERATE.
  if (lines.size !== places.length) return null;
  const wished = new Map((live?.rdatas ?? []).map((rdata) => [keyOfRdata(type, rdata), rdata]));
  const kept = [...lines].filter(([, key]) => wished.has(key));
  const gone = [...lines].filter(([, key]) => !wished.has(key)).map(([line]) => line);
  const there = new Set(lines.values());
  const fresh = [...wished].filter(([key]) => !there.has(key)).map(([, rdata]) => rdata);
  const ttl = live?.ttlSeconds ?? 0;
  let draft = text;
  for (const [line] of places[0]?.ttl === ttl ? [] : kept) {
    const changed = withTtl(draft, line, ttl);
    if (changed === null) return null;
    draft = changed;
  }
  const records = fresh.map(
    (rdata) => `${nameToText(owner)} ${ttl} IN ${typeName(type)} ${rdataToText(type, rdata)}`,
  );
  // In the place of the RRset; the new lines say everything, so nothing is inherited from before.
  const last = Math.max(0, ...lines.keys());
  draft = withLines(draft, last, records);
  return gone.length === 0 ? draft : withoutEntries(draft, new Set(gone));
}

function keyOfRdata(type: number, rdata: Uint8Array): string {
  return comparableKey(type, rdata, looseComparison);
}

/** The record that begins on a line, with this TTL written out. */
function withTtl(text: string, line: number, ttl: number): string | null {
  const entry = entryAt(text, line);
  const head = entry === undefined ? undefined : headOf(entry);
  if (head === undefined) return null;
  const all = text.split("\n");
  const old = all[line - 1]!;
  const lead = /^\S*\s+/.exec(old)?.[0];
  if (lead === undefined) return null;
  const at = head.ttl === "" ? lead.length : old.indexOf(head.ttl, lead.length);
  const rest = head.ttl === "" ? ` ${old.slice(at)}` : old.slice(at + head.ttl.length);
  all[line - 1] = `${old.slice(0, at)}${ttl}${rest}`;
  return all.join("\n");
}

/** Lines put behind the entry that begins on line `after`; at the end if that is 0. */
function withLines(text: string, after: number, lines: readonly string[]): string {
  if (lines.length === 0) return text;
  const added = lines.join("\n");
  const entry = after === 0 ? undefined : entryAt(text, after);
  if (entry === undefined) return `${text}${text.endsWith("\n") ? "" : "\n"}${added}\n`;
  const all = text.split("\n");
  all.splice(after - 1 + entry.lines.length, 0, added);
  return all.join("\n");
}

function entryAt(text: string, line: number) {
  for (const entry of entriesOf(text)) if (entry.firstLine === line) return entry;
  return undefined;
}

/** Whether the wish, and nothing but the wish, came true. */
function isJust(before: Zone, after: Zone, { owner, type, live }: AdoptWish): boolean {
  const wished = new Map(rrsetsOfZone(before).map((rrset) => [keyOf(rrset), rrset]));
  if (live === null) wished.delete(rrsetKey(owner, type));
  else wished.set(keyOf(live), live);
  const found = rrsetsOfZone(after);
  return (
    found.length === wished.size &&
    found.every((rrset) => {
      const wish = wished.get(keyOf(rrset));
      return wish !== undefined && sameRrset(rrset, wish, looseComparison);
    })
  );
}

function withSerial({ text, zone }: Draft, path: string, serial: number): string | null {
  const rrset = rrsetOf(zone, 0, SOA);
  const record = rrset === -1 ? -1 : zone.rrsetRecords[rrset]!;
  if (record === -1 || zone.files[zone.recordFile[record]!] !== path) return null;
  const part = serialPart(text, zone.recordLine[record]!);
  return /^\d+$/.test(partText(text, part)) ? replacePart(text, part, String(serial)) : null;
}
