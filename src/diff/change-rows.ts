/** Changes as rows of a table, the same for people who read text and for those who read Markdown. */
import { counted } from "../base/counted.js";
import type {
  Change,
  Delegation,
  DelegationChange,
  NameChange,
  NameState,
  RrsetChange,
  RrsetValue,
} from "./change.js";

export type Sign = "+" | "-" | "~";

export interface ChangeRow {
  readonly sign: Sign;
  /** Empty if it is that of the row above. */
  readonly name: string;
  /** A type, or what else is answered. */
  readonly what: string;
  /** Empty: there was nothing. */
  readonly before: string;
  readonly after: string;
  /** What else there is to know, as a phrase. */
  readonly note: string;
}

/** More values of one RRset are counted, not shown. */
const valuesMax = 4;
/** Keys and the like: nobody reads them to the end. */
const valueCharsMax = 100;

export function rowsOf(change: Change): ChangeRow[] {
  switch (change.kind) {
    case "name":
      return nameRows(change);
    case "delegation":
      return delegationRows(change);
    case "redirection": {
      const { name, before, after, owners } = change;
      const below = `everything below ${name}`;
      const note = owners === 0 ? "" : `${counted(owners, "name")} of the file below it`;
      return [rrsetRow(below, { type: "DNAME", before, after }, note)];
    }
    case "negative-ttl": {
      const { before, after } = change;
      const what = "TTL of NXDOMAIN and no data";
      return [row("~", "(whole zone)", what, `${before}`, `${after}`, "")];
    }
  }
}

function nameRows(change: NameChange): ChangeRow[] {
  const name = change.names === "one" ? change.name : wildcardBelow(change.name);
  const notes = [...stateNotes(change), ...wildcardNotes(change), ...aliasNotes(change)];
  if (change.rrsets.length === 0) {
    const [before, after] = [emptyState(change.before.state), emptyState(change.after.state)];
    const sign = change.before.state === "absent" ? "+" : "-";
    return [row(sign, name, "any type", before, after, notes.slice(1).join("; "))];
  }
  return change.rrsets.map((rrset, i) =>
    rrsetRow(i === 0 ? name : "", rrset, i === 0 ? notes.join("; ") : ""),
  );
}

/** All names below one that are not in the zone are asked like the wildcard there would be. */
function wildcardBelow(name: string): string {
  return name === "." ? "*." : `*.${name}`;
}

function emptyState(state: NameState): string {
  return state === "absent" ? "NXDOMAIN" : "no data";
}

function stateNotes({ before, after }: NameChange): string[] {
  if (before.state === after.state) return [];
  if (before.state === "absent") return ["was NXDOMAIN"];
  if (after.state === "absent") return ["NXDOMAIN now"];
  if (before.state === "delegated") return ["was delegated"];
  if (after.state === "delegated") return ["delegated now"];
  if (before.state === "redirected") return ["was below a DNAME"];
  if (after.state === "redirected") return ["below a DNAME now"];
  return after.state === "alias" ? ["an alias now"] : ["no alias any more"];
}

function wildcardNotes({ names, name, before, after }: NameChange): string[] {
  const own = names === "others" ? wildcardBelow(name) : null;
  const was = before.wildcard === own ? null : before.wildcard;
  const is = after.wildcard === own ? null : after.wildcard;
  if (was === is) return [];
  return [
    ...(was === null ? [] : [`not made from ${was} any more`]),
    ...(is === null ? [] : [`made from ${is}`]),
  ];
}

function aliasNotes({ aliases }: NameChange): string[] {
  if (aliases === 0) return [];
  return [`${counted(aliases, "alias", "aliases")} ${aliases === 1 ? "leads" : "lead"} here`];
}

function delegationRows(change: DelegationChange): ChangeRow[] {
  const { name, before, after, ds, state, owners } = change;
  const below = owners > 1 ? `, ${counted(owners, "name")} of the file at or below it` : "";
  const notes: string[] = [];
  if (before === null) notes.push(`a new delegation${below}`);
  else if (after === null) {
    const now = state.after === "delegated" ? "hidden by another" : stateText(state.after);
    notes.push(`no delegation any more: ${now}${below}`);
  } else notes.push("delegation");
  const rows = [
    ...changedRow("NS", before?.ns ?? null, after?.ns ?? null),
    ...glueRows(before, after),
    ...changedRow("DS", ds.before, ds.after),
  ];
  return rows.map((one, i) => ({
    ...one,
    name: i === 0 ? name : "",
    note: i === 0 ? notes.join("; ") : one.note,
  }));
}

function stateText(state: NameState): string {
  if (state === "absent") return "NXDOMAIN";
  return state === "redirected" ? "below a DNAME" : "answered here";
}

function glueRows(before: Delegation | null, after: Delegation | null): ChangeRow[] {
  const keys = new Map<string, [RrsetValue | null, RrsetValue | null]>();
  for (const glue of before?.glue ?? []) keys.set(`${glue.type} of ${glue.name}`, [glue, null]);
  for (const glue of after?.glue ?? []) {
    const key = `${glue.type} of ${glue.name}`;
    keys.set(key, [keys.get(key)?.[0] ?? null, glue]);
  }
  return [...keys].flatMap(([key, [old, now]]) => changedRow(`glue ${key}`, old, now));
}

/** No row if nothing is different. */
function changedRow(
  type: string,
  before: RrsetValue | null,
  after: RrsetValue | null,
): ChangeRow[] {
  const isSame =
    before?.ttlSeconds === after?.ttlSeconds &&
    (before?.values ?? []).join("\n") === (after?.values ?? []).join("\n");
  return isSame ? [] : [rrsetRow("", { type, before, after }, "")];
}

function rrsetRow(name: string, { type, before, after }: RrsetChange, note: string): ChangeRow {
  const sign = before === null ? "+" : after === null ? "-" : "~";
  if (before === null || after === null) {
    return row(sign, name, type, valuesText(before), valuesText(after), note);
  }
  const lost = before.values.filter((value) => !after.values.includes(value));
  const gained = after.values.filter((value) => !before.values.includes(value));
  const isSameTtl = before.ttlSeconds === after.ttlSeconds;
  if (lost.length + gained.length === 0 && !isSameTtl) {
    return row(sign, name, type, `TTL ${before.ttlSeconds}`, `TTL ${after.ttlSeconds}`, note);
  }
  if (type === "SOA") return soaRow(name, before, after, note);
  const kept = before.values.length - lost.length;
  const areMany = before.values.length + after.values.length > 2 * valuesMax;
  const ttls = isSameTtl ? [] : [`TTL ${before.ttlSeconds} → ${after.ttlSeconds}`];
  const rest = areMany && kept > 0 ? [`${kept} more as before`] : [];
  const all = [note, ...ttls, ...rest].filter((part) => part !== "").join("; ");
  return areMany
    ? row(sign, name, type, listText(lost), listText(gained), all)
    : row(sign, name, type, listText(before.values), listText(after.values), all);
}

const soaFields = ["MNAME", "RNAME", "SERIAL", "REFRESH", "RETRY", "EXPIRE", "MINIMUM"];

/** The fields that differ; of the serial the zone's head line tells. */
function soaRow(name: string, before: RrsetValue, after: RrsetValue, note: string): ChangeRow {
  const [old, now] = [before, after].map(({ values }) => values[0]!.split(" "));
  const told = soaFields.flatMap((field, i) =>
    field === "SERIAL" || old![i] === now![i] ? [] : [i],
  );
  const text = (values: readonly string[]) =>
    told.map((i) => `${soaFields[i]} ${values[i]}`).join(", ");
  return row("~", name, "SOA", text(old!), text(now!), note);
}

function valuesText(value: RrsetValue | null): string {
  return value === null ? "" : listText(value.values);
}

function listText(values: readonly string[]): string {
  const shown = values.slice(0, valuesMax).map(short).join(", ");
  return values.length > valuesMax ? `${shown} and ${values.length - valuesMax} more` : shown;
}

function short(value: string): string {
  return value.length > valueCharsMax ? `${value.slice(0, valueCharsMax - 1)}…` : value;
}

function row(
  sign: Sign,
  name: string,
  what: string,
  before: string,
  after: string,
  note: string,
): ChangeRow {
  return { sign, name, what, before, after, note };
}
