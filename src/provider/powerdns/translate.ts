/** A desired zone as PowerDNS holds it: what its API refuses is left out, each with a loss. */
import { typeName } from "../../dns/rr/registry.js";
import type { DesiredZone } from "../contract/desired.js";
import type { Loss, Translation } from "../contract/provider.js";
import type { Rrset } from "../rrset/rrset.js";
import { powerdnsCapabilities } from "./capabilities.js";
import { contentOf, isTypeTaken } from "./content.js";
import { isOwnerTaken, nameContent } from "./name-content.js";

const SOA = 6;

export function translateZone(desired: DesiredZone, serialMoves: boolean): Translation {
  const losses: Loss[] = [];
  const rrsets = desired.rrsets.filter((rrset) => {
    const reason = refusalOf(rrset);
    if (reason !== undefined) {
      const { owner, type } = rrset;
      losses.push({ severity: "refused", owner, type, ...reason });
    }
    return reason === undefined;
  });
  if (!serialMoves) {
    losses.push({
      code: "serial-stays",
      severity: "degraded",
      owner: desired.apex,
      type: SOA,
      message: "PowerDNS leaves the serial of this zone as it is when the API changes records",
      hint: "set soa_edit_api of the zone to DEFAULT there, so that its secondaries see changes",
    });
  }
  return { rrsets, settings: {}, resources: [], losses };
}

function refusalOf({
  owner,
  type,
  rdatas,
}: Rrset): Pick<Loss, "code" | "message" | "hint"> | undefined {
  if (!isTypeTaken(type)) {
    return {
      code: "type-not-taken",
      message: `PowerDNS takes no ${typeName(type)} from outside`,
      hint: "take it out of the zone file, or let this provider be without it",
    };
  }
  if (!isOwnerTaken(owner)) {
    return {
      code: "owner-not-taken",
      message: `the API of PowerDNS takes no owner such as ${nameContent(owner)}`,
      hint: "letters, digits, hyphens, underscores and slashes are taken, and * as the first label",
    };
  }
  if (rdatas.some((rdata) => contentOf(type, rdata) === undefined)) {
    return {
      code: "value-not-taken",
      message: `the API of PowerDNS refuses a value of this ${typeName(type)}`,
      hint: "targets of MX, NS and SRV must be host names; see the manual for the others",
    };
  }
  const bytes = rdatas.reduce((sum, rdata) => sum + rdata.length, 0);
  if (bytes <= powerdnsCapabilities.rrsetBytesMax) return undefined;
  return {
    code: "rrset-too-large",
    message: `${bytes} octets do not fit into one answer`,
    hint: "spread the records over several names",
  };
}
