/** `fivenines steer simulate`: what if? */
import { type Command, InvalidArgumentError } from "commander";
import { durationOption, steer, withConnection } from "./steer-connection.js";
import type { SimulateFlags } from "./steer-simulate-run.js";
import type { Surroundings } from "./surroundings.js";

export function addSimulate(
  parent: Command,
  around: Surroundings,
  finish: (code: number) => void,
): void {
  const what = "TARGET, group:NAME, pool:NAME";
  withConnection(
    parent
      .command("simulate")
      .description("try what would happen, under a virtual clock; nothing is touched")
      .option("--zones <DIR>", "folder of zone files (default: ./zones)")
      .option("--zone <APEX>", "only this zone")
      .option("--live", "from the state of the running server, not from all being well")
      .option("--kill <WHAT>", `it refuses: ${what}, probe:MONITOR; may be repeated`, several)
      .option("--stall <WHAT>", "it does not answer any more", several)
      .option("--lossy <WHAT=SHARE>", "it loses this share of the requests", several)
      .option("--slow <WHAT=TIME>", "it takes so long", several)
      .option("--weight <TARGET=N>", "it has another weight", several)
      .option("--override <TARGET=ACTION>", "an operator orders up, down, drain, standby", several)
      .option("--at <TIME>", "when (default: 10s)", durationOption)
      .option("--for <TIME>", "for how long (default: for good)", durationOption)
      .option(
        "--until <TIME>",
        "how long it is watched (default: 5m after the end)",
        durationOption,
      )
      .option("--clients <MIX>", "where clients are: eu=60,us=30,rest=10")
      .option(
        "--tell-load <PERIOD>",
        "targets tell their load so often, by the peak",
        durationOption,
      )
      .option("--seed <N>", "start of the random numbers (default: 1)", seedOption)
      .option("--replay <FILE>", "recorded results in place of probes; - is standard input")
      .option("--every-loss", "lose each target and each group; exit with 1 if too little is left")
      .option("--headroom <N>", "what has to be left, times the peak (default: 1.5)", factorOption),
  )
    .addHelpText(
      "after",
      `
Exit codes: 0 it is carried, 1 a target gets more than it can carry or too little is left, 2 it could
not run.

Examples:
  $ fivenines steer simulate --kill 192.0.2.10 --at 10s --for 5m
  $ fivenines steer simulate --kill group:rack-a --live
  $ fivenines steer simulate --kill probe:web             the monitoring itself fails
  $ fivenines steer simulate --lossy 192.0.2.10=0.5 --until 30m --seed 7
  $ fivenines steer simulate --every-loss --headroom 1.5  the gate for continuous integration
  $ fivenines steer simulate --replay outage.jsonl`,
    )
    .action((flags: SimulateFlags) =>
      steer(finish, async () => {
        const { runSimulate } = await import("./steer-simulate-run.js");
        return runSimulate(flags, around);
      }),
    );
}

function several(text: string, before: readonly string[] | undefined): string[] {
  if (text.trim() === "") throw new InvalidArgumentError("it is empty.");
  return [...(before ?? []), text];
}

function seedOption(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("write a whole number.");
}

function factorOption(text: string): number {
  const factor = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && factor >= 1 && factor <= 100) return factor;
  throw new InvalidArgumentError("write a number from 1 to 100, such as 1.5.");
}
