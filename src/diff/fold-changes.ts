/**
 * For people, what follows from another change at once is left out: names below a new name lose
 * the same wildcard as all others do, and a DNAME that is asked for is the one that redirects.
 */
import type { Change, NameChange, ZoneDiff } from "./change.js";

export function foldChanges(diff: ZoneDiff): ZoneDiff {
  const others = new Map<string, string>();
  const redirected = new Set<string>();
  for (const change of diff.changes) {
    if (change.kind === "name" && change.names === "others") {
      others.set(change.name, outcome(change));
    }
    if (change.kind === "redirection") redirected.add(change.name);
  }
  if (others.size + redirected.size === 0) return diff;
  const follows = (change: Change): boolean => {
    if (change.kind !== "name") return false;
    if (change.names === "one") return isDnameOnly(change) && redirected.has(change.name);
    // Below an asterisk: nobody has such names.
    if (change.name.startsWith("*.")) return true;
    const same = outcome(change);
    for (const above of namesAbove(change.name)) if (others.get(above) === same) return true;
    return false;
  };
  return { ...diff, changes: diff.changes.filter((change) => !follows(change)) };
}

/** What a client sees of a change, wherever it is asked. */
function outcome({ before, after, rrsets }: NameChange): string {
  return JSON.stringify([before, after, rrsets]);
}

function isDnameOnly({ before, after, rrsets }: NameChange): boolean {
  return before.state === after.state && rrsets.every(({ type }) => type === "DNAME");
}

function* namesAbove(name: string): Generator<string> {
  // A dot that belongs to a label has a backslash before it: no name above starts there.
  for (let at = name.indexOf("."); at !== -1 && at + 1 < name.length; ) {
    if (name[at - 1] !== "\\") yield name.slice(at + 1);
    at = name.indexOf(".", at + 1);
  }
  yield ".";
}
