/** `fivenines steer`: what health steering does, why, and what it should do. */
import { type Command, InvalidArgumentError } from "commander";
import {
  overrideMsMax,
  overrideMsMin,
  periodMsMax,
  periodMsMin,
} from "../admin/steering-limits.js";
import { addressFromText } from "../base/ip.js";
import {
  askSteering,
  type ConnectionFlags,
  durationOption,
  steer,
  withConnection,
} from "./steer-connection.js";
import { addSimulate } from "./steer-simulate.js";
import { exitCode, type Surroundings } from "./surroundings.js";

type Finish = (code: number) => void;

export function addSteer(program: Command, around: Surroundings, finish: Finish): void {
  const command = program
    .command("steer")
    .description("which targets are answered and why; take them out, bring them back, try changes")
    .addHelpText(
      "after",
      `
Exit codes: 0 done, 1 refused or found something, 2 it could not run.

Examples:
  $ fivenines steer status                            what is not as it should be
  $ fivenines steer explain www.example.com --from 198.51.100.7
  $ fivenines steer drain 192.0.2.10 --for 30m --why "kernel update"
  $ fivenines steer auto 192.0.2.10                   leave it to the probes again
  $ fivenines steer simulate --kill group:rack-a      what if?`,
    );
  addStatus(command, around, finish);
  addExplain(command, around, finish);
  addOrders(command, around, finish);
  addOverrides(command, around, finish);
  addPush(command, around, finish);
  addTrace(command, around, finish);
  addSimulate(command, around, finish);
}

function addStatus(parent: Command, around: Surroundings, finish: Finish): void {
  withConnection(
    parent
      .command("status")
      .description("targets and how they stand; without --all only names where not all is well")
      .option("--zone <APEX>", "only this zone", filledOption)
      .option("--all", "every steered name"),
  )
    .addHelpText(
      "after",
      `
Examples:
  $ fivenines steer status
  $ fivenines steer status --zone example.com --all`,
    )
    .action((flags: ConnectionFlags & { zone?: string; all?: boolean }) =>
      steer(finish, async () => {
        const { printStatus } = await import("./steer-views.js");
        return printStatus(flags, around);
      }),
    );
}

function addExplain(parent: Command, around: Surroundings, finish: Finish): void {
  withConnection(
    parent
      .command("explain")
      .description("why a name is answered as it is, target by target, and what comes next")
      .argument("<NAME>", "a steered name", filledOption)
      .argument("[TYPE]", "A, AAAA or CNAME (default: all that are steered)", typeOption)
      .option("--from <IP>", "for this client: geographic and sticky policies decided", ipOption),
  )
    .addHelpText(
      "after",
      `
Examples:
  $ fivenines steer explain www.example.com
  $ fivenines steer explain www.example.com AAAA --from 2001:db8::7
  $ fivenines steer explain www.example.com --format json | jq '.rrsets[].targets[].standing'`,
    )
    .action((name: string, type: string | undefined, flags: ConnectionFlags & { from?: string }) =>
      steer(finish, async () => {
        const { printExplanation } = await import("./steer-views.js");
        return printExplanation(name, type, flags, around);
      }),
    );
}

const targetText = "an address, pool/address, name/pool/address, group:NAME; * is any text";

const orders = {
  drain: "give a target no new clients; nothing revives it, its probes go on",
  down: "take a target out at once; nothing revives it",
  standby: "use a target only when nothing better is left",
  up: "take a target for well, whatever its probes say",
  auto: "leave a target to its probes again",
} as const;

function addOrders(parent: Command, around: Surroundings, finish: Finish): void {
  for (const [action, description] of Object.entries(orders)) {
    const command = parent
      .command(action)
      .description(description)
      .argument("<TARGET>", targetText, filledOption);
    if (action !== "auto") {
      command
        .option("--for <DURATION>", "30s, 10m, 2h; afterwards it is auto", orderTimeOption)
        .option("--force", "even if too little is left");
    }
    withConnection(
      command
        .option("--why <TEXT>", "the reason, for whoever looks later")
        .option("--who <NAME>", "who orders it (default: the user)")
        .option("--yes", "do not ask before many targets"),
    )
      .addHelpText("after", examplesOf(action))
      .action((pattern: string, flags) =>
        steer(finish, async () => {
          const { giveOrder } = await import("./steer-orders.js");
          return giveOrder(action as keyof typeof orders, pattern, flags, around);
        }),
      );
  }
}

function examplesOf(action: string): string {
  if (action === "auto") {
    return `
Examples:
  $ fivenines steer auto 192.0.2.10
  $ fivenines steer auto 'group:rack-a'`;
  }
  return `
Examples:
  $ fivenines steer ${action} 192.0.2.10 --for 30m --why "kernel update"
  $ fivenines steer ${action} 'www.example.com./primary/*' --yes
  $ fivenines steer ${action} group:rack-a`;
}

function addOverrides(parent: Command, around: Surroundings, finish: Finish): void {
  withConnection(
    parent.command("overrides").description("orders in force: what, who, why, until when"),
  )
    .addHelpText("after", "\nExample:\n  $ fivenines steer overrides")
    .action((flags: ConnectionFlags) =>
      steer(finish, async () => {
        const { printOverrides } = await import("./steer-views.js");
        return printOverrides(flags, around);
      }),
    );
}

function addPush(parent: Command, around: Surroundings, finish: Finish): void {
  const push = parent
    .command("push")
    .description("tell the server about a target, for scripts beside it")
    .addHelpText("after", "\nExample:\n  $ fivenines steer push load 192.0.2.10 350 --period 10s");
  withConnection(
    push
      .command("health")
      .description("say that a target of a push monitor is well, or why it is not")
      .argument("<MONITOR>", "name of the push monitor", filledOption)
      .argument("<HOST>", "address or host name that it monitors", filledOption)
      .option("--fail <REASON>", "it is not well"),
  )
    .addHelpText(
      "after",
      `
Examples:
  $ fivenines steer push health app 192.0.2.10
  $ fivenines steer push health app 192.0.2.10 --fail "database gone"`,
    )
    .action((monitor: string, host: string, flags: ConnectionFlags & { fail?: string }) =>
      steer(finish, async () => {
        const ok = flags.fail === undefined;
        const body = { monitor, host, ok, ...(ok ? {} : { reason: flags.fail }) };
        await askSteering(flags, around, "POST", "/steering/push/health", body);
        return exitCode.success;
      }),
    );
  withConnection(
    push
      .command("load")
      .description("say how much a target carries; more than it can take is answered elsewhere")
      .argument("<TARGET>", targetText, filledOption)
      .argument("<LOAD>", "load, in the unit of the capacities", amountOption)
      .option("--capacity <N>", "what it can carry now (default: as declared)", amountOption)
      .requiredOption("--period <DURATION>", "how often it will be told", periodOption),
  )
    .addHelpText("after", "\nExample:\n  $ fivenines steer push load 192.0.2.10 350 --period 10s")
    .action(
      (
        target: string,
        load: number,
        flags: ConnectionFlags & { capacity?: number; period: number },
      ) =>
        steer(finish, async () => {
          const capacity = flags.capacity === undefined ? {} : { capacity: flags.capacity };
          const body = { target, load, ...capacity, periodMs: flags.period };
          await askSteering(flags, around, "POST", "/steering/push/load", body);
          return exitCode.success;
        }),
    );
}

function addTrace(parent: Command, around: Surroundings, finish: Finish): void {
  withConnection(
    parent
      .command("trace")
      .description("print what a zone's probes have said, as JSON lines for simulate --replay")
      .argument("<APEX>", "the zone", filledOption),
  )
    .addHelpText(
      "after",
      `
Example:
  $ fivenines steer trace example.com > outage.jsonl
  $ fivenines steer simulate --zone example.com --replay outage.jsonl`,
    )
    .action((apex: string, flags: ConnectionFlags) =>
      steer(finish, async () => {
        const { printTrace } = await import("./steer-views.js");
        return printTrace(apex, flags, around);
      }),
    );
}

function ipOption(text: string): string {
  if (addressFromText(text) !== undefined) return text;
  throw new InvalidArgumentError("write an IP address such as 198.51.100.7 or 2001:db8::7.");
}

function filledOption(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("it is empty.");
}

const steeredTypes = ["A", "AAAA", "CNAME"];

function typeOption(text: string): string {
  if (steeredTypes.includes(text.toUpperCase())) return text;
  throw new InvalidArgumentError(`only ${steeredTypes.join(", ")} can be steered.`);
}

function orderTimeOption(text: string): number {
  const ms = durationOption(text);
  if (ms >= overrideMsMin && ms <= overrideMsMax) return ms;
  throw new InvalidArgumentError("write 1s to 366d; without --for it holds until auto.");
}

function periodOption(text: string): number {
  const ms = durationOption(text);
  if (ms >= periodMsMin && ms <= periodMsMax) return ms;
  throw new InvalidArgumentError("write 100ms to 1h.");
}

function amountOption(text: string): number {
  const amount = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && Number.isFinite(amount)) return amount;
  throw new InvalidArgumentError("write a number.");
}
