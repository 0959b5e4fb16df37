/** What the running server answers now, as its admin endpoint tells it (`GET /steering/answers`). */
import { z } from "zod";

const text = z.string().max(1024);
const instant = z.number().int().nonnegative();

const rrsetSchema = z.object({
  owner: text,
  type: z.enum(["A", "AAAA", "CNAME"]),
  /** Seconds. */
  ttl: z.number().int().nonnegative(),
  values: z
    .array(z.object({ value: text, share: z.number().min(0).max(1.001), standing: text }))
    .max(100_000),
  standIn: text.nullable(),
  changedAtMs: instant,
});

const answersSchema = z.object({
  nowMs: instant,
  prober: z.object({ alive: z.boolean() }),
  zones: z
    .array(z.object({ apex: text, rrsets: z.array(rrsetSchema).max(1_000_000) }))
    .max(1_000_000),
});

export type AnsweredRrset = z.infer<typeof rrsetSchema>;

/** Of one zone, by `answerKey`. */
export interface ZoneAnswers {
  /** Unix milliseconds by the server's clock, as all its times are. */
  readonly nowMs: number;
  readonly rrsets: ReadonlyMap<string, AnsweredRrset>;
}

/** By apex; or why nothing is known. */
export type ServerAnswers = ReadonlyMap<string, ZoneAnswers> | { readonly unknown: string };

export function answerKey({ owner, type }: Pick<AnsweredRrset, "owner" | "type">): string {
  return `${owner} ${type}`;
}

/** `body` is what the server sent. With a dead prober its answers are what they were, not what is. */
export function readAnswers(body: unknown): ServerAnswers {
  const read = answersSchema.safeParse(body);
  if (!read.success)
    return { unknown: "the server's answer is not understood: is it as old as this command?" };
  const { nowMs, prober, zones } = read.data;
  if (!prober.alive) return { unknown: "the server's probing thread is not running" };
  return new Map(
    zones.map(({ apex, rrsets }) => [
      apex,
      { nowMs, rrsets: new Map(rrsets.map((rrset) => [answerKey(rrset), rrset])) },
    ]),
  );
}
