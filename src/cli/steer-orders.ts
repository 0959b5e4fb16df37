/** `fivenines steer drain | down | standby | up | auto`: an operator overrides the monitoring. */
import { userInfo } from "node:os";
import type { OverrideAnswer, OverridePreview } from "../admin/steering-orders.js";
import { formatDuration } from "./duration-text.js";
import { askSteering, type ConnectionFlags, Refusal } from "./steer-connection.js";
import { exitCode, type Surroundings } from "./surroundings.js";

export interface OrderFlags extends ConnectionFlags {
  readonly for?: number;
  readonly force?: boolean;
  readonly why?: string;
  readonly who?: string;
  readonly yes?: boolean;
}

/** A pattern that means more addresses than these is looked at twice. */
const askedAbove = 4;

export async function giveOrder(
  action: "up" | "down" | "drain" | "standby" | "auto",
  pattern: string,
  flags: OrderFlags,
  around: Surroundings,
): Promise<number> {
  const change = {
    pattern,
    action,
    ...(flags.for === undefined ? {} : { forMs: flags.for }),
    who: flags.who ?? userName(around),
    why: flags.why ?? "",
    force: flags.force === true,
  };
  const order = (extra: object) =>
    askSteering(flags, around, "POST", "/steering/override", { ...change, ...extra });
  if (flags.yes !== true && action !== "auto") {
    await confirm(action, (await order({ preview: true })) as OverridePreview, around);
  }
  const outcome = (await order({})) as OverrideAnswer;
  around.print(
    flags.format === "json"
      ? `${JSON.stringify(outcome, null, 2)}\n`
      : formatOutcome(action, outcome, flags, around.now()),
  );
  return exitCode.success;
}

async function confirm(
  action: string,
  { targets, outOf, values }: OverridePreview,
  around: Surroundings,
): Promise<void> {
  // One address is one machine: whoever names it knows what it is.
  const isWide = values > askedAbove || (values > 1 && targets.length === outOf);
  if (!isWide) return;
  const reached = `${action} reaches ${targets.length} of ${outOf} targets`;
  around.complain(`${targets.slice(0, 20).join("\n")}${targets.length > 20 ? "\n…" : ""}\n`);
  const answer = await around.ask(`${reached}. Go on? [y/N] `);
  if (answer === undefined) throw new Refusal(`${reached}: add --yes if that is meant`);
  if (!/^y(es)?$/i.test(answer.trim())) throw new Refusal("nothing was changed");
}

function formatOutcome(
  action: string,
  { targets, drainedAtMs, kept }: OverrideAnswer,
  flags: OrderFlags,
  nowMs: number,
): string {
  const duration = flags.for === undefined ? "" : ` for ${formatDuration(flags.for)}`;
  const lines = targets.map((target) => `${target}: ${action}${duration}`);
  if (targets.length === 0) lines.push(`${action}: the override is gone`);
  if (drainedAtMs !== null) {
    const left = formatDuration(Math.max(0, drainedAtMs - nowMs));
    lines.push(
      `no well-behaved cache holds it any more in ${left}; clients with a connection keep it`,
    );
  }
  if (kept === false) {
    lines.push(
      "the server could not write it down: after a restart it would have to be given again",
    );
  }
  return `${lines.join("\n")}\n`;
}

function userName({ env }: Surroundings): string {
  try {
    return env.SUDO_USER || userInfo().username;
  } catch {
    // A user without an entry in the password file, as in many containers.
    return env.USER || "unknown";
  }
}
