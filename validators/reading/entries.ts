/** The parts of an entry before its RDATA: owner, TTL, class, type. */
import type { Rule } from "../rule.js";
import { loadFault, readingFault } from "./reader-row.js";

export const entryRows: readonly Rule[] = [
  loadFault({
    id: "no-owner",
    reference: "RFC 1035 §5.1",
    summary: "The first record starts with a blank, and there is no owner to take over.",
    why: "Nobody can tell which name the record belongs to.",
  }),
  readingFault("warning", {
    id: "inherited-owner",
    reference: "RFC 1035 §5.1",
    summary: "A record right behind a directive takes the owner of the record before that.",
    why: "After $ORIGIN, $INCLUDE or $GENERATE a blank owner is rarely the one that was meant, and nameservers differ in what they take.",
  }),
  readingFault("error", {
    id: "out-of-zone",
    reference: "RFC 1035 §5.2",
    summary: "A record's owner is not in the zone.",
    why: "Nameservers drop the record or refuse the zone; whoever wrote it believes that it is served.",
  }),
  readingFault("error", {
    id: "duplicate-record",
    reference: "RFC 2181 §5",
    summary: "The same record is given twice.",
    why: "One of them is dropped. Where one of the two was meant to say something else, that is missing now.",
  }),
  loadFault({
    id: "missing-type",
    reference: "RFC 1035 §5.1",
    summary: "An entry ends before its type.",
    why: "There is no record without a type, so the zone is not loaded.",
  }),
  loadFault({
    id: "unknown-type",
    reference: "RFC 3597 §5",
    summary: "No record type has this name.",
    why: "Usually a misspelt type, or a record whose owner is missing so that its type is taken for it.",
  }),
  loadFault({
    id: "meta-type",
    reference: "RFC 6895 §3.1",
    summary: "A type stands in the zone that exists in messages only.",
    why: "ANY, AXFR, OPT and their like are questions or parts of messages, and have no data that could be served.",
  }),
  loadFault({
    id: "class-not-in",
    reference: "RFC 1035 §5.2",
    summary: "A record is of another class than IN.",
    why: "All records of a zone are of one class; nobody who asks in class IN would ever see it.",
  }),
  loadFault({
    id: "bad-ttl",
    reference: "RFC 2181 §8",
    summary: "A TTL is no time, or more than 2^31-1 seconds.",
    why: "Resolvers take a TTL with the highest bit set for zero, and stop caching the record.",
  }),
  loadFault({
    id: "no-ttl",
    reference: "RFC 2308 §4",
    summary: "A record has no TTL, and there is none to take over.",
    why: "Nameservers refuse the zone, or each takes another TTL.",
  }),
  readingFault("warning", {
    id: "ttl-from-soa",
    reference: "RFC 2308 §4",
    summary: "The SOA has no TTL and there is no $TTL, so its minimum is taken.",
    why: "That field has meant the TTL of negative answers since 1998; shortening it for new names would shorten all TTLs.",
  }),
  readingFault("error", {
    id: "ttl-mismatch",
    reference: "RFC 2181 §5.2",
    summary: "The records of an RRset have different TTLs.",
    why: "The RRset is cached as a whole: one TTL is served for all of them, and which one depends on the nameserver.",
  }),
];
