/**
 * All records of a zone, page by page. There is no snapshot: a record that somebody makes or deletes
 * in the meantime shifts those behind it, so what was read is held against the count that every page
 * tells, and read again if it does not fit.
 */
import { ProviderFault } from "../contract/fault.js";
import type { ListOptions } from "../contract/provider.js";
import type { CloudflareCalls } from "./calls.js";
import { type CloudflareRecord, recordsPage } from "./payloads.js";

/**
 * The most that a page is known to hold, but nothing documents it: where fewer are answered, more
 * pages are asked for, and where it is refused, the documented default does.
 */
const perPageMost = 5000;
const perPageDefault = 100;
const attemptsMax = 4;
const recordsMax = 1_000_000;
const pagesMax = recordsMax / perPageDefault;

export async function listAll(
  calls: CloudflareCalls,
  zoneId: string,
  options: ListOptions,
): Promise<readonly CloudflareRecord[]> {
  let perPage = perPageMost;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    try {
      const records = await listOnce(calls, zoneId, perPage, options);
      if (records !== undefined) return records;
    } catch (error) {
      const isRefused = error instanceof ProviderFault && error.kind === "rejected";
      if (!isRefused || perPage === perPageDefault) throw error;
      perPage = perPageDefault;
    }
  }
  throw new ProviderFault("busy", "the records of the zone change while they are listed", {
    hint: "try again when nothing else writes to the zone",
  });
}

/** Undefined if pages did not fit together. */
async function listOnce(
  calls: CloudflareCalls,
  zoneId: string,
  perPage: number,
  { signal, onProgress }: ListOptions,
): Promise<readonly CloudflareRecord[] | undefined> {
  const records = new Map<string, CloudflareRecord>();
  let listed = 0;
  let total: number | undefined;
  for (let page = 1; total === undefined || listed < total; page++) {
    const answer = await calls.read(
      "list records",
      (client, options) =>
        client.dns.records.list({ zone_id: zoneId, page, per_page: perPage }, options),
      recordsPage,
      signal,
    );
    const { total_count: count } = answer.result_info;
    if (count > recordsMax) {
      const message = `a zone of ${count} records is more than the ${recordsMax} that are listed`;
      throw new ProviderFault("limit", message);
    }
    total ??= count;
    const isShort = answer.result.length === 0 && listed < total;
    if (count !== total || isShort || page > pagesMax) return undefined;
    listed += answer.result.length;
    for (const record of answer.result) records.set(record.id, record);
    onProgress?.(listed, total);
  }
  return records.size === total ? [...records.values()] : undefined;
}
