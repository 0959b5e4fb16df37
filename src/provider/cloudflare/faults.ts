/**
 * What the SDK throws, as faults of the contract: whether it may have happened, whether the same may
 * succeed later, and what to do. Of a batch only the first error is told, without its place.
 */
import Cloudflare from "cloudflare";
import { z } from "zod";
import { type FaultFacts, type FaultKind, ProviderFault } from "../contract/fault.js";
import { errorsOf } from "./payloads.js";

export interface CallFacts {
  /** The provider's key in the configuration. */
  readonly provider: string;
  /** "list records" */
  readonly what: string;
  readonly isWrite: boolean;
}

const excerptLength = 300;
/** An hour; whoever names more is asked again then. */
const retryAfterSecondsMax = 3600;
/** The connection was never made. */
const unsentCodes: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH"]);

/** Codes that say more than their status. */
const kindsOfCodes: { readonly [code: number]: FaultKind } = {
  // Authentication error, invalid access token.
  10000: "auth",
  9109: "auth",
  // Record does not exist: somebody deleted it since it was listed.
  81044: "conflict",
  // The record exists, an identical record exists: somebody made it, perhaps an attempt of ours.
  81057: "conflict",
  81058: "conflict",
  // Record quota exceeded.
  81045: "limit",
};

const hints: { readonly [kind in FaultKind]?: string } = {
  auth: "does the token exist, and may it read zones and edit DNS of this zone (Zone:Read, DNS:Edit)?",
  "not-found": "is the zone still in the account?",
  limit: "delete records there, or ask Cloudflare for a larger plan",
};

export function faultOf(error: unknown, call: CallFacts): ProviderFault {
  if (error instanceof ProviderFault) return error;
  const unknown = call.isWrite ? "unknown" : "no";
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const at = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
    return fault("malformed", `answered something else than documented${at}`, call, {
      committed: unknown,
    });
  }
  if (!(error instanceof Cloudflare.APIError)) {
    return fault("malformed", "gave an answer that is no JSON", call, { committed: unknown });
  }
  if (error instanceof Cloudflare.APIUserAbortError) {
    return fault("unavailable", "was not waited for any longer", call, { committed: unknown });
  }
  if (error.status === undefined) {
    const code = codeOf(error);
    const reason =
      error instanceof Cloudflare.APIConnectionTimeoutError
        ? "did not answer in time"
        : `cannot be reached${code === "" ? "" : `: ${code}`}`;
    return fault("unavailable", reason, call, {
      committed: unsentCodes.has(code) ? "no" : unknown,
      hint: "see https://www.cloudflarestatus.com/, and whether this host may speak to it",
    });
  }
  return refusal(error as RefusedCall, call);
}

type RefusedCall = InstanceType<typeof Cloudflare.APIError> & { readonly status: number };

function refusal(error: RefusedCall, call: CallFacts): ProviderFault {
  const { status } = error;
  const parsed = errorsOf.safeParse(error.error);
  const first = parsed.success ? parsed.data.errors[0] : undefined;
  const words =
    first === undefined
      ? `answered ${status}`
      : `refused: ${excerpt(first.message)} (code ${first.code})`;
  if (status === 429) {
    return fault("throttled", words, call, retryAfter(error));
  }
  if (status === 408 || status >= 500) {
    const facts = { committed: call.isWrite ? "unknown" : "no", ...retryAfter(error) } as const;
    return fault("unavailable", words, call, facts);
  }
  if (status === 409) return fault("busy", words, call, retryAfter(error));
  const kind = kindsOfCodes[first?.code ?? 0] ?? kindOfStatus(status);
  const hint = hints[kind];
  return fault(kind, words, call, hint === undefined ? {} : { hint });
}

function kindOfStatus(status: number): FaultKind {
  if (status === 401 || status === 403) return "auth";
  if (status === 404) return "not-found";
  return status < 400 ? "malformed" : "rejected";
}

function retryAfter({ headers }: RefusedCall): Pick<FaultFacts, "retryAfterMs"> {
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  if (!(seconds > 0)) return {};
  return { retryAfterMs: Math.min(seconds, retryAfterSecondsMax) * 1000 };
}

function fault(
  kind: FaultKind,
  words: string,
  { provider, what }: CallFacts,
  facts: FaultFacts = {},
): ProviderFault {
  return new ProviderFault(kind, `${provider}: ${what}: Cloudflare ${words}`, facts);
}

function codeOf(error: Error): string {
  let cause: unknown = error;
  for (let depth = 0; depth < 4 && cause instanceof Error; depth++) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
    cause = cause.cause;
  }
  return "";
}

/** What another program said, in one line and short. */
function excerpt(text: string): string {
  const line = text.replace(/[^\x20-\x7e]+/g, " ").trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line;
}
