/** How a zone takes questions for a name, from the naive resolver. */
import { nameToText } from "../dns/name-text.js";
import { hidingName, rrsetAt, sourceOf } from "../naive/naive-answer.js";
import type { Labels, NaiveZone } from "../naive/naive-zone.js";
import type { NameState } from "./change.js";
import { wireName } from "./column-naive-zone.js";

const A = 1;
const CNAME = 5;

export interface Standing {
  readonly state: NameState;
  /** The owner that its records come from: itself or a wildcard; undefined if there is none. */
  readonly source: Labels | undefined;
}

/** Asked for any type but DS, which a zone cut answers from above it. */
export function standingOf(zone: NaiveZone, name: Labels): Standing {
  const hidden = hidingName(zone, name, A);
  if (hidden !== undefined) {
    return { state: hidden.kind === "cut" ? "delegated" : "redirected", source: undefined };
  }
  const source = sourceOf(zone, name);
  if (source === undefined) return { state: "absent", source };
  return { state: rrsetAt(zone, source, CNAME) === undefined ? "present" : "alias", source };
}

/** Presentation form, absolute. */
export function nameText(name: Labels): string {
  return nameToText(wireName(name));
}
