/** The contract suite on the fake of Route 53, driven through the SDK. */
import { lowerNameFromText } from "../../../src/dns/name-text.js";
import { QuickClock } from "../../support/quick-clock.js";
import { openLab } from "../../support/route53/route53-lab.js";
import { contextOf, type ProviderHarness } from "./provider-harness.js";
import { rrsetOf } from "./rdata-of.js";

const A = 1;

export const fakeRoute53: ProviderHarness = {
  name: "the fake of Route 53",
  ownersMax: 150,
  async open() {
    const clock = new QuickClock();
    const { fake, provider, close } = await openLab({
      nowMs: () => clock.nowMs(),
      context: (nameservers) => contextOf("route53", clock, nameservers),
    });
    fake.settleMs = 20_000;
    let zones = 0;
    return {
      provider,
      clock,
      newZone() {
        const apex = `z${zones++}.example.`;
        fake.createZone(apex);
        return Promise.resolve(lowerNameFromText(apex)!);
      },
      // Not in the zone, as Route 53 alone finds out.
      refused: {
        rrset: () => rrsetOf("www.elsewhere.example.", A, 300, ["192.0.2.1"]),
        named: true,
      },
      trouble: {
        faults: fake.faults,
        listing: "ListResourceRecordSets",
        writing: "ChangeResourceRecordSets",
      },
      close,
    };
  },
};
