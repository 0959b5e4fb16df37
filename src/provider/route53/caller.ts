/**
 * The way to Route 53: the SDK set up so that pacing, deadlines and repeats stay ours, each call
 * handed in at the account's desk, each answer checked, each error made a fault.
 */
import { Route53Client, type Route53ClientConfig } from "@aws-sdk/client-route-53";
import type { z } from "zod";
import type { CallDesk } from "../contract/call-desk.js";
import type { RrsetChange } from "../contract/change.js";
import { ProviderFault } from "../contract/fault.js";
import type { Route53Settings } from "../contract/settings.js";
import { boundBodies } from "./bounded-body.js";
import { faultOf } from "./faults.js";

const connectMsMax = 5000;
/** A full batch may take some seconds; the desk's deadline comes on top. */
const answerMsMax = 30_000;

/** What `client.send` takes, without the types of each command. */
interface Command {
  readonly input: object;
}

export function openClient({ region, endpoint }: Route53Settings): Route53Client {
  // The SDK warns on Node 20 of versions of itself to come; which one is used is pinned here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const config: Route53ClientConfig = {
    region,
    ...(endpoint === null ? {} : { endpoint }),
    // Whether a call may be made again, only the executor knows.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: connectMsMax,
      requestTimeout: answerMsMax,
      throwOnRequestTimeout: true,
    },
  };
  return new Route53Client(config);
}

export class Caller {
  constructor(
    /** The provider's key in the configuration. */
    readonly provider: string,
    private readonly client: Route53Client,
    private readonly desk: CallDesk,
  ) {
    boundBodies(client);
  }

  read<T>(command: Command, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    const what = nameOf(command);
    const call = (calling: AbortSignal) => this.send(command, schema, calling, false, []);
    return this.desk.read(what, call, signal);
  }

  write<T>(
    command: Command,
    schema: z.ZodType<T>,
    changes: readonly RrsetChange[],
    signal?: AbortSignal,
  ): Promise<T> {
    const what = nameOf(command);
    const call = (calling: AbortSignal) => this.send(command, schema, calling, true, changes);
    return this.desk.write(what, call, signal);
  }

  close(): void {
    this.client.destroy();
  }

  private async send<T>(
    command: Command,
    schema: z.ZodType<T>,
    signal: AbortSignal,
    writes: boolean,
    changes: readonly RrsetChange[],
  ): Promise<T> {
    const what = nameOf(command);
    const deed = { provider: this.provider, what, writes, changes };
    let answer: unknown;
    try {
      // The SDK's types have one overload a command; which one this is, only the schema knows.
      answer = await this.client.send(command as never, { abortSignal: signal });
    } catch (error) {
      throw faultOf(error, deed);
    }
    const read = schema.safeParse(answer);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const where = issue === undefined ? "" : `, at ${issue.path.join(".")}: ${issue.message}`;
    throw new ProviderFault(
      "malformed",
      `${this.provider}: ${what} has an answer that is not Route 53's${where}`,
      { committed: writes ? "unknown" : "no" },
    );
  }
}

/** `ListResourceRecordSets` of `ListResourceRecordSetsCommand`. */
function nameOf(command: Command): string {
  return command.constructor.name.replace(/Command$/, "");
}
