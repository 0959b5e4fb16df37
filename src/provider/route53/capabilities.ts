/** What Amazon Route 53 can do, as its documentation said on the day below. */
import { typeCodeFromText } from "../../dns/rr/registry.js";
import type { Capabilities } from "../contract/capabilities.js";

const types = "A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SPF SRV SSHFP SVCB TLSA TXT"
  .split(" ")
  .map(typeCodeFromText);

/** "Records in a record set", and characters of one Value. */
export const valuesMax = 400;
export const valueCharactersMax = 4000;

/** ResourceRecord elements and characters of Value in one request; UPSERT counts twice. */
export const elementsMax = 1000;
export const charactersMax = 32_000;

/** To be changed, an RRset is in one request twice: what it was, and what it becomes. */
export const rrsetCharactersMax = charactersMax / 2;

export const route53Capabilities: Capabilities = {
  title: "Amazon Route 53",
  asOf: "2026-11-22",
  sources: [
    "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
    "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html",
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html",
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html",
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html",
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/throttling-api-requests.html",
  ],
  types: new Set(types),
  ttl: { minSeconds: 0, maxSeconds: 0x7fff_ffff },
  wildcards: "not-ns",
  rdataBytesMax: valueCharactersMax,
  rrsetBytesMax: rrsetCharactersMax,
  batch: {
    operationsMax: elementsMax,
    charactersMax,
    bytesMax: null,
    atomic: "batch",
    inFlightMax: 1,
  },
  compareAndSwap: "exact-delete",
  apexNs: "writable",
  alias: "own-names",
  steering: ["weighted", "failover"],
  ownership: "none",
  txtStrings: "kept",
  propagation: "polled",
  createsZones: true,
  // Accounts have 10 a second since July 2026; 5 leaves room for the console and for others.
  rate: { callsPerSecond: 5, burst: 5 },
};
