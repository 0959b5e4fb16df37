/** What only PowerDNS has: records that are switched off, comments, its own types, its caches. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realClock } from "../../src/cli/sync-clock.js";
import { lowerNameFromText, nameToText } from "../../src/dns/name-text.js";
import { rdataToText } from "../../src/dns/rr/rdata-text.js";
import { ProviderFault } from "../../src/provider/contract/fault.js";
import type { Provider, ProviderZone } from "../../src/provider/contract/provider.js";
import { powerdns } from "../../src/provider/powerdns/powerdns-provider.js";
import type { Rrset } from "../../src/provider/rrset/rrset.js";
import { DnsClient } from "../../src/resolver/dns-client.js";
import { desiredOf, mirror, planOf } from "../contract/providers/mirroring.js";
import { contextOf } from "../contract/providers/provider-harness.js";
import { rrsetOf } from "../contract/providers/rdata-of.js";
import { presentPeers } from "./peers/catalogue.js";
import { launchPeer, type RunningPeer } from "./peers/launch.js";
import { loopback } from "./peers/peer.js";
import { powerdns as powerdnsPeer } from "./peers/powerdns.js";
import {
  type WritablePowerdns,
  whyNotWritable,
  writablePowerdns,
} from "./peers/writable-powerdns.js";

const missing = whyNotWritable();
if (missing !== undefined && process.env.CI === "true") throw new Error(missing);
const present = missing === undefined && presentPeers([powerdnsPeer]).length === 1;
const A = 1;

describe.skipIf(!present)("PowerDNS as a provider", () => {
  let running: RunningPeer;
  let writable: WritablePowerdns;
  let provider: Provider;
  let zone: ProviderZone;

  const open = (apiKey: string, server = "localhost"): Provider => {
    const settings = { type: "powerdns", url: writable.url, apiKey, server } as const;
    const nameservers = [{ name: "pdns", address: loopback, port: running.port }];
    return powerdns.open(settings, contextOf("pdns", realClock, nameservers));
  };
  /** Past the adapter. */
  const patch = async (...rrsets: object[]) => {
    const response = await fetch(`${writable.url}/api/v1/servers/localhost/zones/p.example.`, {
      method: "PATCH",
      headers: { "X-API-Key": writable.apiKey },
      body: JSON.stringify({
        rrsets: rrsets.map((one) => ({ changetype: "REPLACE", ttl: 60, ...one })),
      }),
    });
    expect(await response.text()).toBe("");
  };
  interface Stored {
    readonly name: string;
    readonly type: string;
    readonly records: readonly { readonly content: string; readonly disabled: boolean }[];
    readonly comments: readonly { readonly content: string }[];
  }
  const stored = async (name: string): Promise<Stored[]> => {
    const response = await fetch(`${writable.url}/api/v1/servers/localhost/zones/p.example.`, {
      headers: { "X-API-Key": writable.apiKey },
    });
    const { rrsets } = (await response.json()) as { rrsets: Stored[] };
    return rrsets.filter((rrset) => rrset.name === `${name}.p.example.`);
  };
  const live = async () => (await provider.list(zone)).rrsets.map(lineOf).sort();
  const www = (...addresses: string[]) => rrsetOf("www.p.example.", A, 60, addresses);

  beforeAll(async () => {
    writable = await writablePowerdns();
    running = await launchPeer(writable.peer, {
      zonesFolder: "/nonexistent",
      apexes: ["p.example"],
    });
    provider = open(writable.apiKey);
    zone = (await provider.find(lowerNameFromText("p.example.")!))!;
  });
  afterAll(() => running?.stop());

  it("is asked where its own settings say, unless nameservers are named", async () => {
    const settings = {
      type: "powerdns",
      url: writable.url,
      apiKey: writable.apiKey,
      server: "localhost",
    } as const;
    const unnamed = powerdns.open(settings, contextOf("pdns", realClock, []));
    const found = await unnamed.nameservers(zone);
    expect(found.map(({ address, port }) => [address, port])).toEqual([[loopback, running.port]]);
  });

  it("keeps records that are switched off, and comments, when their RRset changes", async () => {
    await patch({
      name: "www.p.example.",
      type: "A",
      records: [
        { content: "192.0.2.1", disabled: false },
        { content: "192.0.2.2", disabled: true },
      ],
      comments: [{ content: "ask Ada first", account: "ops" }],
    });
    expect(await live()).toEqual(["www.p.example. 60 A 192.0.2.1"]);
    await mirror([www("192.0.2.3")], { provider, zone });
    const [after] = await stored("www");
    expect(after!.records.map(({ content, disabled }) => `${content} ${disabled}`).sort()).toEqual([
      "192.0.2.2 true",
      "192.0.2.3 false",
    ]);
    expect(after!.comments.map(({ content }) => content)).toEqual(["ask Ada first"]);
    // Its live records go; what was off stays.
    await mirror([], { provider, zone });
    const [left] = await stored("www");
    expect(left!.records).toEqual([{ content: "192.0.2.2", disabled: true }]);
    expect((await provider.list(zone)).opaque.map(({ what }) => what)).toEqual([
      "A with all of its records disabled",
    ]);
  });

  it("leaves alone what it does not understand, and does not write over it", async () => {
    await patch(
      {
        name: "alias.p.example.",
        type: "ALIAS",
        records: [{ content: "x.example.", disabled: false }],
      },
      {
        name: "lua.p.example.",
        type: "LUA",
        records: [{ content: "A \"'192.0.2.9'\"", disabled: false }],
      },
    );
    const snapshot = await provider.list(zone);
    const place = { provider, zone };
    const part = planOf(desiredOf([www("192.0.2.4")], place, snapshot), place, snapshot);
    // The one that is switched off since the test before.
    expect(part.held.map(({ refusal }) => refusal.code)).toEqual(["opaque-record"]);
    expect(part.changes).toEqual([]);
    await mirror([rrsetOf("other.p.example.", A, 60, ["192.0.2.5"])], place);
    expect(await stored("alias")).toHaveLength(1);
    expect(await stored("lua")).toHaveLength(1);
  });

  it("serves a change at once, whatever it has cached", async () => {
    const dns = new DnsClient({ timeoutMs: 5000, attempts: 3, randomId: () => 4711 });
    const { owner } = rrsetOf("cached.p.example.", A, 60, ["192.0.2.1"]);
    const server = { address: loopback, port: running.port };
    const answer = async () => {
      const reply = await dns.ask(server, { name: owner, type: A });
      if (typeof reply === "string") throw new Error(reply);
      return reply.answers.map(({ rdata }) => rdata.join("."));
    };
    const place = { provider, zone };
    for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) {
      const made = rrsetOf("cached.p.example.", A, 60, [address]);
      const { receipts } = await mirror([made], place);
      expect(receipts[0]!.serial).toBeGreaterThan(1);
      expect(await provider.settled(receipts[0]!, zone)).toEqual({ kind: "settled" });
      // Twice, so that the second time it comes from the cache.
      expect(await answer()).toEqual([address]);
      expect(await answer()).toEqual([address]);
    }
    await mirror([], place);
    expect(await answer()).toEqual([]);
  });

  it("says what to look at when the key or the server is wrong", async () => {
    const wrongKey = open("wrong-key").find(zone.apex);
    await expect(wrongKey).rejects.toMatchObject({ kind: "auth", committed: "no" });
    await expect(wrongKey).rejects.toThrow(/answered 401/);
    const wrongServer = open(writable.apiKey, "elsewhere").find(zone.apex);
    await expect(wrongServer).rejects.toBeInstanceOf(ProviderFault);
    await expect(wrongServer).rejects.toMatchObject({ kind: "not-found" });
  });

  it("takes as many octets as it is given at once", async () => {
    const many = Array.from({ length: 3000 }, (_, i) =>
      rrsetOf(`m${i}.p.example.`, 16, 60, [`"${"x".repeat(250)}" "${"y".repeat(250)}"`]),
    );
    const place = { provider, zone };
    const { part } = await mirror(many, place);
    expect(part.batches.length).toBe(2);
    expect((await provider.list(zone)).rrsets).toHaveLength(3000);
    await mirror([], place);
    expect(await live()).toEqual([]);
  });

  function lineOf({ owner, type, ttlSeconds, rdatas }: Rrset): string {
    return `${nameToText(owner)} ${ttlSeconds} A ${rdatas.map((rdata) => rdataToText(type, rdata))}`;
  }
});
