/** What the commands of `fivenines steer` that talk to a server have in common. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Endpoint } from "../config/endpoint.js";
import { parseDuration } from "../schema/quantities.js";
import { askAdmin } from "./admin-client.js";
import { loadSettings } from "./load-settings.js";
import { endpointOption } from "./options.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";

export interface ConnectionFlags {
  readonly admin?: Endpoint;
  readonly config?: string;
  readonly format?: "text" | "json";
}

const timeoutMs = 10_000;

export function withConnection(command: Command): Command {
  return withFormat(
    command
      .option("--admin <ADDR:PORT>", "admin endpoint of the server", endpointOption)
      .option("--config <FILE>", "configuration of the server (default: ./fivenines.yaml)"),
  );
}

export function withFormat(command: Command): Command {
  return command.addOption(
    new Option("--format <FORMAT>", "how it is told (default: text)").choices(["text", "json"]),
  );
}

/** A server's refusal, in its own words. */
export class Refusal extends CommandFailure {}

/** The body of the answer; fails with what the server says if it refuses. */
export async function askSteering(
  flags: ConnectionFlags,
  around: Surroundings,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { settings } = await loadSettings(flags, flags.config, around);
  const answer = await askAdmin(settings.admin, method, path, timeoutMs, body);
  if (answer.status === 200) return answer.body;
  const { error, hint } = answer.body as { error?: string; hint?: string };
  if (answer.status === 404 && error === "no such page") {
    throw new CommandFailure(
      "this server does not steer: it is older than this command",
      exitCode.usage,
    );
  }
  const why = error ?? `the server says ${JSON.stringify(answer.body)}`;
  throw new Refusal(hint === undefined ? why : `${why} (${hint})`);
}

/** Runs a command: a refusal is 1, what kept it from running is 2. */
export async function steer(
  finish: (code: number) => void,
  run: () => Promise<number>,
): Promise<void> {
  // Until it has run, it could not.
  finish(exitCode.usage);
  try {
    finish(await run());
  } catch (error) {
    if (error instanceof Refusal) finish(exitCode.failure);
    throw error;
  }
}

export function durationOption(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError("write a duration such as 30s, 10m, 2h or 1d.");
}
