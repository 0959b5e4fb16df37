/** What must hold of a zone's SOA, NS, CNAME and DNAME records before answers can be right. */
import type { Rule } from "../rule.js";
import { loadFault, readingFault } from "./reader-row.js";

export const apexRows: readonly Rule[] = [
  loadFault({
    id: "no-soa",
    reference: "RFC 1035 §5.2",
    summary: "The zone has no SOA record.",
    why: "Without it no negative answer can be given, and no secondary can tell whether its copy is old.",
  }),
  loadFault({
    id: "soa-not-at-apex",
    reference: "RFC 1035 §5.2",
    summary: "An SOA record stands at another name than the apex.",
    why: "It would start another zone inside this one; nameservers refuse to load that.",
  }),
  loadFault({
    id: "several-soa",
    reference: "RFC 1035 §5.2",
    summary: "The zone has more than one SOA record.",
    why: "Nobody can tell which serial counts, so secondaries may never fetch a change.",
  }),
  loadFault({
    id: "no-apex-ns",
    reference: "RFC 1035 §5.2",
    summary: "The apex has no NS records.",
    why: "Resolvers that ask the zone for its nameservers get nothing and call the delegation broken.",
  }),
  loadFault({
    id: "several-cname",
    reference: "RFC 2181 §10.1",
    summary: "A name is an alias of several names.",
    why: "Resolvers may follow any one of them, or refuse them all.",
  }),
  loadFault({
    id: "several-dname",
    reference: "RFC 6672 §2.4",
    summary: "A name has several DNAME records.",
    why: "Names below it would lead to one place or another, as it happens.",
  }),
  loadFault({
    id: "cname-and-other-data",
    reference: "RFC 1034 §3.6.2",
    summary: "An alias has other records as well.",
    why: "A resolver that has cached the CNAME never sees the others: mail or a whole zone vanishes, now and then.",
  }),
  readingFault("error", {
    id: "below-dname",
    reference: "RFC 6672 §2.4",
    summary: "A record stands below a DNAME.",
    why: "Every name below a DNAME is redirected, so the record is never answered.",
  }),
];
