/** Why Cloudflare would refuse an RRset; asked before it is sent, as it stops whole batches. */
import { nameToText } from "../../dns/name-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { Loss } from "../contract/provider.js";
import { type Rrset, rrsetKey } from "../rrset/rrset.js";
import { cloudflareCapabilities } from "./capabilities.js";
import { nameToApi } from "./name-form.js";
import { type RecordForm, recordForms } from "./record-forms.js";

const NS = 2;
const DS = 43;

export type Untaken = Pick<Loss, "code" | "message" | "hint">;

/** TYPE codes by owner (`rrsetKey` of type 0), to see what stands beside an RRset. */
export type TypesAtOwners = ReadonlyMap<string, ReadonlySet<number>>;

export function typesAtOwners(rrsets: readonly Rrset[]): TypesAtOwners {
  const types = new Map<string, Set<number>>();
  for (const { owner, type } of rrsets) {
    const key = rrsetKey(owner, 0);
    types.set(key, (types.get(key) ?? new Set()).add(type));
  }
  return types;
}

export function untakenReason(
  rrset: Rrset,
  apex: Uint8Array,
  typesAt: TypesAtOwners,
): Untaken | undefined {
  const form = recordForms.get(rrset.type);
  if (form === undefined) {
    return {
      code: "type-not-taken",
      message: `Cloudflare takes no ${typeName(rrset.type)}`,
      hint: "take it out of the zone file, or let this provider be without it",
    };
  }
  if (nameToApi(rrset.owner) === undefined) {
    return {
      code: "owner-not-taken",
      message: `Cloudflare takes no owner such as ${nameToText(rrset.owner)}`,
      hint: "letters, digits, hyphens, underscores and slashes are taken, and * as the first label",
    };
  }
  return valueNotTaken(rrset, form) ?? companyNotTaken(rrset, apex, typesAt);
}

function valueNotTaken({ type, rdatas }: Rrset, form: RecordForm): Untaken | undefined {
  let characters = 0;
  for (const rdata of rdatas) {
    const sent = form.toApi(rdata);
    if (sent === undefined) {
      return {
        code: "value-not-taken",
        message: `the API of Cloudflare cannot hold a value of this ${typeName(type)}`,
        hint: "names must be host names, texts printable and not empty",
      };
    }
    if (rdata.length > cloudflareCapabilities.rdataBytesMax) {
      return {
        code: "rdata-too-large",
        message: `${rdata.length} octets are more than the ${cloudflareCapabilities.rdataBytesMax} that Cloudflare takes`,
        hint: "make the value shorter",
      };
    }
    characters += (sent.content ?? Object.values(sent.data ?? {}).join(" ")).length;
  }
  if (characters <= cloudflareCapabilities.rrsetBytesMax) return undefined;
  return {
    code: "rrset-too-large",
    message: `${characters} characters are more than the ${cloudflareCapabilities.rrsetBytesMax} that Cloudflare takes for one name and type`,
    hint: "spread the records over several names",
  };
}

/** Below the apex NS stand alone, but for DS, which stand nowhere else. */
function companyNotTaken(
  { owner, type }: Rrset,
  apex: Uint8Array,
  typesAt: TypesAtOwners,
): Untaken | undefined {
  const isCut = owner.length !== apex.length && typesAt.get(rrsetKey(owner, 0))?.has(NS) === true;
  if (type === DS && !isCut) {
    return {
      code: "ds-without-ns",
      message: "Cloudflare takes DS only where NS are, below the apex",
      hint: "take it out of the zone file, or delegate the name",
    };
  }
  if (!isCut || type === NS || type === DS) return undefined;
  return {
    code: "beside-ns",
    message: `Cloudflare takes no ${typeName(type)} at a name that has NS`,
    hint: "give the nameserver another name than that of the delegation",
  };
}
