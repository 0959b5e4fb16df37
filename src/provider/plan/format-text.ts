/**
 * A plan for people:
 *
 *   example.com. at pdns  serial 2026112201
 *     + new.example.com.  A    300 192.0.2.7  (new in the zone file)
 *     ~ www.example.com.  A    changed in the zone file: 192.0.2.2 comes, 192.0.2.1 goes
 *     held: www.example.com. MX update: both the zone file and … (--allow conflict lifts it)
 *     1 to make, 1 to change; 1 call, about 1 s
 *   example.com. at aws  no changes
 */
import { styleText } from "node:util";
import { counted } from "../../base/counted.js";
import { nameToText } from "../../dns/name-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { PlanPart, Refusal, SyncPlan } from "../contract/plan.js";
import { type ChangeRow, rowOf } from "./change-rows.js";
import { isQuiet, printable, summaryOfPlan, summaryText } from "./plan-summary.js";

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const styleOf: { readonly [sign in ChangeRow["sign"]]: Style } = {
  "+": "green",
  "-": "red",
  "~": "yellow",
};
const nameWidthMax = 48;
const whatWidthMax = 12;
/** RRsets of others that are named; the rest is counted. */
const foreignMax = 5;

export function* formatPlanText(plan: SyncPlan, color: boolean): Generator<string> {
  const paint: Paint = (style, text) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  if (plan.unreachable.length === 0 && plan.parts.every(isSilent)) {
    yield `no changes: ${counted(plan.parts.length, "zone")} at providers as the zone files say\n`;
    return;
  }
  for (const part of plan.parts) {
    yield* isQuiet(part) && part.refusals.length === 0
      ? quietLines(part, paint)
      : partLines(part, paint);
  }
  for (const { apex, provider, reason, hint } of plan.unreachable) {
    const place = paint("bold", `${apex} at ${printable(provider)}`);
    yield `${place}  ${paint("red", `not looked at: ${printable(reason)}`)}\n`;
    if (hint !== "") yield `  ${printable(hint)}\n`;
  }
  yield `plan ${plan.id}: ${summaryText(summaryOfPlan(plan))}\n`;
}

function isSilent(part: PlanPart): boolean {
  return isQuiet(part) && part.losses.every(({ severity }) => severity === "info");
}

function* quietLines(part: PlanPart, paint: Paint): Generator<string> {
  const serious = part.losses.filter(({ severity }) => severity !== "info").length;
  const losses = serious === 0 ? "" : `, ${serious === 1 ? "1 loss" : `${serious} losses`}`;
  const place = paint("bold", `${part.apex} at ${printable(part.provider)}`);
  yield `${place}  ${paint("dim", `no changes${losses}`)}\n`;
}

function* partLines(part: PlanPart, paint: Paint): Generator<string> {
  const place = paint("bold", `${part.apex} at ${printable(part.provider)}`);
  yield `${place}  ${paint("dim", `serial ${part.serial}`)}\n`;
  if (part.zone === null) yield `  ${paint("green", "+ the zone is not there; it is made")}\n`;
  yield* changeLines(part, paint);
  for (const { change, why, refusal } of part.held) {
    const text = `held: ${printable(change.id)}: ${printable(refusal.message)}`;
    yield `  ${paint("magenta", text)}${liftText(refusal, paint)}\n`;
    yield `    ${paint("dim", printable(why))}\n`;
  }
  for (const refusal of part.refusals) {
    const text = `refused: ${printable(refusal.message)}`;
    yield `  ${paint("red", text)}${liftText(refusal, paint)}\n`;
  }
  for (const { severity, owner, type, message, hint } of part.losses) {
    const what = `${nameToText(owner)} ${typeName(type)}: ${printable(message)}`;
    const more = hint === "" ? "" : `; ${printable(hint)}`;
    yield `  ${paint(severity === "info" ? "dim" : "yellow", `${lossWord[severity]}: ${what}${more}`)}\n`;
  }
  yield* keptLines(part, paint);
  const summary = summaryText(summaryOfPlan(planOfOne(part)));
  yield `  ${paint("dim", `${summary}; ${counted(part.unchanged, "RRset")} equal`)}\n`;
}

const lossWord = { info: "note", degraded: "loss", refused: "loss" } as const;

function* changeLines(part: PlanPart, paint: Paint): Generator<string> {
  const rows = part.changes.map(rowOf);
  const nameWidth = widest(rows, ({ name }) => name.length, nameWidthMax);
  const whatWidth = widest(rows, ({ what }) => what.length, whatWidthMax);
  for (const { sign, name, what, value, why } of rows) {
    const head = `${sign} ${name.padEnd(nameWidth)}  ${what.padEnd(whatWidth)}`;
    const fact = value === "" ? `${head}  ${why}` : `${head}  ${value}`;
    const remark = value === "" ? "" : `  ${paint("dim", `(${why})`)}`;
    yield `  ${paint(styleOf[sign], fact)}${remark}\n`;
  }
}

function* keptLines(part: PlanPart, paint: Paint): Generator<string> {
  if (part.foreign.length > 0) {
    const named = part.foreign
      .slice(0, foreignMax)
      .map(({ owner, type }) => `${nameToText(owner)} ${typeName(type)}`);
    const more = part.foreign.length > foreignMax ? ", …" : "";
    const text = `kept: ${counted(part.foreign.length, "RRset")} of others: ${named.join(", ")}${more}`;
    yield `  ${paint("dim", text)}\n`;
  }
  for (const { owner, what } of part.opaque) {
    yield `  ${paint("dim", `kept: ${nameToText(owner)}: ${printable(what)}`)}\n`;
  }
}

function liftText({ lift }: Refusal, paint: Paint): string {
  return lift === "" ? "" : `  ${paint("dim", `(${printable(lift)} lifts it)`)}`;
}

function planOfOne(part: PlanPart): SyncPlan {
  return { id: "", hash: "", madeAtMs: 0, parts: [part], unreachable: [] };
}

/** Width of a column; what is wider than the most puts its own line out of step. */
function widest(
  rows: readonly ChangeRow[],
  width: (row: ChangeRow) => number,
  widthMax: number,
): number {
  return rows.map(width).reduce((most, one) => (one > widthMax ? most : Math.max(most, one)), 0);
}
