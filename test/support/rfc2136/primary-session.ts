/** A scripted primary, a nameserver that serves what it has, and an adapter that talks to both. */

import { randomBytes } from "node:crypto";
import { realClock } from "../../../src/cli/sync-clock.js";
import type { NaiveRrset, NaiveZone } from "../../../src/naive/naive-zone.js";
import { ownerText, readLabels } from "../../../src/naive/naive-zone.js";
import { openDesk } from "../../../src/provider/calls/call-desk.js";
import type { Clock } from "../../../src/provider/contract/clock.js";
import type { ProviderContext } from "../../../src/provider/contract/provider.js";
import type { Rfc2136Settings } from "../../../src/provider/contract/settings.js";
import { rfc2136 } from "../../../src/provider/rfc2136/rfc2136-provider.js";
import { DnsClient } from "../../../src/resolver/dns-client.js";
import { FakeNameserver } from "../fake-nameserver.js";
import { type PrimaryOptions, ScriptedPrimary } from "./scripted-primary.js";
import type { UpdatedZone } from "./updated-zone.js";

export const testKey = {
  name: "sync-key",
  algorithm: "hmac-sha256",
  secret: Buffer.alloc(32, 7).toString("base64"),
} as const;

/** The key as the server has it. */
export const serverKey = {
  name: Buffer.from("\x08sync-key\0", "latin1"),
  algorithm: testKey.algorithm,
  secret: Buffer.alloc(32, 7),
};

export interface SessionOptions {
  readonly clock?: Clock;
  readonly settings?: Partial<Rfc2136Settings>;
  readonly primary?: PrimaryOptions;
  /** Configure the nameserver, in place of having the zone asked for it. */
  readonly nameserver?: boolean;
}

export async function openSession(options: SessionOptions = {}) {
  const { clock = realClock } = options;
  const primary = await ScriptedPrimary.start({ key: serverKey, ...options.primary });
  const nameserver = await FakeNameserver.start(() => primary.zones.map(naiveCopy));
  const settings: Rfc2136Settings = {
    type: "rfc2136",
    servers: [{ address: "127.0.0.1", port: primary.port }],
    key: testKey,
    prerequisites: true,
    ...options.settings,
  };
  const context: ProviderContext = {
    name: "scripted",
    clock,
    randomBytes,
    // Random numbers of nought: reads are repeated at once.
    desk: openDesk({
      account: "scripted",
      rate: { callsPerSecond: 1000, burst: 1000 },
      clock,
      random: () => 0,
    }),
    dns: new DnsClient({
      timeoutMs: 5000,
      attempts: 1,
      randomId: () => randomBytes(2).readUInt16BE(),
    }),
    addressesOf: () => Promise.resolve([]),
    nameservers:
      options.nameserver === false
        ? []
        : [{ name: "ns", address: nameserver.address, port: nameserver.port }],
  };
  return {
    primary,
    nameserver,
    provider: rfc2136.open(settings, context),
    close: async () => {
      await Promise.all([primary.close(), nameserver.close()]);
    },
  };
}

/** A zone as it stands, for a nameserver. */
export function naiveCopy(zone: UpdatedZone): NaiveZone {
  const owners = new Map<string, Map<number, NaiveRrset>>();
  const existing = new Set<string>();
  const apex = readLabels(zone.apex, 0);
  for (const { owner: name, type, ttlSeconds: ttl, rdatas } of zone.rrsets) {
    const owner = readLabels(name, 0);
    const types = owners.get(ownerText(owner)) ?? new Map<number, NaiveRrset>();
    const rdata = [...rdatas.values()].map((octets) => Buffer.from(octets).toString("hex"));
    owners.set(ownerText(owner), types.set(type, { owner, type, ttl, rdata }));
    for (let above = owner; above.length >= apex.length; above = above.slice(1)) {
      existing.add(ownerText(above));
    }
  }
  return {
    apex,
    rrsetsAt: (owner) => owners.get(ownerText(owner)),
    exists: (name) => existing.has(ownerText(name)),
  };
}
