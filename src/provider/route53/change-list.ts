/**
 * A batch as the Change elements of one request. An update is DELETE of exactly what was listed and
 * CREATE of what is to be: if somebody changed the RRset since, the request is refused as a whole,
 * which is compare-and-swap. UPSERT overwrites whatever is there; NS at the apex know nothing else,
 * since they cannot be deleted.
 */
import type { Change as RequestChange } from "@aws-sdk/client-route-53";
import type { RrsetChange } from "../contract/change.js";
import { charactersMax, elementsMax } from "./capabilities.js";
import { type HealthCheckNames, setFromListed, setFromRrset, valuesToSend } from "./record-sets.js";

const NS = 2;

/** What a request counts. */
export interface Size {
  readonly elements: number;
  readonly characters: number;
}

/** All that goes first, as Route 53 carries it out, whatever the order of the list. */
export function requestChanges(
  changes: readonly RrsetChange[],
  apex: Uint8Array,
  overwrite: boolean,
  checks: HealthCheckNames,
): RequestChange[] {
  const gone: RequestChange[] = [];
  const come: RequestChange[] = [];
  for (const change of changes) {
    const action = actionOf(change, apex, overwrite);
    if (action !== "UPSERT" && change.before !== null) {
      gone.push({ Action: "DELETE", ResourceRecordSet: setFromListed(change.before) });
    }
    if (change.after !== null) {
      come.push({
        Action: action === "UPSERT" ? "UPSERT" : "CREATE",
        ResourceRecordSet: setFromRrset(change.after, checks),
      });
    }
  }
  return [...gone, ...come];
}

export function sizeOf(change: RrsetChange, apex: Uint8Array, overwrite: boolean): Size {
  const { before, after } = change;
  const old = before === null ? none : sizeOfValues(valuesToSend(before));
  const next = after === null ? none : sizeOfValues(valuesToSend(after));
  const isUpsert = actionOf(change, apex, overwrite) === "UPSERT";
  const first = isUpsert ? next : old;
  return {
    elements: first.elements + next.elements,
    characters: first.characters + next.characters,
  };
}

const none: Size = { elements: 0, characters: 0 };

function sizeOfValues(values: readonly string[]): Size {
  return {
    elements: values.length,
    characters: values.reduce((sum, { length }) => sum + length, 0),
  };
}

function actionOf(
  change: RrsetChange,
  apex: Uint8Array,
  overwrite: boolean,
): "UPSERT" | "CREATE" | "DELETE" | "REPLACE" {
  if (change.after === null) return "DELETE";
  const isApexNs = change.after.type === NS && change.after.owner.length === apex.length;
  if (overwrite || isApexNs) return "UPSERT";
  if (change.before === null) return "CREATE";
  // Somebody's RRset may be longer than ours ever are, and then only UPSERT fits into a request.
  const old = sizeOfValues(valuesToSend(change.before));
  const next = sizeOfValues(valuesToSend(change.after));
  const fits =
    old.elements + next.elements <= elementsMax &&
    old.characters + next.characters <= charactersMax;
  return fits ? "REPLACE" : "UPSERT";
}
