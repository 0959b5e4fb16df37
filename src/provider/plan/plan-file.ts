/** A plan on disk. Whatever is read is checked: a plan may come from anywhere, by mail or by CI. */
import type { z } from "zod";
import { lowerNameFromText } from "../../dns/name-text.js";
import type { PlanPart, SyncPlan } from "../contract/plan.js";
import { partToJson, planFormat, unreachableToJson } from "./plan-json.js";
import { type partSchema, planSchema } from "./plan-schema.js";
import { planHash, planId } from "./plan-seal.js";
import { printable, summaryOfPlan } from "./plan-summary.js";

/** A file that is no plan, or no longer the one that was made; for whoever named the file. */
export class PlanFileFault extends Error {
  constructor(
    message: string,
    readonly hint = "make a new one with: fivenines sync plan --out FILE",
  ) {
    super(message);
  }
}

/** Also what `--format json` prints; docs/reference/sync-plan.schema.json says what is in it. */
export function writePlan(plan: SyncPlan): string {
  const { id, hash, madeAtMs, parts, unreachable } = plan;
  const head = {
    format: planFormat,
    id,
    hash,
    madeAt: new Date(madeAtMs).toISOString(),
    summary: { ...summaryOfPlan(plan) },
    unreachable: unreachableToJson(unreachable),
  };
  const texts = parts.map((part) => {
    const { head, changes, held } = partToJson(part);
    return `${open(head)},"changes":${lines(changes)},"held":${lines(held)}}`;
  });
  return `${open(head)},"parts":[${texts.join(",")}]}\n`;
}

/** The text of an object without its last brace. */
function open(object: object): string {
  return JSON.stringify(object).slice(0, -1);
}

/** A change a line, so that a difference between two plans can be read. */
function lines(items: Iterable<unknown>): string {
  const texts = [...items].map((item) => `\n  ${JSON.stringify(item)}`);
  return `[${texts.join(",")}]`;
}

/** Of a plan of half a million changes; above it is something else. It is read into one string. */
const planBytesMax = 256 * 1024 * 1024;

/** Throws PlanFileFault of a file that is not worth reading. */
export function checkPlanSize(bytes: number): void {
  if (bytes <= planBytesMax) return;
  const mebibytes = (count: number) => Math.ceil(count / 1024 / 1024);
  throw new PlanFileFault(
    `it has ${mebibytes(bytes)} MiB, and plans up to ${mebibytes(planBytesMax)} MiB are read`,
    "plan fewer zones at a time: fivenines sync plan --zone ZONE --out FILE",
  );
}

/** Throws PlanFileFault. */
export function readPlan(source: string): SyncPlan {
  try {
    return checkedPlan(source);
  } catch (fault) {
    if (fault instanceof PlanFileFault) throw fault;
    // Data within data within data: no plan of ours is so deep, and the stack ends.
    if (fault instanceof RangeError) throw new PlanFileFault("this is no plan of fivenines");
    throw fault;
  }
}

function checkedPlan(source: string): SyncPlan {
  const value = parsed(source);
  const format =
    typeof value === "object" && value !== null && "format" in value ? value.format : undefined;
  if (format !== planFormat) {
    throw new PlanFileFault(
      typeof format === "number"
        ? `the plan has format ${format}; this version of fivenines reads format ${planFormat}`
        : "this is no plan of fivenines",
    );
  }
  const reading = planSchema.safeParse(value);
  if (!reading.success) {
    const issue = reading.error.issues[0]!;
    throw broken(`${issue.path.join(".")}: ${issue.message}`);
  }
  const { id, hash, madeAt, unreachable, parts: given } = reading.data;
  const parts = given.map(partOf);
  if (planHash(parts, unreachable) !== hash || id !== planId(hash)) {
    throw new PlanFileFault("the plan was changed after it was made: its hash does not fit");
  }
  return { id, hash, madeAtMs: Date.parse(madeAt), parts, unreachable };
}

function broken(what: string): PlanFileFault {
  return new PlanFileFault(`the plan is broken: ${printable(what)}`);
}

function parsed(source: string): unknown {
  checkPlanSize(source.length);
  try {
    return JSON.parse(source);
  } catch {
    const isCut = source.trimStart().startsWith("{");
    throw new PlanFileFault(
      isCut ? "the plan is cut short or damaged: it is no JSON" : "this is no plan of fivenines",
    );
  }
}

function partOf(given: z.infer<typeof partSchema>): PlanPart {
  const apex = lowerNameFromText(given.apex);
  if (apex === undefined) throw broken("an apex is no domain name");
  const byId = new Map(given.changes.map(({ change }) => [change.id, change]));
  if (byId.size !== given.changes.length) {
    throw broken("two changes have the same id");
  }
  const batches = given.batches.map(({ changes, ...batch }) => ({
    ...batch,
    changes: changes.map((id) => {
      const change = byId.get(id);
      if (change !== undefined) return change;
      throw broken("a batch names a change that is not in it");
    }),
  }));
  return { ...given, zone: given.zone === null ? null : { ...given.zone, apex }, batches };
}
