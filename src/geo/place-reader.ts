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

export function readPlace(data: DataSection, record: number): Place {
  const continent = code(data, record, "continent", "code", "continent_code");
  const country =
    code(data, record, "country", "iso_code", "country_code") ||
    // Where nobody is at home, satellites for one: where the network is registered.
    code(data, record, "registered_country", "iso_code", "registered_country_code");
  return { continent, country, subdivisions: subdivisionsOf(data, record, country) };
}

/** `record.outer.inner`, `record.flat`, or `record.outer` if it is itself a code. */
function code(
  data: DataSection,
  record: number,
  outer: string,
  inner: string,
  flat: string,
): string {
  const outerAt = data.find(record, outer);
  if (outerAt !== -1) {
    const innerAt = data.find(outerAt, inner);
    const found = codeAt(data, innerAt === -1 ? outerAt : innerAt);
    if (found !== "") return found;
  }
  return codeAt(data, data.find(record, flat));
}

function codeAt(data: DataSection, at: number): string {
  const text = at === -1 ? "" : data.text(at, codeBytesMax).toUpperCase();
  return /^[A-Z0-9]+$/.test(text) ? text : "";
}

function subdivisionsOf(data: DataSection, record: number, country: string): string[] {
  const listAt = country === "" ? -1 : data.find(record, "subdivisions");
  if (listAt === -1) return [];
  if (data.typeAt(listAt) !== dataType.array) return [];
  const count = Math.min(data.size, subdivisionsMax);
  const subdivisions: string[] = [];
  let at = data.at;
  for (let i = 0; i < count; i++) {
    const isoAt = data.find(at, "iso_code");
    const iso = codeAt(data, isoAt);
    if (iso !== "") subdivisions.push(`${country}-${iso}`);
    at = data.skip(at);
  }
  return subdivisions;
}
