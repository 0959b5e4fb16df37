/** The table of safety gates, in the order in which they are asked. */
import type { Refusal } from "../../contract/plan.js";
import { adoptedDrift } from "./adopted-drift.js";
import { apexNs } from "./apex-ns.js";
import { conflict } from "./conflict.js";
import { dsChange } from "./ds-change.js";
import { emptySource } from "./empty-source.js";
import { foreignRrset } from "./foreign-rrset.js";
import { freeze } from "./freeze.js";
import type { ChangeGate, PartGate } from "./gate.js";
import { nameTaken } from "./name-taken.js";
import { opaqueRecord } from "./opaque-record.js";
import { paused } from "./paused.js";
import { protectedName } from "./protected-name.js";
import { quarantined } from "./quarantined.js";
import { refusedLoss } from "./refused-loss.js";
import { shrunkenSource } from "./shrunken-source.js";
import { tooManyDeletes } from "./too-many-deletes.js";
import { tooManyUpdates } from "./too-many-updates.js";
import { zoneMissing } from "./zone-missing.js";

/** Each holds one change; the others go on. The first that holds it is told. */
export const changeGates: readonly ChangeGate[] = [
  opaqueRecord,
  refusedLoss,
  quarantined,
  foreignRrset,
  nameTaken,
  conflict,
  adoptedDrift,
  apexNs,
  dsChange,
  protectedName,
];

/** Each refuses all changes of a zone at a provider; all that do are told. */
export const partGates: readonly PartGate[] = [
  zoneMissing,
  paused,
  freeze,
  emptySource,
  shrunkenSource,
  tooManyDeletes,
  tooManyUpdates,
];

/** What may stand behind `--allow`. */
export const liftableCodes: readonly string[] = [...partGates, ...changeGates]
  .filter(({ lifted }) => lifted !== null)
  .map(({ code }) => code);

export function refusalOf(code: string, message: string, isLiftable: boolean): Refusal {
  return { code, message, lift: isLiftable ? `--allow ${code}` : "" };
}
