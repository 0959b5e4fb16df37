/** Thrown inside this folder for a database that cannot be used; never leaves it. */
export class GeoFault extends Error {}

export function geoFault(message: string): GeoFault {
  return new GeoFault(message);
}
