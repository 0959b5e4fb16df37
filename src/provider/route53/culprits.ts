/**
 * Which changes the messages of InvalidChangeBatch are about. They name the record set, in several
 * wordings, or only the value that was not taken.
 */
import { typeName } from "../../dns/rr/registry.js";
import { changedRrset, type RrsetChange } from "../contract/change.js";
import type { Culprit } from "../contract/fault.js";
import { nameToRoute53 } from "./octal-escapes.js";
import { extraOfRrset, valuesToSend } from "./record-sets.js";

export interface Culprits {
  /** Somebody else made, changed or deleted the record set since it was listed. */
  readonly conflicts: readonly Culprit[];
  readonly rejected: readonly Culprit[];
}

/** Of a subject that is named, name, type and, where there is one, set identifier. */
const wordings: readonly RegExp[] = [
  /\[name='(?<name>[^']*)', type='(?<type>[A-Z]+)'(?:, set identifier='(?<id>[^']*)')?\]/,
  /RRSet with DNS name (?<name>\S+?), type (?<type>[A-Z]+)(?:, SetIdentifier (?<id>.*?))?(?=:|,| cannot| has | is )/,
  /RRSet of type (?<type>[A-Z]+) with DNS name (?<name>\S+)/,
  /resource record set '(?<type>[A-Z]+) (?<name>[^']*)'/,
  /RRSet with DNS name (?<name>\S+) is not permitted in zone/,
];
const alias = /alias that targets (?<target>\S+?), type (?<type>[A-Z]+)/;
/** The quotes of the value, and of the problem around it. */
const values: readonly RegExp[] = [
  /encountered with '(?<value>.*)''$/s,
  /^Duplicate Resource Record: '(?<value>.*)'$/s,
];
const conflict = /but it was not found|do not match the current values|but it already exists/;

export function culpritsOf(messages: readonly string[], changes: readonly RrsetChange[]): Culprits {
  // By change: an update may be told of twice, as what it deletes and as what it creates.
  const conflicts = new Map<string, Culprit>();
  const rejected = new Map<string, Culprit>();
  for (const reason of messages) {
    const told = conflict.test(reason) ? conflicts : rejected;
    for (const { id } of changes.filter(subjectOf(reason))) {
      if (!told.has(id)) told.set(id, { changeId: id, reason });
    }
  }
  return { conflicts: [...conflicts.values()], rejected: [...rejected.values()] };
}

function subjectOf(message: string): (change: RrsetChange) => boolean {
  for (const wording of wordings) {
    const groups = wording.exec(message)?.groups;
    if (groups === undefined) continue;
    const { name = "", type, id } = groups;
    return (change) => {
      const { owner, type: code, variant } = changedRrset(change);
      return (
        withDot(nameToRoute53(owner)) === withDot(name) &&
        (type === undefined || typeName(code) === type) &&
        (id === undefined || id === variant)
      );
    };
  }
  const target = alias.exec(message)?.groups?.target;
  if (target !== undefined) {
    return ({ after }) =>
      after !== null && withDot(extraOfRrset(after).alias?.name ?? "") === withDot(target);
  }
  const odd = values.map((pattern) => pattern.exec(message)?.groups?.value).find(Boolean);
  return ({ after }) =>
    after !== null &&
    odd !== undefined &&
    (valuesToSend(after).includes(odd) || withDot(nameToRoute53(after.owner)) === withDot(odd));
}

function withDot(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}
