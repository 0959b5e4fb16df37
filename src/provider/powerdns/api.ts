/**
 * HTTP as PowerDNS speaks it: one JSON document a call, the key in a header. Answers are bounded in
 * size and checked; whatever else comes is a ProviderFault.
 */
import type { z } from "zod";
import { type FaultFacts, ProviderFault } from "../contract/fault.js";
import type { PowerdnsSettings } from "../contract/settings.js";
import { errorBody } from "./payloads.js";

/** A zone of a million records is listed in about so many octets. */
const answerBytesMax = 256 * 1024 * 1024;
/** PowerDNS writes a large batch to its database before it answers. */
const callMs = 60_000;
const excerptLength = 200;

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
    const [issue] = parsed.error.issues;
    const at = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
    throw this.fault("malformed", `answered something else than the PowerDNS API does${at}`, call, {
      hint: "does its url lead to the API of PowerDNS?",
    });
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
      const text = await boundedText(response);
      if (text !== undefined) return { status: response.status, headers: response.headers, text };
    } catch (error) {
      throw this.silence(call, error, signal);
    }
    throw this.fault("malformed", `answered more than ${answerBytesMax} octets`, call);
  }

  private silence(call: ApiCall, error: unknown, signal: AbortSignal): ProviderFault {
    if (signal.aborted) return this.fault("unavailable", "was not waited for any longer", call);
    const code = codeOf(error);
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    const reason = timedOut ? `did not answer within ${callMs / 1000} s` : "cannot be reached";
    const unsent = code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EHOSTUNREACH";
    return this.fault("unavailable", code === "" ? reason : `${reason}: ${code}`, call, {
      hint: "is PowerDNS running with api=yes and webserver=yes, and does webserver-allow-from let this host in?",
      ...(unsent ? { committed: "no" } : {}),
    });
  }

  private faultOf(call: ApiCall, { status, text, headers }: ApiAnswer): ProviderFault {
    const said = errorBody.safeParse(jsonOf(text));
    const words = said.success ? `: ${excerpt(said.data.error)}` : "";
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
      const seconds = Number(headers.get("retry-after"));
      return this.fault(status === 429 ? "throttled" : "unavailable", message, call, {
        ...(seconds > 0 ? { retryAfterMs: Math.min(seconds, 3600) * 1000 } : {}),
      });
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

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : "";
}

async function boundedText(response: Response): Promise<string | undefined> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What another program said, in one line and short. */
function excerpt(text: string): string {
  const line = text.replace(/[^\x20-\x7e]+/g, " ").trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line;
}
