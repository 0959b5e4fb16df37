/**
 * What a record of a database says about where its network is. The names of the fields are those of
 * MaxMind's Country and City databases; flat ones, as other makers have them (`country_code`,
 * `continent_code`), are understood too.
 */
import type { DataSection } from "./mmdb-data.js";
import { dataType } from "./mmdb-data.js";

/** Codes in upper case; empty if the record does not say. */
export interface Place {
  readonly continent: string;
  readonly country: string;
  /** ISO 3166-2, from the largest part of the country to the smallest: `GB-ENG`. */
  readonly subdivisions: readonly string[];
}

export const nowhere: Place = { continent: "", country: "", subdivisions: [] };

/** England, county, district: more are not read. */
const subdivisionsMax = 4;
const codeBytesMax = 8;

/** What is looked for in a record, in one pass; `found` below has the same order. */
const keys = [
  "continent",
  "continent_code",
  "country",
  "country_code",
  // Where nobody is at home, satellites for one: where the network is registered.
  "registered_country",
  "subdivisions",
] as const;

const found = new Int32Array(keys.length);

export function readPlace(data: DataSection, record: number): Place {
  data.findAll(record, keys, found);
  const [continentAt, continentCodeAt, countryAt, countryCodeAt, registeredAt, listAt] = found;
  const continent = code(data, continentAt!, "code") || codeAt(data, continentCodeAt!);
  const country =
    code(data, countryAt!, "iso_code") ||
    codeAt(data, countryCodeAt!) ||
    code(data, registeredAt!, "iso_code");
  return { continent, country, subdivisions: subdivisionsOf(data, listAt!, country) };
}

/** The code at `key` in the map at `at`, or at `at` itself; empty if there is none. */
function code(data: DataSection, at: number, key: string): string {
  if (at === -1) return "";
  const inner = data.find(at, key);
  return codeAt(data, inner === -1 ? at : inner);
}

function codeAt(data: DataSection, at: number): string {
  const text = at === -1 ? "" : data.text(at, codeBytesMax).toUpperCase();
  return /^[A-Z0-9]+$/.test(text) ? text : "";
}

function subdivisionsOf(data: DataSection, listAt: number, country: string): string[] {
  if (country === "" || listAt === -1) return [];
  if (data.typeAt(listAt) !== dataType.array) return [];
  const count = Math.min(data.size, subdivisionsMax);
  const subdivisions: string[] = [];
  let at = data.at;
  for (let i = 0; i < count; i++) {
    const iso = codeAt(data, data.find(at, "iso_code"));
    if (iso !== "") subdivisions.push(`${country}-${iso}`);
    at = data.skip(at);
  }
  return subdivisions;
}
