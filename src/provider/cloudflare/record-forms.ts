/**
 * Record types as Cloudflare's API holds them: one row a type. Simple ones are a `content`, the
 * others an object `data`; MX and URI have their priority beside it.
 * https://developers.cloudflare.com/api/resources/dns/subresources/records/
 */
import { ByteWriter } from "../../base/byte-writer.js";
import { addressFromText, addressToText } from "../../base/ip.js";
import { rdataFromText } from "../../dns/rr/rdata-text.js";
import { recordTypeOf } from "../../dns/rr/registry.js";
import type { Json, JsonObject } from "../contract/json.js";
import {
  type Field,
  name,
  octets,
  outside,
  serviceParams,
  string,
  text,
  u8,
  u16,
} from "./fields.js";
import { locationForm } from "./location-form.js";
import { textForm } from "./text-form.js";

/** What of a record makes its RDATA. */
export interface RecordValue {
  readonly content?: string | undefined;
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly priority?: number | null | undefined;
}

/** The same, as it is sent. */
export interface SentValue {
  readonly content?: string;
  readonly data?: JsonObject;
  readonly priority?: number;
}

export interface RecordForm {
  /** Undefined if it cannot be written there. */
  toApi(rdata: Uint8Array): SentValue | undefined;
  /** Undefined if it makes no RDATA. */
  fromApi(value: RecordValue): Uint8Array | undefined;
}

const priority = outside(u16("priority"));
const associated = [
  u8("usage"),
  u8("selector"),
  u8("matching_type"),
  octets("certificate", "hex"),
] as const;
const serviceBinding = [u16("priority"), name("target"), serviceParams("value")] as const;

/** By TYPE code. */
export const recordForms: ReadonlyMap<number, RecordForm> = new Map([
  [1, addressForm()],
  [28, addressForm()],
  form(2, outside(name("content"))),
  form(5, outside(name("content"))),
  form(12, outside(name("content"))),
  form(15, priority, outside(name("content"))),
  [16, textForm],
  [29, locationForm],
  form(33, u16("priority"), u16("weight"), u16("port"), name("target")),
  form(
    35,
    u16("order"),
    u16("preference"),
    string("flags"),
    string("service"),
    string("regex"),
    name("replacement"),
  ),
  form(37, u16("type"), u16("key_tag"), u8("algorithm"), octets("certificate", "base64")),
  form(43, u16("key_tag"), u8("algorithm"), u8("digest_type"), octets("digest", "hex")),
  form(44, u8("algorithm"), u8("type"), octets("fingerprint", "hex")),
  form(48, u16("flags"), u8("protocol"), u8("algorithm"), octets("public_key", "base64")),
  form(52, ...associated),
  form(53, ...associated),
  form(61, outside(octets("content", "base64"))),
  form(64, ...serviceBinding),
  form(65, ...serviceBinding),
  // RFC 7553 §4.4: a target is not empty.
  form(256, priority, u16("weight"), text("target", 1)),
  form(257, u8("flags"), string("tag"), text("value")),
]);

function form(type: number, ...fields: readonly Field[]): [number, RecordForm] {
  return [
    type,
    {
      toApi(rdata) {
        const sent: Record<string, Json> = {};
        const data: Record<string, Json> = {};
        let at = 0;
        for (const field of fields) {
          const read = field.read(rdata, at);
          if (read === undefined) return undefined;
          (field.outside === true ? sent : data)[field.key] = read.value;
          at = read.next;
        }
        return Object.keys(data).length === 0 ? sent : { ...sent, data };
      },
      fromApi(value) {
        const given = { ...value };
        const data = value.data ?? {};
        const out = new ByteWriter(64);
        for (const field of fields) {
          const part =
            field.outside === true ? given[field.key as keyof RecordValue] : data[field.key];
          if (!field.write(part, out)) return fromContent(type, value);
        }
        return wellFormed(type, out.toBytes());
      },
    },
  ];
}

function addressForm(): RecordForm {
  return {
    toApi: (rdata) => ({ content: addressToText(rdata) }),
    fromApi: ({ content = "" }) => addressFromText(content),
  };
}

/** Older records have no `data`: what is rendered in `content` is close to presentation form. */
function fromContent(
  type: number,
  { content = "", priority }: RecordValue,
): Uint8Array | undefined {
  const before = typeof priority === "number" ? [content, `${priority} ${content}`] : [content];
  for (const written of before) {
    const rdata = rdataFromText(type, written);
    if (rdata instanceof Uint8Array) return rdata;
  }
  return undefined;
}

function wellFormed(type: number, rdata: Uint8Array): Uint8Array | undefined {
  return recordTypeOf(type).check(rdata, 0, rdata.length) === undefined ? rdata : undefined;
}
