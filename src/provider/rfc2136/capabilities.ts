/** What any server that keeps to RFC 2136 can do. What only some can is found out by asking. */
import { updateBytesMax } from "../../transfer/update-message.js";
import type { Capabilities, RateLimits } from "../contract/capabilities.js";
import type { Rfc2136Settings } from "../contract/settings.js";

/** One RRset, old and new, in one message. */
const rrsetBytesMax = Math.floor(updateBytesMax / 2);

/** The operator's own server: each update costs it a disk write and a NOTIFY. */
export const updateRate: RateLimits = { callsPerSecond: 20, burst: 20 };

export function capabilitiesOf({ prerequisites }: Rfc2136Settings): Capabilities {
  return {
    title: "RFC 2136 server",
    asOf: "2026-11-22",
    sources: [
      "RFC 2136 §2, §3 (update: sections, prerequisites, all or nothing)",
      "RFC 5936 §2 (transfer)",
      "RFC 8945 §5 (signatures)",
      "https://bind9.readthedocs.io/en/stable/reference.html#dynamic-update",
      "https://www.knot-dns.cz/docs/latest/html/configuration.html#dynamic-updates",
      "https://doc.powerdns.com/authoritative/dnsupdate.html",
    ],
    types: "any",
    ttl: { minSeconds: 0, maxSeconds: 0x7fff_ffff },
    // BIND ignores NS at a wildcard in silence; RFC 4592 §4.2 gives it no meaning.
    wildcards: "not-ns",
    rdataBytesMax: rrsetBytesMax,
    rrsetBytesMax,
    batch: {
      // No server names a bound; a journal entry of more is slow to replay and to read.
      operationsMax: 500,
      charactersMax: null,
      bytesMax: updateBytesMax,
      atomic: "batch",
      inFlightMax: 1,
    },
    compareAndSwap: prerequisites ? "prerequisite" : "none",
    apexNs: "writable",
    alias: "none",
    steering: [],
    ownership: "none",
    txtStrings: "kept",
    propagation: "serial",
    createsZones: false,
    rate: updateRate,
  };
}
