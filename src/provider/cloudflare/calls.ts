/**
 * The SDK behind the desk: no retries of its own, answers bounded and checked, limits learned from
 * headers, faults of the contract. The token goes into the one header and nowhere else.
 */
import Cloudflare from "cloudflare";
import type { z } from "zod";
import { boundedBody } from "../adapter/bounded-body.js";
import type { CallDesk, RateFacts } from "../contract/call-desk.js";
import type { Clock } from "../contract/clock.js";
import { ProviderFault } from "../contract/fault.js";
import type { CloudflareSettings } from "../contract/settings.js";
import { faultOf } from "./faults.js";

/** A page of 5,000 records of 4,096 octets, escaped, and room for what is not read of them. */
const answerBytesMax = 128 * 1024 * 1024;
/** A full batch takes Cloudflare some seconds. */
const callMs = 60_000;

/** Goes with every call of the SDK. */
export interface CallOptions {
  readonly signal: AbortSignal;
}

type Call = (client: Cloudflare, options: CallOptions) => PromiseLike<unknown>;

/** A zone that was just made answers 403 on its records for a while (octodns-cloudflare#108). */
const newZoneMs = 120_000;
const newZoneRetryMs = 5000;

export class CloudflareCalls {
  private readonly client: Cloudflare;
  private newZoneUntilMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly provider: string,
    { apiToken, baseUrl }: CloudflareSettings,
    private readonly desk: CallDesk,
    private readonly clock: Clock,
  ) {
    if (!/^[\x21-\x7e]+$/.test(apiToken)) {
      const message = `${provider}: its API token has characters that no header can hold`;
      throw new ProviderFault("auth", message, { hint: "look for blanks and line ends in it" });
    }
    if (baseUrl !== null && !URL.canParse(baseUrl)) {
      const hint = "leave baseURL out for Cloudflare's own";
      throw new ProviderFault("auth", `${provider}: its baseURL is no URL`, { hint });
    }
    this.client = new Cloudflare({
      apiToken,
      // Null, so that nothing of it is taken from the environment.
      apiKey: null,
      apiEmail: null,
      userServiceKey: null,
      baseURL: baseUrl,
      maxRetries: 0,
      timeout: callMs,
      logLevel: "off",
      // The token follows no redirection.
      fetchOptions: { redirect: "manual" },
      fetch: (input, init) => this.fetch(input, init),
    });
  }

  read<T>(what: string, call: Call, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    return this.desk.read(what, (calling) => this.once(what, call, schema, calling, false), signal);
  }

  write<T>(what: string, call: Call, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    return this.desk.write(what, (calling) => this.once(what, call, schema, calling, true), signal);
  }

  /** A refusal may only mean that the zone is not ready. */
  zoneMade(): void {
    this.newZoneUntilMs = this.clock.nowMs() + newZoneMs;
  }

  private async once<T>(
    what: string,
    call: Call,
    schema: z.ZodType<T>,
    signal: AbortSignal,
    isWrite: boolean,
  ): Promise<T> {
    try {
      return schema.parse(await call(this.client, { signal }));
    } catch (error) {
      const fault = faultOf(error, { provider: this.provider, what, isWrite });
      if (fault.kind !== "auth" || this.clock.nowMs() >= this.newZoneUntilMs) throw fault;
      const message = `${fault.message}; the zone was just made and may not be ready`;
      throw new ProviderFault("busy", message, { retryAfterMs: newZoneRetryMs, cause: fault });
    }
  }

  private async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const response = await fetch(input, init);
    const facts = rateFacts(response.headers);
    if (facts !== undefined) this.desk.learn(facts);
    const { status, statusText, headers } = response;
    // Null, as some statuses may have no body at all.
    if (response.body === null) return new Response(null, { status, statusText, headers });
    const body = await boundedBody(response, answerBytesMax);
    if (body === undefined) throw new Error(`an answer of more than ${answerBytesMax} octets`);
    return new Response(body, { status, statusText, headers });
  }
}

/** Of several limits, the one that is nearest. `Ratelimit: "default";r=50;t=30`, in seconds. */
export function rateFacts(headers: Headers): RateFacts | undefined {
  const limits = itemsOf(headers.get("ratelimit"));
  const [nearest] = limits.filter(({ r }) => r !== undefined).sort((a, b) => a.r! - b.r!);
  if (nearest === undefined) return undefined;
  const policies = itemsOf(headers.get("ratelimit-policy"));
  const policy = policies.find(({ name }) => name === nearest.name);
  return {
    remaining: nearest.r!,
    ...(nearest.t === undefined ? {} : { resetMs: nearest.t * 1000 }),
    ...(policy?.q === undefined ? {} : { quota: policy.q }),
    ...(policy?.w === undefined ? {} : { windowMs: policy.w * 1000 }),
  };
}

interface LimitItem {
  readonly name: string;
  readonly r?: number;
  readonly t?: number;
  readonly q?: number;
  readonly w?: number;
}

function itemsOf(header: string | null): LimitItem[] {
  return (header ?? "").split(",").map((item) => {
    const [name = "", ...parts] = item.trim().split(";");
    const numbers = parts
      .map((part) => /^\s*([rtqw])=([0-9]{1,9})\s*$/.exec(part))
      .filter((match) => match !== null)
      .map((match) => [match[1]!, Number(match[2])]);
    return { name, ...Object.fromEntries(numbers) };
  });
}
