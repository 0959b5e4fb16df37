/** What PowerDNS takes by its HTTP API, tried against 4.7.3. */
import type { Capabilities } from "../contract/capabilities.js";

export const powerdnsCapabilities: Capabilities = {
  title: "PowerDNS",
  asOf: "2026-11-22",
  sources: [
    "https://doc.powerdns.com/authoritative/http-api/zone.html",
    "https://doc.powerdns.com/authoritative/appendices/types.html",
  ],
  types: "any",
  ttl: { minSeconds: 0, maxSeconds: 0x7fff_ffff },
  wildcards: "all",
  rdataBytesMax: 65_535,
  // What one answer over TCP holds, header and question left aside.
  rrsetBytesMax: 65_000,
  batch: {
    // One transaction a call; a few thousand RRsets keep it to seconds.
    operationsMax: 2000,
    charactersMax: null,
    // `webserver-max-bodysize` is 2 MB unless told otherwise; a longer body loses its connection.
    bytesMax: 1_000_000,
    atomic: "batch",
    inFlightMax: 1,
  },
  compareAndSwap: "none",
  apexNs: "writable",
  alias: "resolved",
  steering: [],
  ownership: "none",
  txtStrings: "kept",
  propagation: "serial",
  createsZones: true,
  // There is no limit but the machine.
  rate: { callsPerSecond: 50, burst: 50 },
};
