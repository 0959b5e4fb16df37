/**
 * HTTP as PowerDNS speaks it: one JSON document a call, the key in a header. Answers are bounded in
 * size and checked; whatever else comes is a ProviderFault.
 */
import type { z } from "zod";
import { boundedBody } from "../adapter/bounded-body.js";
import { networkCodeOf, placeIn, retryAfterOf, wasUnsent } from "../adapter/http-faults.js";
import { said } from "../adapter/said.js";
import { type FaultFacts, ProviderFault } from "../contract/fault.js";
import type { PowerdnsSettings } from "../contract/settings.js";
import { errorBody } from "./payloads.js";

/** A zone of a million records is listed in about so many octets. */
const answerBytesMax = 256 * 1024 * 1024;
/** PowerDNS writes a large batch to its database before it answers. */
const callMs = 60_000;

export interface ApiCall {
  readonly method: "GET" | "POST" | "PATCH";
  /** Behind `/api/v1/servers/ID`. */
  readonly path: string;
  readonly body?: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export class PowerdnsApi {
  readonly #apiKey: string;
  private readonly base: string;
  /** Without path and credentials: what messages may show. */
  readonly where: string;
  /** Name or address, an IPv6 one without brackets. */
  readonly host: string;

  constructor(
    private readonly name: string,
    { url, apiKey, server }: PowerdnsSettings,
  ) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (parsed === undefined || parsed.username !== "" || parsed.password !== "") {
      const message = `${name}: its url is not usable`;
      throw new ProviderFault("auth", message, { hint: "write url: http://HOST:PORT" });
    }
    // Said here, as whoever refuses it later shows it.
    if (!/^[\x21-\x7e]+$/.test(apiKey)) {
      const message = `${name}: its API key has characters that no header can hold`;
      throw new ProviderFault("auth", message, { hint: "look for blanks and line ends in it" });
    }
    this.#apiKey = apiKey;
    this.where = parsed.host;
    this.host = parsed.hostname.replace(/^\[|\]$/g, "");
    const root = `${parsed.origin}${parsed.pathname.replace(/\/+$/, "")}`;
    const versioned = root.endsWith("/api/v1") ? root : `${root}/api/v1`;
    this.base = `${versioned}/servers/${encodeURIComponent(server)}`;
  }

  /** The answer to a call that succeeded; faults of all others. */
  async call(call: ApiCall, signal: AbortSignal): Promise<ApiAnswer> {
    const answer = await this.exchange(call, signal);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw this.faultOf(call, answer);
  }

  /** The document that a GET or POST answers. */
  async document<T>(call: ApiCall, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const { text } = await this.call(call, signal);
    const parsed = schema.safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    const message = `answered something else than the PowerDNS API does${placeIn(parsed.error)}`;
    const hint = "does its url lead to the API of PowerDNS?";
    throw this.fault("malformed", message, call, { hint });
  }

  private async exchange(call: ApiCall, signal: AbortSignal): Promise<ApiAnswer> {
    try {
      const response = await fetch(this.base + call.path, {
        method: call.method,
        headers: { "X-API-Key": this.#apiKey, "Content-Type": "application/json" },
        // The key goes nowhere else.
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(callMs)]),
        ...(call.body === undefined ? {} : { body: call.body }),
      });
      const body = await boundedBody(response, answerBytesMax);
      if (body !== undefined) {
        const text = Buffer.from(body).toString("utf8");
        return { status: response.status, headers: response.headers, text };
      }
    } catch (error) {
      throw this.silence(call, error, signal);
    }
    throw this.fault("malformed", `answered more than ${answerBytesMax} octets`, call);
  }

  private silence(call: ApiCall, error: unknown, signal: AbortSignal): ProviderFault {
    if (signal.aborted) return this.fault("unavailable", "was not waited for any longer", call);
    const code = networkCodeOf(error);
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    const reason = timedOut ? `did not answer within ${callMs / 1000} s` : "cannot be reached";
    return this.fault("unavailable", code === "" ? reason : `${reason}: ${code}`, call, {
      hint: "is PowerDNS running with api=yes and webserver=yes, and does webserver-allow-from let this host in?",
      ...(wasUnsent(code) ? { committed: "no" } : {}),
    });
  }

  private faultOf(call: ApiCall, { status, text, headers }: ApiAnswer): ProviderFault {
    const read = errorBody.safeParse(jsonOf(text));
    const words = read.success ? `: ${said(read.data.error)}` : "";
    const message = `answered ${status}${words}`;
    if (status === 401 || status === 403) {
      return this.fault("auth", message, call, {
        committed: "no",
        hint: "is the API key the one that api-key sets, and does webserver-allow-from let this host in?",
      });
    }
    if (status === 404) {
      const hint = "is the zone still there, and do url and server name the API of PowerDNS?";
      return this.fault("not-found", message, call, { committed: "no", hint });
    }
    if (status === 429 || status === 503) {
      const kind = status === 429 ? "throttled" : "unavailable";
      return this.fault(kind, message, call, retryAfterOf(headers));
    }
    if (status === 413) return this.fault("limit", message, call, { committed: "no" });
    if (status >= 500) {
      return this.fault("unavailable", message, call, { hint: "its log says why" });
    }
    if (status >= 300 && status < 400) {
      const hint = "does its url lead to the API of PowerDNS, without redirections?";
      return this.fault("malformed", message, call, { committed: "no", hint });
    }
    return this.fault("rejected", message, call, { committed: "no" });
  }

  private fault(
    kind: ProviderFault["kind"],
    message: string,
    { method }: ApiCall,
    facts: FaultFacts = {},
  ): ProviderFault {
    const committed = method === "GET" ? "no" : "unknown";
    return new ProviderFault(kind, `${this.name} (${this.where}) ${message}`, {
      committed,
      ...facts,
    });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
