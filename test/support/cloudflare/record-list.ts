/**
 * Listing by pages: no snapshot, so that whoever writes in between shifts what the next page holds.
 * And the export, in one piece.
 */
import type { FakeZone } from "./fake-zone.js";
import type { RecordStore } from "./record-store.js";
import type { Answer } from "./routes.js";
import { type StoredRecord, toApi } from "./stored-record.js";

const perPageDefault = 100;

export function listRecords(
  store: RecordStore,
  query: URLSearchParams,
  perPageMax: number,
): Answer {
  const matching = filtered(store, query);
  const order = query.get("order");
  if (order !== null) {
    const key = (record: StoredRecord) => String(record[order as keyof StoredRecord] ?? "");
    matching.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    if (query.get("direction") === "desc") matching.reverse();
  }
  const page = Math.max(1, Number(query.get("page") ?? 1));
  // What is more than the maximum is answered with the maximum.
  const perPage = Math.min(
    perPageMax,
    Math.max(1, Number(query.get("per_page") ?? perPageDefault)),
  );
  const records = matching.slice((page - 1) * perPage, page * perPage);
  return {
    result: records.map(toApi),
    resultInfo: {
      page,
      per_page: perPage,
      count: records.length,
      total_count: matching.length,
      total_pages: Math.ceil(matching.length / perPage),
    },
  };
}

function filtered(store: RecordStore, query: URLSearchParams): StoredRecord[] {
  const wanted = (name: string) => query.get(name) ?? query.get(`${name}.exact`);
  const name = wanted("name")?.toLowerCase();
  const type = wanted("type");
  const content = wanted("content")?.toLowerCase();
  const records = name === undefined ? [...store.all()] : [...store.at(name)];
  return records.filter(
    (record) =>
      (type === null || record.type === type) &&
      (content === undefined || record.content.toLowerCase() === content),
  );
}

/** Master-file text, as `dns_records/export` answers it. */
export function exportZone(zone: FakeZone): string {
  const lines = [...zone.store.all()].map((record) => {
    const priority = record.priority === null ? "" : `${record.priority} `;
    const content = /^(CNAME|MX|NS|PTR)$/.test(record.type)
      ? dotted(record.content)
      : record.content;
    return `${record.name}.\t${record.ttl}\tIN\t${record.type}\t${priority}${content}`;
  });
  return `;;\n;; Domain:     ${zone.facts.name}.\n;;\n${lines.join("\n")}\n`;
}

const dotted = (name: string) => (name === "." ? name : `${name}.`);
