/** Where a client is by a database, for `explain`; answers use maps. */
import type { GeoDatabase } from "./geo-database.js";
import { nowhere, type Place } from "./place-reader.js";

/** `address` has 4 or 16 octets. */
export function placeOf(database: GeoDatabase, address: Uint8Array): Place {
  let reference = address.length === 4 ? database.root4 : database.root6;
  for (let bit = 0; reference >= 0 && bit < address.length * 8; bit++) {
    reference = database.trie.child(reference, (address[bit >>> 3]! >>> (7 - (bit & 7))) & 1);
  }
  return database.places[-1 - reference] ?? nowhere;
}

/** `GB-KEN, GB-ENG, GB, EU`, the smallest first; empty if nothing is known. */
export function placeName({ continent, country, subdivisions }: Place): string {
  const codes = [...subdivisions.toReversed(), country, continent];
  return codes.filter((code) => code !== "").join(", ");
}
