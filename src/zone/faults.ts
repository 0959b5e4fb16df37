/**
 * Everything that can be wrong with a zone file as a whole, one row a code: how bad it is, and what
 * to do about it. Faults inside a token or in RDATA come from `src/dns` as TextFault with their own
 * codes, and are always errors.
 *
 * An error means that the zone cannot be served, so the last good version stays in service. A
 * warning is told and the zone served: other nameservers load such a zone too.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import type { RecordPart } from "./locate.js";

interface ZoneFault {
  readonly severity: Diagnostic["severity"];
  readonly hint: string;
  /** Of faults that show once the text is gone: the part of the record that is at fault. */
  readonly part?: RecordPart;
}

export const zoneFaults = {
  // The file itself.
  "file-unreadable": { severity: "error", hint: "check that it exists and may be read" },
  "zone-too-large": { severity: "error", hint: "split the zone by delegating parts of it" },
  // Directives.
  "unknown-directive": {
    severity: "error",
    hint: "write $ORIGIN, $TTL, $INCLUDE or $GENERATE, or escape the $ of a name: \\$",
  },
  "bad-directive": { severity: "error", hint: "see docs/zone-files.md for its form" },
  "bad-include": {
    severity: "error",
    hint: "give a path inside the zones folder, relative to this file",
  },
  "include-loop": { severity: "error", hint: "remove one of the $INCLUDE lines of the circle" },
  "too-many-includes": { severity: "error", hint: "merge some of the included files" },
  "bad-generate": {
    severity: "error",
    hint: "write $GENERATE start-stop[/step] owner [ttl] [class] type rdata",
  },
  // Entries.
  "byte-order-mark": { severity: "error", hint: "save the file as UTF-8 without one" },
  "no-owner": { severity: "error", hint: "write the owner name in the first column" },
  "inherited-owner": { severity: "warning", hint: "write the owner name in the first column" },
  "missing-type": { severity: "error", hint: "write [ttl] [class] type rdata after the owner" },
  "unknown-type": {
    severity: "error",
    hint: "correct the type, or write one that is not known here as TYPE<number> \\# length hex",
  },
  "meta-type": { severity: "error", hint: "remove the record, or correct its type" },
  "class-not-in": { severity: "error", hint: "write IN, or leave the class out" },
  "bad-ttl": { severity: "error", hint: "write seconds, or units as in 1h30m (w d h m s)" },
  "no-ttl": { severity: "error", hint: "put a $TTL line before the first record" },
  "ttl-from-soa": { severity: "warning", hint: "put a $TTL line before the first record" },
  "rdata-too-long": { severity: "error", hint: "spread the data over several records" },
  "out-of-zone": {
    severity: "warning",
    hint: "remove the record, which is ignored, or check the final dot and $ORIGIN",
  },
  // The zone as a whole.
  "no-soa": {
    severity: "error",
    hint: "start the zone with one SOA record at its apex",
    part: "owner",
  },
  "soa-not-at-apex": {
    severity: "error",
    hint: "name the file after its zone; if it is, remove this SOA record",
  },
  "several-soa": { severity: "error", hint: "keep one of them", part: "type" },
  "no-apex-ns": {
    severity: "error",
    hint: "list the zone's nameservers at its apex",
    part: "owner",
  },
  "several-cname": {
    severity: "error",
    hint: "keep one of them: an alias has one target (RFC 2181 §10.1)",
    part: "type",
  },
  "several-dname": {
    severity: "error",
    hint: "keep one of them: a name has one DNAME at most (RFC 6672 §2.4)",
    part: "type",
  },
  "cname-and-other-data": {
    severity: "error",
    hint: "remove the alias, or the other records: they cannot stand together (RFC 1034 §3.6.2)",
    part: "type",
  },
  "below-dname": {
    severity: "warning",
    hint: "remove the record: names below a DNAME are never answered (RFC 6672 §2.4)",
    part: "owner",
  },
  "duplicate-record": {
    severity: "warning",
    hint: "remove it: the record is there once already",
    part: "rdata",
  },
  "ttl-mismatch": {
    severity: "warning",
    part: "ttl",
    hint: "give all records of an RRset one TTL; the lowest is served (RFC 2181 §5.2)",
  },
} as const satisfies Record<string, ZoneFault>;

export type ZoneFaultCode = keyof typeof zoneFaults;

/** The part of a record that a fault told by its line alone is about. */
export function faultyPart(code: string): RecordPart {
  const faults: { readonly [code: string]: ZoneFault | undefined } = zoneFaults;
  return faults[code]?.part ?? "owner";
}
