/**
 * A plan as a comment on a pull request: a table of zones and providers, then the changes of each
 * folded away. GitHub takes 65,536 characters, so what does not fit is counted.
 */
import { counted } from "../../base/counted.js";
import { nameToText } from "../../dns/name-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { PlanPart, SyncPlan } from "../contract/plan.js";
import { rowOf } from "./change-rows.js";
import { isQuiet, printable, summaryOfPlan, summaryText } from "./plan-summary.js";

const charsMax = 60_000;
/** Rows of the table on top; the rest is counted. */
const rowsMax = 100;
/** Characters of one sentence. */
const textMax = 400;

export function formatPlanMarkdown(plan: SyncPlan): string {
  const busy = plan.parts.filter((part) => !isQuiet(part) || part.refusals.length > 0);
  if (busy.length === 0 && plan.unreachable.length === 0) {
    const zones = counted(plan.parts.length, "zone");
    return `### DNS providers\n\nNo changes: ${zones} at providers as the zone files say.\n`;
  }
  const rows = [
    ...busy.map((part) => `| ${code(part.apex)} | ${code(part.provider)} | ${outcome(part)} |`),
    ...plan.unreachable.map(
      ({ apex, provider, reason }) =>
        `| ${code(apex)} | ${code(provider)} | :warning: not looked at: ${html(reason)} |`,
    ),
  ];
  const quiet = plan.parts.length - busy.length;
  const head = [
    "### DNS providers",
    "",
    `${html(sentence(plan))} Plan ${code(plan.id)}.`,
    "",
    "| zone | provider | changes |",
    "|---|---|---|",
    ...rows.slice(0, rowsMax),
    "",
  ];
  if (rows.length > rowsMax) head.push(`… and ${rows.length - rowsMax} more.`, "");
  if (quiet > 0) head.push(`${counted(quiet, "zone")} without changes.`, "");
  const room = { chars: charsMax - head.join("\n").length };
  return `${[...head, ...busy.flatMap((part) => details(part, room))].join("\n")}`;
}

function sentence(plan: SyncPlan): string {
  const text = summaryText(summaryOfPlan(plan));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function outcome(part: PlanPart): string {
  const of = { id: "", hash: "", madeAtMs: 0, parts: [part], unreachable: [] };
  const made = part.zone === null ? "zone is made; " : "";
  const refused = part.refusals.map(
    ({ code: word, message }) => `:no_entry: ${code(word)}: ${html(message)}`,
  );
  return refused.length > 0
    ? refused.join("<br>")
    : html(`${made}${summaryText(summaryOfPlan(of))}`);
}

function details(part: PlanPart, room: { chars: number }): string[] {
  const title = `<details><summary>${html(part.apex)} at ${html(part.provider)}: ${counted(part.changes.length, "change")}</summary>`;
  const frame = [title, "", "</details>", ""];
  room.chars -= frame.join("\n").length + 100;
  if (room.chars < 0) return [];
  const changes = fitting(
    part.changes.map((planned) => {
      const { sign, name, what, value, why } = rowOf(planned);
      const cells = [sign === "-" ? "−" : sign, code(name), html(what), code(value), html(why)];
      return `| ${cells.join(" | ")} |`;
    }),
    room,
  );
  const notes = fitting(notesOf(part), room);
  const left = part.changes.length - changes.length;
  return [
    title,
    "",
    ...(changes.length === 0 ? [] : ["| | name | type | value | why |", "|---|---|---|---|---|"]),
    ...changes,
    ...(left === 0 ? [] : ["", `… and ${counted(left, "change")} more.`]),
    ...(notes.length === 0 ? [] : ["", ...notes]),
    "",
    "</details>",
    "",
  ];
}

/** As many lines from the start as there is room for. */
function fitting(lines: readonly string[], room: { chars: number }): string[] {
  const kept: string[] = [];
  for (const line of lines) {
    if (line.length + 1 > room.chars) break;
    room.chars -= line.length + 1;
    kept.push(line);
  }
  return kept;
}

function notesOf(part: PlanPart): string[] {
  const lift = (words: string) => (words === "" ? "" : ` (${code(words)} lifts it)`);
  return [
    ...part.held.map(
      ({ change, refusal }) =>
        `- held: ${code(change.id)}: ${html(refusal.message)}${lift(refusal.lift)}`,
    ),
    ...part.refusals.map(({ message, lift: words }) => `- refused: ${html(message)}${lift(words)}`),
    ...part.losses.map(
      ({ severity, owner, type, message }) =>
        `- ${severity === "info" ? "note" : "loss"}: ${code(`${nameToText(owner)} ${typeName(type)}`)}: ${html(message)}`,
    ),
    ...(part.foreign.length === 0
      ? []
      : [`- kept: ${counted(part.foreign.length, "RRset")} of others`]),
    ...part.opaque.map(({ owner, what }) => `- kept: ${code(nameToText(owner))}: ${html(what)}`),
  ];
}

/** In <code>, nothing is a mention, a link or an emphasis. */
function code(text: string): string {
  return text === "" ? "" : `<code>${html(text)}</code>`;
}

/** Every character that means something to Markdown, HTML or a table, as an entity; `www.` links. */
function html(text: string): string {
  const shown = text.length <= textMax ? text : `${text.slice(0, textMax)}…`;
  return printable(shown).replace(
    /[&<>|*_`[\]@\\~#!:]|(?<=www)\./gi,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
