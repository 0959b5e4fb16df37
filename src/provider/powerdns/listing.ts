/** A zone as the API lists it, in the model of provider sync. */
import { isSubdomain } from "../../dns/name.js";
import { lowerNameFromText, nameToText } from "../../dns/name-text.js";
import { ProviderFault } from "../contract/fault.js";
import type { Json } from "../contract/json.js";
import type { OpaqueItem } from "../contract/provider.js";
import { orderedRdatas } from "../rrset/ordered-rdatas.js";
import type { ListedRrset } from "../rrset/rrset.js";
import { rdataOfContent, signersTypes, typeOfContent } from "./content.js";
import type { PowerdnsRrset } from "./payloads.js";

const SOA = 6;
/** Types that make PowerDNS answer something else than their records. */
const ownTypes: { readonly [name: string]: number } = { ENT: 0, ALIAS: 65401, LUA: 65402 };

export interface Listing {
  readonly rrsets: readonly ListedRrset[];
  readonly opaque: readonly OpaqueItem[];
}

export function listingOf(rrsets: readonly PowerdnsRrset[], apex: Uint8Array): Listing {
  const listed: ListedRrset[] = [];
  const opaque: OpaqueItem[] = [];
  for (const rrset of rrsets) {
    const owner = ownerOf(rrset, apex);
    const own = ownTypes[rrset.type];
    const type = own === undefined ? typeOfContent(rrset.type) : undefined;
    if (type !== undefined && (type === SOA || signersTypes.has(type))) continue;
    const understood = type === undefined ? whatOf(rrset) : rrsetOf(rrset, owner, type);
    if (typeof understood !== "string") listed.push(understood);
    else opaque.push({ owner, type: type ?? own ?? 0, what: understood });
  }
  return { rrsets: listed, opaque };
}

/** Contents that are switched off; they go back with every change of their RRset. */
export function disabledOf(raw: Json): readonly string[] {
  return Array.isArray(raw) ? raw.filter((one): one is string => typeof one === "string") : [];
}

/** The RRset, or what it is if it cannot be understood. */
function rrsetOf(rrset: PowerdnsRrset, owner: Uint8Array, type: number): ListedRrset | string {
  const enabled = rrset.records.filter(({ disabled }) => !disabled);
  const disabled = rrset.records.filter(({ disabled: off }) => off);
  if (enabled.length === 0) return `${rrset.type} with all of its records disabled`;
  const rdatas: Uint8Array[] = [];
  for (const { content } of enabled) {
    const rdata = rdataOfContent(type, content);
    if (rdata === undefined) return `${rrset.type} whose content makes no sense here`;
    rdatas.push(rdata);
  }
  return {
    owner,
    type,
    variant: "",
    ttlSeconds: rrset.ttl,
    rdatas: orderedRdatas(type, rdatas),
    extra: null,
    raw: disabled.length === 0 ? null : disabled.map(({ content }) => content),
    marked: null,
  };
}

function whatOf({ type }: PowerdnsRrset): string {
  return `${JSON.stringify(type.slice(0, 40))}, a type of PowerDNS`;
}

function ownerOf({ name }: PowerdnsRrset, apex: Uint8Array): Uint8Array {
  const owner = lowerNameFromText(name.replace(/\\.|["();@$]/g, escaped));
  if (owner !== undefined && isSubdomain(owner, 0, owner.length, apex, 0, apex.length)) {
    return owner;
  }
  const shown = JSON.stringify(name.slice(0, 300));
  const message = `PowerDNS lists ${shown}, which is no name in ${nameToText(apex)}`;
  throw new ProviderFault("malformed", message, { hint: "delete it there" });
}

const escaped = (found: string): string => (found.length === 2 ? found : `\\${found}`);
