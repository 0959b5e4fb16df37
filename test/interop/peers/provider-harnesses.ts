/** The contract suite of providers on real servers. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realClock } from "../../../src/cli/sync-clock.js";
import { nameFromText } from "../../../src/dns/name-text.js";
import type { Provider, ProviderContext } from "../../../src/provider/contract/provider.js";
import { powerdns } from "../../../src/provider/powerdns/powerdns-provider.js";
import { rfc2136 } from "../../../src/provider/rfc2136/rfc2136-provider.js";
import type { Rrset } from "../../../src/provider/rrset/rrset.js";
import {
  contextOf,
  type OpenHarness,
  type ProviderHarness,
} from "../../contract/providers/provider-harness.js";
import { rrsetOf } from "../../contract/providers/rdata-of.js";
import { launchPeer, type RunningPeer } from "./launch.js";
import { loopback, type Peer } from "./peer.js";
import { type PeerKey, syncKey } from "./writable.js";
import { writablePowerdns } from "./writable-powerdns.js";

const MX = 15;
/** As many zones as the suite has tests, and some. */
const apexes = Array.from({ length: 40 }, (_, i) => `z${i}.example`);

/** PowerDNS by its HTTP API. */
export const powerdnsHarness: ProviderHarness = {
  name: "PowerDNS, by its API",
  ownersMax: 150,
  async open() {
    const { peer, url, apiKey } = await writablePowerdns();
    const settings = { type: "powerdns", url, apiKey, server: "localhost" } as const;
    const open = await openPeer(peer, "", (context) => powerdns.open(settings, context));
    // Not a host name, and the adapter would say so.
    const rrset = (apex: Uint8Array) => {
      const bad = rrsetOf("bad.example.", MX, 300, ["10 not_a_host.example."]);
      return { ...bad, owner: Uint8Array.from([3, 0x62, 0x61, 0x64, ...apex]) };
    };
    return { ...open, refused: { rrset, named: true } };
  },
};

/** What is particular to a server. */
export interface ServerTraits {
  readonly unwanted?: (rrset: Rrset) => boolean;
  readonly prerequisites?: boolean;
}

/** A server that takes updates. `make` gets a key, or null for servers without TSIG. */
export function updatedHarness(
  name: string,
  make: (key: PeerKey | null) => Peer | Promise<Peer>,
  { unwanted = () => false, prerequisites = true }: ServerTraits = {},
): ProviderHarness {
  return {
    name: `${name}, by updates`,
    ownersMax: 150,
    unwanted,
    open: async () => {
      const soa = "@ 300 SOA ns1 host 1 7200 900 1209600 300\n@ 300 NS ns1.elsewhere.example.\n";
      return openPeer(await make(syncKey), soa, (context, port) =>
        rfc2136.open(
          {
            type: "rfc2136",
            servers: [{ address: loopback, port }],
            key: { name: syncKey.name, algorithm: "hmac-sha256", secret: syncKey.secret },
            prerequisites,
          },
          context,
        ),
      );
    },
  };
}

async function openPeer(
  peer: Peer,
  zoneText: string,
  provider: (context: ProviderContext, port: number) => Provider,
): Promise<OpenHarness> {
  const folder = mkdtempSync(join(tmpdir(), "fivenines-contract-"));
  for (const apex of apexes) {
    writeFileSync(join(folder, `${apex}.zone`), `$ORIGIN ${apex}.\n${zoneText}`);
  }
  let running: RunningPeer;
  try {
    running = await launchPeer(peer, { zonesFolder: folder, apexes });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const nameservers = [{ name: peer.name, address: loopback, port: running.port }];
  const context = contextOf(peer.name, realClock, nameservers);
  const opened = provider(context, running.port);
  let used = 0;
  return {
    provider: opened,
    clock: realClock,
    newZone: () => Promise.resolve(nameFromText(`${apexes[used++]!}.`)!),
    async close() {
      await opened.close();
      await running.stop();
    },
  };
}
