/**
 * The records of a zone in order: owners as DNSSEC orders them (RFC 4034 §6.1), at each owner the
 * SOA, NS, addresses, then the other types by name. Comments of their own lines and blank lines
 * before a record travel with it.
 *
 * Only where the order means nothing: behind a directive, or where TTLs are inherited from the
 * record before, a record would mean something else in another place.
 */
import { compareNames, lowerCase } from "../dns/name.js";
import { nameFromText } from "../dns/name-text.js";
import { entriesOf, type LaidEntry } from "./entry-lexer.js";
import { textOf } from "./format-text.js";
import { directiveOf, headOf, isEmpty, type RecordHead } from "./record-head.js";

/** Why a text cannot be sorted. */
export class NotSortable {
  constructor(
    readonly reason: string,
    readonly line: number,
  ) {}
}

interface Place {
  readonly entry: LaidEntry;
  readonly head: RecordHead;
  /** Comments and blank lines before it. */
  readonly before: readonly LaidEntry[];
  /** As written, by this record or one before. */
  readonly owner: string;
  readonly name: Uint8Array;
}

/** `apex` in wire form. The result is to be laid out afterwards. */
export function sortText(bytes: Uint8Array, apex: Uint8Array): Uint8Array | NotSortable {
  const { head, records, tail } = parted(textOf(bytes));
  const origin = originOf(head, apex);
  const places = placed(records, origin);
  if (places instanceof NotSortable) return places;
  const fault = inheritedTtl(head, places);
  if (fault !== undefined) return fault;
  const sorted = [...places].sort(
    (a, b) =>
      compareNames(a.name, 0, b.name, 0) ||
      rankOf(a.head.type) - rankOf(b.head.type) ||
      (a.head.type < b.head.type ? -1 : Number(a.head.type > b.head.type)),
  );
  const lines = head.flatMap(linesOf);
  for (const [at, place] of sorted.entries()) {
    append(lines, place.before.flatMap(linesOf));
    const own = linesOf(place.entry);
    const previous = sorted[at - 1];
    const inherits = place.head.owner === "" && previous?.owner === place.owner;
    if (place.head.owner === "" && !inherits) own[0] = `${place.owner}${own[0]}`;
    append(lines, own);
  }
  append(lines, tail.flatMap(linesOf));
  return Buffer.from(`${lines.join("\n")}\n`, "latin1");
}

const linesOf = ({ lines }: LaidEntry): string[] => lines.map(({ text }) => text);

/** Comments may go on for more lines than a call can have arguments. */
function append<T>(list: T[], more: readonly T[]): void {
  for (const one of more) list.push(one);
}

interface Parts {
  /** Up to where the comment on the first record begins. */
  readonly head: readonly LaidEntry[];
  readonly records: readonly { readonly entry: LaidEntry; readonly before: readonly LaidEntry[] }[];
  readonly tail: readonly LaidEntry[];
}

function parted(text: string): Parts {
  const head: LaidEntry[] = [];
  const records: { entry: LaidEntry; before: readonly LaidEntry[] }[] = [];
  let before: LaidEntry[] = [];
  for (const entry of entriesOf(text)) {
    before.push(entry);
    if (isEmpty(entry)) {
      // What a blank line parts from the first record speaks of the whole file.
      if (records.length === 0 && entry.lines[0]!.comment === undefined) {
        append(head, before.splice(0));
      }
    } else if (records.length === 0 && directiveOf(entry) !== undefined) {
      append(head, before.splice(0));
    } else {
      before.pop();
      records.push({ entry, before });
      before = [];
    }
  }
  return { head, records, tail: before };
}

/** What relative owners count from. */
function originOf(head: readonly LaidEntry[], apex: Uint8Array): Uint8Array {
  let origin = apex;
  for (const entry of head) {
    if (directiveOf(entry) !== "$ORIGIN") continue;
    origin = nameFromText(entry.lines[0]!.pieces[1]?.text ?? "", origin) ?? origin;
  }
  return origin;
}

function placed(records: Parts["records"], origin: Uint8Array): Place[] | NotSortable {
  const places: Place[] = [];
  let owner = "";
  for (const { entry, before } of records) {
    const { firstLine } = entry;
    const directive = directiveOf(entry);
    if (directive !== undefined) {
      return new NotSortable(`what follows ${directive} depends on it`, firstLine);
    }
    const head = headOf(entry);
    if (head === undefined)
      return new NotSortable("its owner and type are not in one row", firstLine);
    if (head.owner !== "") owner = head.owner;
    const name = owner === "@" ? origin.slice() : nameFromText(owner, origin);
    if (name === undefined) return new NotSortable("its owner is not plain text", firstLine);
    lowerCase(name, 0, name.length);
    places.push({ entry, head, before, owner, name });
  }
  return places;
}

/** A record without a TTL has that of the one before, unless there is a $TTL (RFC 2308 §4). */
function inheritedTtl(
  head: readonly LaidEntry[],
  places: readonly Place[],
): NotSortable | undefined {
  if (head.some((entry) => directiveOf(entry) === "$TTL")) return undefined;
  const without = places.find((place) => place.head.ttl === "");
  const some = places.some((place) => place.head.ttl !== "");
  if (without === undefined || !some) return undefined;
  return new NotSortable(
    "it has the TTL of the record before: write $TTL first",
    without.entry.firstLine,
  );
}

const firstTypes = ["SOA", "NS", "DS", "A", "AAAA", "CNAME", "DNAME", "MX", "TXT"];

function rankOf(type: string): number {
  const rank = firstTypes.indexOf(type);
  return rank === -1 ? firstTypes.length : rank;
}
