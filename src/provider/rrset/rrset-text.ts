/**
 * RRsets as JSON that a person can read: in plans, journals, reports.
 *
 *   { "owner": "www.example.com.", "type": "A", "ttl": 300, "rdata": ["192.0.2.1"] }
 */
import { limits } from "../../base/limits.js";
import { lowerNameFromText, nameToText } from "../../dns/name-text.js";
import { rdataFromText, rdataToText } from "../../dns/rr/rdata-text.js";
import { typeCodeFromText, typeName } from "../../dns/rr/registry.js";
import { TextFault } from "../../dns/text/scanner.js";
import type { Json, JsonObject } from "../contract/json.js";
import { orderedRdatas } from "./ordered-rdatas.js";
import type { ListedRrset, Rrset } from "./rrset.js";

/** `variant` and `extra` are left out where there is nothing; `raw` and `marked` are of listed ones. */
export type RrsetJson = {
  readonly owner: string;
  readonly type: string;
  readonly ttl: number;
  readonly rdata: readonly string[];
  readonly variant?: string;
  readonly extra?: JsonObject;
};

export type ListedRrsetJson = RrsetJson & {
  readonly raw?: Json;
  readonly marked?: boolean;
};

export function rrsetToJson(rrset: Rrset): RrsetJson {
  const { owner, type, variant, ttlSeconds, rdatas, extra } = rrset;
  return {
    owner: nameToText(owner),
    type: typeName(type),
    ...(variant === "" ? {} : { variant }),
    ttl: ttlSeconds,
    rdata: rdatas.map((rdata) => rdataToText(type, rdata)),
    ...(extra === null ? {} : { extra }),
  };
}

export function listedRrsetToJson(rrset: ListedRrset): ListedRrsetJson {
  const { raw, marked } = rrset;
  return {
    ...rrsetToJson(rrset),
    ...(raw === null ? {} : { raw }),
    ...(marked === null ? {} : { marked }),
  };
}

/** JSON of the right shape with content that makes no RRset. `message` says what, for an operator. */
export class RrsetTextFault extends Error {}

/** Throws RrsetTextFault. */
export function rrsetFromJson(json: RrsetJson): Rrset {
  const owner = lowerNameFromText(json.owner);
  if (owner === undefined) throw new RrsetTextFault(`"${shown(json.owner)}" is not a domain name`);
  const type = typeCodeFromText(json.type);
  if (type === -1) throw new RrsetTextFault(`"${shown(json.type)}" is not a record type`);
  const { ttl } = json;
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > limits.ttlSecondsMax) {
    throw new RrsetTextFault(`${json.owner} ${json.type}: ${ttl} is not a TTL`);
  }
  const rdatas = json.rdata.map((text) => {
    const rdata = rdataFromText(type, text);
    if (!(rdata instanceof TextFault)) return rdata;
    throw new RrsetTextFault(`${json.owner} ${json.type} "${shown(text)}": ${rdata.message}`);
  });
  return {
    owner,
    type,
    variant: json.variant ?? "",
    ttlSeconds: ttl,
    rdatas: orderedRdatas(type, rdatas),
    extra: json.extra ?? null,
  };
}

/** Throws RrsetTextFault. */
export function listedRrsetFromJson(json: ListedRrsetJson): ListedRrset {
  return { ...rrsetFromJson(json), raw: json.raw ?? null, marked: json.marked ?? null };
}

const shownMax = 80;

function shown(text: string): string {
  return text.length <= shownMax ? text : `${text.slice(0, shownMax)}…`;
}
