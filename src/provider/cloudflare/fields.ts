/**
 * Parts of RDATA as members of a record in Cloudflare's API. Each knows its octets and its JSON;
 * `record-forms.ts` puts them together.
 */
import type { ByteWriter } from "../../base/byte-writer.js";
import { nameEnd } from "../../dns/name.js";
import { rdataFromText, rdataToText } from "../../dns/rr/rdata-text.js";
import type { Json } from "../contract/json.js";
import { nameFromApi, nameToApi } from "./name-form.js";

export interface Field {
  readonly key: string;
  /** Member of the record itself, not of its `data`. */
  readonly outside?: true;
  /** Appends the octets; false if the value makes none. */
  write(value: unknown, out: ByteWriter): boolean;
  /** The value of the octets from `at` on, and where the next field begins; undefined if none. */
  read(rdata: Uint8Array, at: number): { readonly value: Json; readonly next: number } | undefined;
}

export const outside = (field: Field): Field => ({ ...field, outside: true });

export const u8 = (key: string): Field => number(key, 1);
export const u16 = (key: string): Field => number(key, 2);

/** Numbers come as such, as floats, or in quotes. */
function number(key: string, octets: 1 | 2): Field {
  return {
    key,
    write(value, out) {
      const given = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      const isWhole = typeof given === "number" && Number.isInteger(given);
      if (!isWhole || given < 0 || given >= 256 ** octets) return false;
      if (octets === 1) out.u8(given);
      else out.u16(given);
      return true;
    },
    read(rdata, at) {
      const value = octets === 1 ? rdata[at]! : (rdata[at]! << 8) | rdata[at + 1]!;
      return { value, next: at + octets };
    },
  };
}

export function name(key: string): Field {
  return {
    key,
    write(value, out) {
      const wire = typeof value === "string" ? nameFromApi(value) : undefined;
      if (wire !== undefined) out.copy(wire);
      return wire !== undefined;
    },
    read(rdata, at) {
      const next = nameEnd(rdata, at, rdata.length);
      const value = nameToApi(rdata.subarray(at, next));
      return value === undefined ? undefined : { value, next };
    },
  };
}

/** A character string (RFC 1035 §3.3). */
export function string(key: string): Field {
  return {
    key,
    write(value, out) {
      const octets = textOctets(value);
      if (octets === undefined || octets.length > 255) return false;
      out.u8(octets.length);
      out.copy(octets);
      return true;
    },
    read(rdata, at) {
      const next = at + 1 + rdata[at]!;
      const value = plainText(rdata.subarray(at + 1, next));
      return value === undefined ? undefined : { value, next };
    },
  };
}

/** Text to the end of the RDATA, of `least` octets or more. */
export function text(key: string, least = 0): Field {
  return {
    key,
    write(value, out) {
      const octets = textOctets(value);
      if (octets === undefined || octets.length < least) return false;
      out.copy(octets);
      return true;
    },
    read(rdata, at) {
      const value = plainText(rdata.subarray(at));
      return value === undefined || value.length < least
        ? undefined
        : { value, next: rdata.length };
    },
  };
}

/** Octets to the end of the RDATA, written as digits. */
export function octets(key: string, encoding: "hex" | "base64"): Field {
  return {
    key,
    write(value, out) {
      if (typeof value !== "string") return false;
      const digits = value.replace(/\s+|=+$/g, "");
      const decoded = Buffer.from(digits, encoding);
      const again = decoded.toString(encoding).replace(/=+$/, "");
      // Buffer skips what is no digit.
      if (digits === "" || again !== (encoding === "hex" ? digits.toLowerCase() : digits)) {
        return false;
      }
      out.copy(decoded);
      return true;
    },
    read(rdata, at) {
      const value = Buffer.from(rdata.subarray(at)).toString(encoding);
      return { value, next: rdata.length };
    },
  };
}

/** SvcParams (RFC 9460 §2.1) in presentation form, perhaps none. */
export function serviceParams(key: string): Field {
  const svcb = 64;
  return {
    key,
    write(value, out) {
      if (typeof value !== "string") return false;
      const rdata = rdataFromText(svcb, `1 . ${value}`);
      if (!(rdata instanceof Uint8Array)) return false;
      out.copy(rdata, "1 .".length);
      return true;
    },
    read(rdata, at) {
      const whole = Uint8Array.of(0, 1, 0, ...rdata.subarray(at));
      return { value: rdataToText(svcb, whole).slice("1 . ".length), next: rdata.length };
    },
  };
}

/** What stands in JSON as it is. Other octets have no documented form there. */
function plainText(octets: Uint8Array): string | undefined {
  const text = Buffer.from(octets).toString("latin1");
  return /^[\x20-\x7e]*$/.test(text) ? text : undefined;
}

function textOctets(value: unknown): Uint8Array | undefined {
  return typeof value === "string" ? Buffer.from(value, "utf8") : undefined;
}
