/**
 * Where fivenines departs from what most peers say, on purpose. Each row is a decision with its
 * reason; a row that no question needs any more fails the test, so the table cannot rot.
 */
import type { Departure } from "./compare/consensus.js";
import type { Facet } from "./compare/facets.js";
import { classCodes, typeCodes } from "./wire/codes.js";
import type { ResourceRecord } from "./wire/decode.js";

export interface AcceptedDifference {
  readonly name: string;
  /** Who says otherwise. */
  readonly servers: string;
  /** The reason, with the RFC it stands in. */
  readonly reason: string;
  readonly facets: readonly Facet[];
  accepts(departure: Departure): boolean;
}

export const acceptedDifferences: readonly AcceptedDifference[] = [
  {
    name: "types that are no data are refused as questions",
    servers: "Knot, NSD and PowerDNS answer NODATA; BIND does as we do",
    reason:
      "MAILA and MAILB ask for obsolete types (RFC 1035 §3.2.3), TKEY for a key exchange (RFC 2930): not implemented. OPT and TSIG exist in no zone (RFC 6891 §6.1.1, RFC 8945 §5.1): the question is malformed.",
    facets: ["rcode", "aa", "authority"],
    accepts: ({ question }) => [41, 249, 250, 253, 254].includes(question.type),
  },
  {
    name: "an alias is followed into another zone served here",
    servers: "Knot, BIND and PowerDNS stop where their zone ends; NSD goes on",
    reason:
      "RFC 1034 §4.3.2, step 3a, goes back to step 1, which searches all zones; the RCODE is that of the last name (RFC 6604 §3).",
    facets: ["rcode", "answer", "authority", "additional"],
    accepts: leavesZone,
  },
  {
    name: "addresses of AFSDB and KX hosts are given along",
    servers: "Knot, NSD and PowerDNS leave them out; BIND gives them, but not for ANY",
    reason: "RFC 1183 §1 and RFC 2230 §3 ask for additional section processing of these types.",
    facets: ["additional"],
    accepts: (departure) =>
      answerHas(departure, typeCodes.AFSDB) || answerHas(departure, typeCodes.KX),
  },
  {
    name: "additional data goes with the RRset that answers ANY",
    servers: "NSD, BIND and gdnsd give none; Knot and PowerDNS mostly do",
    reason:
      "RFC 8482 §4.1 picks one RRset; it is answered as if it had been asked for by its type.",
    facets: ["additional"],
    accepts: ({ question }) => question.type === typeCodes.ANY,
  },
  {
    name: "nothing is told in class CH unless it is configured",
    servers: "Knot, NSD and BIND give version and host name, or an empty answer, by default",
    reason: "RFC 4892 §2 leaves it to the operator; what is not told helps no attacker.",
    facets: ["rcode", "answer", "aa"],
    accepts: ({ question }) => question.class === classCodes.CH && question.type === typeCodes.TXT,
  },
  {
    name: "the question comes back with NOTIMP",
    servers: "NSD, BIND and gdnsd send the header alone; Knot does as we do",
    reason:
      "RFC 1035 §4.1.1 asks for nothing else; a client that matches answers by the question can tell what this one is for.",
    facets: ["question"],
    accepts: ({ question }) => (question.opcode ?? 0) !== 0,
  },
  {
    name: "a transfer over UDP is refused",
    servers: "Knot, NSD and gdnsd say NOTIMP; BIND refuses",
    reason:
      "RFC 5936 §4.2 defines no AXFR over UDP; REFUSED is what the same question gets over TCP.",
    facets: ["rcode"],
    accepts: ({ question }) => question.type === typeCodes.AXFR && question.transport === "udp",
  },
  {
    name: "optional addresses are kept while they fit into 512 octets",
    servers: "Knot, NSD and BIND leave them out early",
    reason: "RFC 2181 §9: what fits may stay; nothing that is required was dropped.",
    facets: ["additional"],
    accepts: ({ question, consensus, ours }) =>
      (question.edns?.payload ?? 512) <= 512 &&
      question.transport === "udp" &&
      ours.message!.bytes <= 512 &&
      includesAll(ours.facets.additional ?? "", consensus),
  },
  {
    name: "a long DNAME answer is whole in 512 octets",
    servers:
      "NSD repeats the target and truncates, Knot leaves out the SOA; BIND and PowerDNS point to it, but not always",
    reason:
      "RFC 1035 §4.1.4 lets a pointer lead to any name before it, so to the target in the RDATA of the DNAME.",
    facets: ["tc", "answer", "authority"],
    accepts: ({ question, ours }) =>
      ours.facets.tc === "false" &&
      ours.message!.bytes <= 512 &&
      question.name.toLowerCase().endsWith(".long.alias.example."),
  },
];

export function isAcceptedBy(row: AcceptedDifference, departure: Departure): boolean {
  return row.facets.includes(departure.facet) && row.accepts(departure);
}

function answerHas(departure: Departure, type: number): boolean {
  return departure.ours.message?.answer.some((record) => record.type === type) ?? false;
}

function isAlias(record: ResourceRecord): boolean {
  return record.type === typeCodes.CNAME;
}

/** The last alias of the answer points out of the second-level domain that its chain began in. */
function leavesZone(departure: Departure): boolean {
  const domain = (name: string) => name.toLowerCase().split(".").slice(-3).join(".");
  const aliases = departure.ours.message?.answer.filter(isAlias) ?? [];
  return aliases.some((alias) => domain(alias.rdata) !== domain(departure.question.name));
}

function includesAll(lines: string, wanted: string): boolean {
  const have = new Set(lines.split("\n"));
  return wanted.split("\n").every((line) => line === "" || have.has(line));
}
