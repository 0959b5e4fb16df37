/** Changes as requests: health checks one by one, RRsets by the 1,000 elements that one may have. */
import { assert } from "../../base/assert.js";
import { counted } from "../../base/counted.js";
import { type Change, isRrsetChange } from "../contract/change.js";
import type { Batch, PackOptions } from "../contract/provider.js";
import { type ChangeGroup, changeGroups, cutGroups, type Weight } from "../plan/pack-groups.js";
import type { Rrset } from "../rrset/rrset.js";
import { charactersMax, elementsMax } from "./capabilities.js";
import { sizeOf } from "./change-list.js";
import { nameFromRoute53 } from "./octal-escapes.js";
import { extraOfRrset } from "./record-sets.js";

/** Change elements in a request; aliases have no elements that count, and bodies have an end. */
const changesMax = 1000;
/** Creating a health check, and naming it. */
const callsOfCheck = 2;

export function packRequests(
  changes: readonly Change[],
  apex: Uint8Array,
  { overwrite = false, changesMax: asked = changesMax }: PackOptions = {},
): Batch[] {
  const batches: Batch[] = [];
  let run: ChangeGroup[] = [];
  const weigh = (group: ChangeGroup): Weight => {
    const sizes = group.filter(isRrsetChange).map((change) => sizeOf(change, apex, overwrite));
    return {
      operations: sizes.reduce((sum, { elements }) => sum + elements, 0),
      characters: sizes.reduce((sum, { characters }) => sum + characters, 0),
      bytes: 0,
    };
  };
  const closeRun = () => {
    const bounds = {
      operationsMax: elementsMax,
      charactersMax,
      bytesMax: null,
      changesMax: Math.min(changesMax, asked),
    };
    for (const part of cutGroups(run, weigh, bounds)) {
      const { operations, characters } = weigh(part);
      const summary = `ChangeResourceRecordSets: ${counted(part.length, "change")}, ${counted(operations, "element")}, ${counted(characters, "character")}`;
      batches.push({ changes: part, summary, calls: 1, overwrite });
    }
    run = [];
  };
  for (const group of changeGroups(changes, aliasTargets)) {
    const [first] = group;
    assert(first !== undefined, "a group has changes");
    if (first.kind === "resource") {
      closeRun();
      batches.push(checkBatch(first, overwrite));
    } else run.push(group);
  }
  closeRun();
  return batches;
}

function checkBatch(change: Change & { kind: "resource" }, overwrite: boolean): Batch {
  const { before, after, name } = change;
  const deed =
    after === null
      ? "DeleteHealthCheck"
      : before === null
        ? "CreateHealthCheck"
        : "UpdateHealthCheck";
  const calls = after !== null && before === null ? callsOfCheck : 1;
  return { changes: [change], summary: `${deed}: ${name}`, calls, overwrite };
}

function aliasTargets(rrset: Rrset): Uint8Array[] {
  const { alias } = extraOfRrset(rrset);
  const name = alias === undefined ? undefined : nameFromRoute53(alias.name);
  return name === undefined ? [] : [name];
}
