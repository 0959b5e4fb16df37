/** What a provider of plain DNS can do, and how a zone is kept at it; tests change what they are about. */
import type { Capabilities } from "../../src/provider/contract/capabilities.js";
import type { MemberPolicy } from "../../src/provider/contract/member.js";

export const plainCapabilities: Capabilities = {
  title: "Plain DNS",
  asOf: "2026-11-22",
  sources: [],
  types: "any",
  ttl: { minSeconds: 0, maxSeconds: 0x7fff_ffff },
  wildcards: "all",
  rdataBytesMax: 65_535,
  rrsetBytesMax: 65_535,
  batch: {
    operationsMax: 100,
    charactersMax: null,
    bytesMax: null,
    atomic: "batch",
    inFlightMax: 1,
  },
  compareAndSwap: "none",
  apexNs: "writable",
  alias: "none",
  steering: [],
  ownership: "none",
  txtStrings: "kept",
  propagation: "none",
  createsZones: false,
  rate: { callsPerSecond: 10, burst: 10 },
};

/** With the limits that the configuration has by itself, and nothing protected. */
export const plainPolicy: MemberPolicy = {
  mode: "mirror",
  safety: { deletesMax: 0.3, updatesMax: 0.3, fromRecords: 10, shrinkMax: 0.5 },
  protect: [],
  protectFromDeletion: [],
  keep: [],
  freeze: [],
  paused: null,
  stage: 0,
  soakMs: 0,
  verify: { deadlineMs: 10_000, everyMs: 1000 },
};
