/**
 * Whether data that comes from outside is a `ZoneSteering`: it is read back out of compiled images,
 * and an image on disk may hold anything.
 */

/** Why this is no configuration, or undefined if it is one. */
export function configFault(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return "it is no object";
  return "rrsets" in value && Array.isArray(value.rrsets) ? undefined : "it has no RRsets";
}
