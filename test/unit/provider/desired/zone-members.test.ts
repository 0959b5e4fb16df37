import { describe, expect, it } from "vitest";
import { lowerNameFromText } from "../../../../src/dns/name-text.js";
import { rdataToText } from "../../../../src/dns/rr/rdata-text.js";
import { ProviderFault } from "../../../../src/provider/contract/fault.js";
import type { Member, MemberPolicy } from "../../../../src/provider/contract/member.js";
import type { Provider } from "../../../../src/provider/contract/provider.js";
import { type Seat, zoneMembers } from "../../../../src/provider/desired/zone-members.js";
import { readZone } from "../../../answerer.js";

const NS = 2;
const apex = lowerNameFromText("example.com.")!;
const zone = readZone(`$ORIGIN example.com.
@ 300 SOA ns1 hostmaster 1 1 2 3 4
@ 300 NS ns1
www 300 A 192.0.2.1
`);

const policy = { mode: "mirror", keep: [] } as unknown as MemberPolicy;

/** Only what is asked of a provider here: its zone. */
function seat(
  find: () => Promise<readonly string[] | null>,
  apexNs: Seat["apexNs"] = "union",
): Seat {
  const provider = {
    find: async () => {
      const assigned = await find();
      if (assigned === null) return null;
      return {
        apex,
        id: "x",
        assigned: assigned.map((text) => lowerNameFromText(text)!),
        facts: {},
      };
    },
  } as unknown as Provider;
  return { provider, policy, apexNs, hints: new Map() };
}

const assigning = (...names: string[]) => seat(async () => names);
const down = () =>
  seat(async () => {
    throw new ProviderFault("unavailable", "aws did not answer");
  });

function apexNsOf({ desired }: Member): string[] {
  const ns = desired.rrsets.find(({ type }) => type === NS);
  return (ns?.rdatas ?? []).map((rdata) => rdataToText(NS, rdata));
}

describe("the members of a zone", () => {
  it("all get the nameservers of all of them", async () => {
    const members = await zoneMembers(zone, [
      assigning("ns-1.aws.example."),
      assigning("ada.cf.example."),
      seat(async () => null),
    ]);
    const all = ["ada.cf.example.", "ns1.example.com.", "ns-1.aws.example."];
    for (const member of members) expect(apexNsOf(member).toSorted()).toEqual(all.toSorted());
  });

  it("keep their NS while one of them cannot be asked, and say so", async () => {
    const members = await zoneMembers(zone, [assigning("ada.cf.example."), down()]);
    for (const { desired, policy: held } of members) {
      expect(desired.rrsets.some(({ type }) => type === NS)).toBe(false);
      expect(held.keep).toEqual([{ owner: "@", types: ["NS"] }]);
      expect(desired.losses.map(({ code, message }) => `${code}: ${message}`)).toEqual([
        "apex-ns-unknown: NS of example.com. stay as they are, as not every provider says which are its own: aws did not answer",
      ]);
    }
  });

  it("that want those of the zone file alone do not depend on the others", async () => {
    const own = { ...assigning("ada.cf.example."), apexNs: "zone" as const };
    const [first, second] = await zoneMembers(zone, [own, down()]);
    expect(apexNsOf(first!)).toEqual(["ns1.example.com."]);
    expect(first!.desired.losses).toEqual([]);
    expect(apexNsOf(second!)).toEqual([]);
  });

  it("are not asked for anything if nobody wants a union", async () => {
    const never = () => Promise.reject(new Error("nobody may ask"));
    const [member] = await zoneMembers(zone, [seat(never, "keep")]);
    expect(apexNsOf(member!)).toEqual([]);
    expect(member!.policy.keep).toEqual([{ owner: "@", types: ["NS"] }]);
  });

  it("do not hide a fault of ours", async () => {
    const broken = seat(() => Promise.reject(new TypeError("a mistake")));
    await expect(zoneMembers(zone, [broken])).rejects.toThrow(TypeError);
  });
});
