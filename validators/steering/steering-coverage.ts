import type { Rule } from "../rule.js";
import type { Findings, RuleContext } from "../rule-context.js";
import { addressOf, hostTypes, type SteeredHosts, steeredHosts } from "./steered-hosts.js";

export const steeringCoverage: Rule = {
  id: "steering-coverage",
  severity: "warning",
  sets: ["best-practice"],
  reference: "docs/steering.md",
  summary:
    "An address is steered at one name and answered plainly at another, or only one family is steered.",
  why: "Clients of the plain name, or of the other address family, are sent to the dead target until somebody changes the zone file.",
  hint: "add the name to the steering file, or make it a CNAME to the steered one",
  judges: "records",
  check(context) {
    const found = context.collect();
    if (context.steering === undefined) return found.diagnostics;
    const hosts = steeredHosts(context);
    for (const type of hostTypes) {
      for (const rrset of context.zone.rrsetsOf(type.code)) {
        const owner = context.zone.ownerText(context.zone.ownerOf(rrset));
        if (!hosts.byName.has(`${owner} ${type.name}`)) {
          lookAtPlain(context, hosts, rrset, owner, type.name, found);
        }
      }
    }
    return found.diagnostics;
  },
};

function lookAtPlain(
  context: RuleContext,
  { byName, ownerOfTarget }: SteeredHosts,
  rrset: number,
  owner: string,
  type: "A" | "AAAA",
  found: Findings,
): void {
  const { zone } = context;
  const first = zone.firstRecord(rrset);
  const other = type === "A" ? "AAAA" : "A";
  if (byName.has(`${owner} ${other}`)) {
    const message = `${owner} is steered for ${other}, and answered plainly for ${type}`;
    found.at(first, "owner", message, `add its ${type} records as targets`);
    return;
  }
  for (let record = first; record < zone.endRecord(rrset); record++) {
    const value = addressOf(context, record);
    const steeredAt = ownerOfTarget.get(value);
    if (steeredAt === undefined) continue;
    found.at(record, "rdata", `${value} is steered at ${steeredAt}, and answered plainly here`);
    if (found.isFull) return;
  }
}
