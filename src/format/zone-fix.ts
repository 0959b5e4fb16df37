/**
 * What is wrong with a zone and can be mended without a thought: records given twice, a final dot
 * forgotten, no line end at the end, a serial that was not increased. Each mended zone is read
 * again; a change that did more than it should is not offered.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import { nameToText } from "../dns/name-text.js";
import { contentOf, withContent } from "../zone/file-content.js";
import { zoneLines } from "../zone/printer.js";
import { copyZone, type ReadRequest, ZoneReader } from "../zone/reader.js";
import { rrsetOf } from "../zone/record-view.js";
import { isNewerSerial } from "../zone/serial.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneFiles } from "../zone/zone-files.js";
import { textOf } from "./format-text.js";
import { nextSerial } from "./serial-style.js";
import { partText, replacePart, serialPart, withoutEntries } from "./zone-edits.js";

export interface FixRequest {
  /** As they are on disk. */
  readonly files: ZoneFiles;
  readonly zone: ReadRequest;
  /** What the check found in it. */
  readonly findings: readonly Diagnostic[];
  /** The zone as last committed; null if it is new, undefined if nobody knows. */
  readonly head: Zone | null | undefined;
  readonly nowSeconds: number;
}

export interface ZoneFix {
  readonly path: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** One for each thing that was mended: `serial 2026112202`. */
  readonly what: readonly string[];
}

/** Findings that are mended here. */
export const fixableCodes: ReadonlySet<string> = new Set(["duplicate-record", "missing-final-dot"]);

const SOA = 6;

/** The mended file; undefined if there is nothing to mend. Throws ZoneFileError. */
export function fixZone(request: FixRequest): ZoneFix | undefined {
  const { files, zone: target, findings, head, nowSeconds } = request;
  const { path } = target;
  let zone = readZone(files, target);
  // A zone with errors needs its writer.
  if (zone === undefined) return undefined;
  const before = contentOf(files, path);
  const own = findings.filter(({ file }) => file === path);
  let text = textOf(before);
  const what: string[] = [];
  for (const { mend, isSame } of mendings) {
    const mended = mend(text, own, zone);
    if (mended === undefined || mended.text === text) continue;
    const read = readZone(withContent(files, path, bytesOf(mended.text)), target);
    if (read === undefined || (isSame && !haveSameRecords(zone, read, false))) continue;
    text = mended.text;
    zone = read;
    what.push(mended.what);
  }
  const written = serialIn(text, path, zone);
  const serial = head && written ? serialToBe(zone, head, nowSeconds) : undefined;
  if (serial !== undefined && written !== undefined) {
    text = replacePart(text, written, String(serial));
    what.push(`serial ${serial}`);
  }
  return what.length === 0 ? undefined : { path, before, after: bytesOf(text), what };
}

interface Mending {
  /** What the zone says stays the same, record by record. */
  readonly isSame: boolean;
  mend(
    text: string,
    findings: readonly Diagnostic[],
    zone: Zone,
  ): { readonly text: string; readonly what: string } | undefined;
}

/** Dots first: what is found later only goes by lines. */
const mendings: readonly Mending[] = [
  { isSame: false, mend: addDots },
  { isSame: true, mend: removeDuplicates },
  { isSame: true, mend: endLastLine },
];

/**
 * Only names that with a dot are names of this zone: `www.example.com` in example.com. Anything else
 * might be meant as it is.
 */
function addDots(text: string, findings: readonly Diagnostic[], zone: Zone) {
  const apex = nameToText(zone.apex).slice(0, -1);
  let mended = text;
  const places = findings
    .filter(({ code }) => code === "missing-final-dot")
    .flatMap(({ line, column, endColumn }) =>
      line === undefined || column === undefined || endColumn === undefined
        ? []
        : [{ line, column, endColumn }],
    )
    .sort((a, b) => b.line - a.line || b.column - a.column);
  let count = 0;
  for (const place of places) {
    const name = partText(text, place).toLowerCase();
    if (name !== apex && !name.endsWith(`.${apex}`)) continue;
    mended = replacePart(mended, { ...place, column: place.endColumn }, ".");
    count++;
  }
  return { text: mended, what: `${count} final ${count === 1 ? "dot" : "dots"} added` };
}

function removeDuplicates(text: string, findings: readonly Diagnostic[]) {
  const lines = findings.filter(({ code }) => code === "duplicate-record").map(({ line }) => line);
  const known = new Set(lines.filter((line) => line !== undefined));
  if (known.size === 0) return undefined;
  const records = known.size === 1 ? "record" : "records";
  return { text: withoutEntries(text, known), what: `${known.size} duplicate ${records} removed` };
}

function endLastLine(text: string) {
  if (text.endsWith("\n")) return undefined;
  return { text: `${text}\n`, what: "last line ended" };
}

/** The new serial of a zone that changed and kept the old one. */
function serialToBe(zone: Zone, head: Zone, nowSeconds: number): number | undefined {
  if (isNewerSerial(zone.serial, head.serial) || haveSameRecords(zone, head, true))
    return undefined;
  return nextSerial([head.serial, zone.serial], nowSeconds);
}

/** Where the serial is written, if that is in this file and as a plain number. */
function serialIn(text: string, path: string, zone: Zone) {
  const rrset = rrsetOf(zone, 0, SOA);
  const record = rrset === -1 ? -1 : zone.rrsetRecords[rrset]!;
  if (record === -1 || zone.files[zone.recordFile[record]!] !== path) return undefined;
  const part = serialPart(text, zone.recordLine[record]!);
  const written = partText(text, part);
  return /^\d+$/.test(written) && Number(written) === zone.serial ? part : undefined;
}

function haveSameRecords(one: Zone, other: Zone, serialApart: boolean): boolean {
  const [left, right] = [one, other].map((zone) => zoneLines(zone, { canonical: true }));
  for (;;) {
    const [a, b] = [left!.next(), right!.next()];
    if (a.done === true || b.done === true) return a.done === b.done;
    if (a.value === b.value) continue;
    if (!serialApart || withoutSerial(a.value) !== withoutSerial(b.value)) return false;
  }
}

/** `owner ttl IN SOA mname rname serial …`, as the printer writes it. */
function withoutSerial(line: string): string {
  const [owner, ttl, classText, type, rdata = ""] = line.split("\t");
  if (type !== "SOA") return line;
  const [mname, rname, , ...rest] = rdata.split(" ");
  return [owner, ttl, classText, mname, rname, ...rest].join(" ");
}

/** The zone, to keep; undefined if it has errors. */
function readZone(files: ZoneFiles, target: ReadRequest): Zone | undefined {
  const { zone } = new ZoneReader({ files }).read(target);
  return zone === null ? undefined : copyZone(zone);
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");
