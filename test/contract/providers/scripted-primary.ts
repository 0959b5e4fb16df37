/** The contract suite on a primary that is scripted: RFC 2136 as written, faults on demand. */
import { nameFromText } from "../../../src/dns/name-text.js";
import { rfc2136 } from "../../../src/provider/rfc2136/rfc2136-provider.js";
import { QuickClock } from "../../support/quick-clock.js";
import { ScriptedPrimary } from "../../support/rfc2136/scripted-primary.js";
import { UpdatedZone } from "../../support/rfc2136/updated-zone.js";
import { contextOf, type ProviderHarness } from "./provider-harness.js";
import { rdataOf } from "./rdata-of.js";

const NS = 2;
const SOA = 6;

export const scriptedPrimary: ProviderHarness = {
  name: "a scripted primary of RFC 2136",
  ownersMax: 150,
  async open() {
    const primary = await ScriptedPrimary.start();
    const clock = new QuickClock();
    const server = { address: "127.0.0.1", port: primary.port };
    const settings = {
      type: "rfc2136",
      servers: [server],
      key: null,
      prerequisites: true,
    } as const;
    const provider = rfc2136.open(settings, contextOf("scripted", clock, []));
    let zones = 0;
    return {
      provider,
      clock,
      newZone() {
        const apex = nameFromText(`z${zones++}.example.`)!;
        const head = { name: apex, ttlSeconds: 300 };
        primary.zones.push(
          new UpdatedZone(apex, [
            { ...head, type: SOA, rdata: rdataOf(SOA, "ns1.example. host.example. 1 2 3 4 5") },
            { ...head, type: NS, rdata: rdataOf(NS, "ns1.example.") },
          ]),
        );
        return Promise.resolve(apex);
      },
      trouble: { faults: primary.faults, listing: "axfr", writing: "update" },
      async close() {
        await provider.close();
        await primary.close();
      },
    };
  },
};
