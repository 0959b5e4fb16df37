/** The commands of `fivenines steer` that look: status, explain, overrides, trace. */
import type { SteeringExplanation } from "../admin/steering-explain.js";
import type { OverrideList } from "../admin/steering-routes.js";
import type { SteeringList, TraceList } from "../admin/steering-view.js";
import { counted } from "../base/counted.js";
import { askSteering, type ConnectionFlags } from "./steer-connection.js";
import { formatExplanation, overrideText } from "./steer-explain-text.js";
import { painter } from "./steer-paint.js";
import { formatSteering } from "./steer-status-text.js";
import { exitCode, type Surroundings } from "./surroundings.js";

/** RRsets asked for; whoever has more asks for one zone. */
const rrsetsMax = 1000;

export async function printStatus(
  flags: ConnectionFlags & { readonly zone?: string; readonly all?: boolean },
  around: Surroundings,
): Promise<number> {
  const all = flags.all === true;
  const query = new URLSearchParams({ all: String(all), limit: String(rrsetsMax) });
  if (flags.zone !== undefined) query.set("zone", flags.zone);
  const list = (await askSteering(flags, around, "GET", `/steering?${query}`)) as SteeringList;
  print(flags, around, list, () => formatSteering(list, all, painter(around)));
  return exitCode.success;
}

export async function printExplanation(
  name: string,
  type: string | undefined,
  flags: ConnectionFlags & { readonly from?: string },
  around: Surroundings,
): Promise<number> {
  const query = new URLSearchParams({ name });
  if (type !== undefined) query.set("type", type);
  if (flags.from !== undefined) query.set("from", flags.from);
  const path = `/steering/explain?${query}`;
  const explanation = (await askSteering(flags, around, "GET", path)) as SteeringExplanation;
  print(flags, around, explanation, () => formatExplanation(explanation, painter(around)));
  return exitCode.success;
}

export async function printOverrides(
  flags: ConnectionFlags,
  around: Surroundings,
): Promise<number> {
  const answer = await askSteering(flags, around, "GET", "/steering/overrides");
  const { overrides, nowMs } = answer as OverrideList;
  print(flags, around, answer, () =>
    overrides.length === 0
      ? "no overrides: the probes decide\n"
      : overrides
          .map((override) => {
            const reach =
              override.targets === 0 ? "no target" : counted(override.targets, "target");
            return `${overrideText(override, nowMs)}\n  reaches ${reach}\n`;
          })
          .join(""),
  );
  return exitCode.success;
}

/** One line for each result, oldest first. */
export async function printTrace(
  apex: string,
  flags: ConnectionFlags,
  around: Surroundings,
): Promise<number> {
  const results: { probe: string; atMs: number; ok: boolean; reason: string; latencyMs: number }[] =
    [];
  for (let offset = 0; ; ) {
    const query = new URLSearchParams({ zone: apex, offset: String(offset) });
    const page = (await askSteering(flags, around, "GET", `/steering/trace?${query}`)) as TraceList;
    for (const { key, results: told } of page.probes) {
      for (const { atMs, ok, reason, latencyMs } of told) {
        results.push({ probe: key, atMs, ok, reason, latencyMs });
      }
    }
    offset += page.probes.length;
    if (page.probes.length === 0 || offset >= page.total) break;
  }
  results.sort((a, b) => a.atMs - b.atMs);
  around.print(results.map((result) => `${JSON.stringify(result)}\n`).join(""));
  return exitCode.success;
}

function print(
  { format }: ConnectionFlags,
  around: Surroundings,
  answer: unknown,
  text: () => string,
): void {
  around.print(format === "json" ? `${JSON.stringify(answer, null, 2)}\n` : text());
}
