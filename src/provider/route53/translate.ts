/** A desired zone as Route 53 would hold it, with everything that it cannot. */
import { typeName } from "../../dns/rr/registry.js";
import type { Resource } from "../contract/change.js";
import type { DesiredZone } from "../contract/desired.js";
import type { Loss, ProviderZone, Translation } from "../contract/provider.js";
import { type Rrset, rrsetKey } from "../rrset/rrset.js";
import {
  route53Capabilities,
  rrsetCharactersMax,
  valueCharactersMax,
  valuesMax,
} from "./capabilities.js";
import { steeredSets } from "./native-steering.js";
import { valuesOf } from "./record-sets.js";

const NS = 2;
const ASTERISK = 0x2a;

export function translateZone(desired: DesiredZone, zone: ProviderZone): Translation {
  const losses: Loss[] = [];
  const rrsets: Rrset[] = [];
  const resources = new Map<string, Resource>();
  const steered = new Set<string>();
  for (const intent of desired.steered) {
    const sets = steeredSets(intent, zone, losses);
    if (sets === undefined) continue;
    steered.add(rrsetKey(intent.owner, intent.type));
    rrsets.push(...sets.rrsets);
    for (const resource of sets.resources) resources.set(resource.name, resource);
  }
  for (const rrset of desired.rrsets) {
    const { owner, type } = rrset;
    if (steered.has(rrsetKey(owner, type))) continue;
    const fault = faultOf(rrset);
    if (fault === undefined) rrsets.push(rrset);
    else losses.push({ ...fault, severity: "refused", owner, type });
  }
  return { rrsets, settings: {}, resources: [...resources.values()], losses };
}

function faultOf(rrset: Rrset): Pick<Loss, "code" | "message" | "hint"> | undefined {
  const { owner, type } = rrset;
  const { types } = route53Capabilities;
  if (types !== "any" && !types.has(type)) {
    return {
      code: "type-not-taken",
      message: `Route 53 takes no ${typeName(type)} records`,
      hint: "leave it out there, or keep the zone without Route 53",
    };
  }
  if (type === NS && owner[0] === 1 && owner[1] === ASTERISK) {
    return {
      code: "wildcard-not-taken",
      message: "Route 53 delegates no wildcards",
      hint: "delegate each name by itself",
    };
  }
  const values = valuesOf(rrset);
  const longest = values.reduce((most, { length }) => Math.max(most, length), 0);
  const characters = values.reduce((sum, { length }) => sum + length, 0);
  if (values.length > valuesMax) return tooLarge(`${values.length} records`, `${valuesMax}`);
  if (longest > valueCharactersMax) {
    return tooLarge(`a record of ${longest} characters`, `${valueCharactersMax}`);
  }
  if (characters > rrsetCharactersMax) {
    return tooLarge(`${characters} characters`, `${rrsetCharactersMax}`);
  }
  return undefined;
}

function tooLarge(has: string, takes: string): Pick<Loss, "code" | "message" | "hint"> {
  return {
    code: "rrset-too-large",
    message: `it has ${has}, Route 53 takes ${takes}`,
    hint: "spread the records over several names",
  };
}
