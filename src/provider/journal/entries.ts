/**
 * The lines of a journal. What is about to be sent is written, and on the disk, before it is sent;
 * what came of it afterwards. From that a run that was killed at any point can be gone on with.
 *
 *   begin  intent → receipt | found  intent → …  settled  verified  [undo intent → …]  end
 */
import { z } from "zod";
import type { Change } from "../contract/change.js";
import type { Receipt } from "../contract/provider.js";
import { changeFromJson, changeSchema, changeToJson } from "./change-json.js";

export type JournalEntry =
  /** What an earlier run that did not end had done, in short. */
  | {
      readonly kind: "carried";
      readonly changes: readonly Change[];
      readonly receipts: readonly Receipt[];
      readonly isVerified: boolean;
    }
  | {
      readonly kind: "begin";
      readonly atMs: number;
      readonly plan: string;
      readonly serial: number;
    }
  | {
      readonly kind: "intent";
      readonly atMs: number;
      /** Counts up within a journal. */
      readonly batch: number;
      readonly token: string;
      readonly changes: readonly Change[];
    }
  /** The provider took the batch. */
  | { readonly kind: "receipt"; readonly batch: number; readonly receipt: Receipt }
  /** What a listing showed of a batch whose outcome was not known: these changes are there. */
  | { readonly kind: "found"; readonly batch: number; readonly applied: readonly string[] }
  | {
      readonly kind: "set-aside";
      readonly key: string;
      readonly digest: string;
      readonly reason: string;
    }
  | { readonly kind: "settled" }
  | { readonly kind: "verified" }
  | { readonly kind: "undo"; readonly atMs: number; readonly reason: string };

const receiptSchema = z.object({
  operation: z.string().nullable(),
  serial: z.number().nullable(),
  raw: z.json(),
});

const changes = z.array(changeSchema);
const batch = z.int().nonnegative();

const entrySchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("carried"),
    changes,
    receipts: z.array(receiptSchema),
    isVerified: z.boolean(),
  }),
  z.object({ kind: z.literal("begin"), atMs: z.number(), plan: z.string(), serial: z.number() }),
  z.object({ kind: z.literal("intent"), atMs: z.number(), batch, token: z.string(), changes }),
  z.object({ kind: z.literal("receipt"), batch, receipt: receiptSchema }),
  z.object({ kind: z.literal("found"), batch, applied: z.array(z.string()) }),
  z.object({
    kind: z.literal("set-aside"),
    key: z.string(),
    digest: z.string(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal("settled") }),
  z.object({ kind: z.literal("verified") }),
  z.object({ kind: z.literal("undo"), atMs: z.number(), reason: z.string() }),
]);

export function entryToJson(entry: JournalEntry): string {
  return JSON.stringify(
    "changes" in entry ? { ...entry, changes: entry.changes.map(changeToJson) } : entry,
  );
}

/** Null if the text is no entry. */
export function entryFromJson(text: string): JournalEntry | null {
  try {
    const entry = entrySchema.parse(JSON.parse(text));
    return "changes" in entry ? { ...entry, changes: entry.changes.map(changeFromJson) } : entry;
  } catch {
    return null;
  }
}
