/** What a domain is to mail, as far as its zone says. */
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

/** Whether an RRset of MX is more than a null MX (RFC 7505). */
export function acceptsMail(zone: ZoneIndex, exchangers: number): boolean {
  return zone.recordCount(exchangers) > 1 || zone.u8(zone.firstRecord(exchangers), 2) !== 0;
}

/** Whether mail for the apex would be tried: it has an MX, or an address in place of one. */
export function hasMailTarget(zone: ZoneIndex): boolean {
  return [rrtype.MX, rrtype.A, rrtype.AAAA].some((type) => zone.has(0, type));
}

/** Registries below which domains are sold, as in `co.uk`. */
const registryLabels = ["ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"];

/**
 * The domain that an organisation registered, from the name of one of its zones: two labels, or
 * three below such as `co.uk`. A list of all registries would be out of date; where this is wrong,
 * one record more is looked for.
 */
export function organisationDomainOf(domain: string): string {
  const labels = domain.split(".");
  const [country, second] = [labels.at(-1), labels.at(-2)];
  const isRegistry = country?.length === 2 && registryLabels.includes(second ?? "");
  return labels.slice(isRegistry ? -3 : -2).join(".");
}
