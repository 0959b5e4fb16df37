/**
 * What the SDK throws, as faults of the contract: whether it may have happened, whether the same may
 * succeed later, and what to do. Of a batch only the first error is told, without its place.
 */
import Cloudflare from "cloudflare";
import { z } from "zod";
import { networkCodeOf, placeIn, retryAfterOf, wasUnsent } from "../adapter/http-faults.js";
import { said } from "../adapter/said.js";
import { type FaultFacts, type FaultKind, ProviderFault } from "../contract/fault.js";
import { errorsOf } from "./payloads.js";

export interface CallFacts {
  /** The provider's key in the configuration. */
  readonly provider: string;
  /** "list records" */
  readonly what: string;
  readonly isWrite: boolean;
}

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
    const words = `answered something else than documented${placeIn(error)}`;
    return fault("malformed", words, call, { committed: unknown });
  }
  if (!(error instanceof Cloudflare.APIError)) {
    return fault("malformed", "gave an answer that is no JSON", call, { committed: unknown });
  }
  if (error instanceof Cloudflare.APIUserAbortError) {
    return fault("unavailable", "was not waited for any longer", call, { committed: unknown });
  }
  if (error.status === undefined) {
    const code = networkCodeOf(error);
    const reason =
      error instanceof Cloudflare.APIConnectionTimeoutError
        ? "did not answer in time"
        : `cannot be reached${code === "" ? "" : `: ${code}`}`;
    return fault("unavailable", reason, call, {
      committed: wasUnsent(code) ? "no" : unknown,
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
      : `refused: ${said(first.message)} (code ${first.code})`;
  if (status === 429) {
    return fault("throttled", words, call, retryAfterOf(error.headers));
  }
  if (status === 408 || status >= 500) {
    const facts = {
      committed: call.isWrite ? "unknown" : "no",
      ...retryAfterOf(error.headers),
    } as const;
    return fault("unavailable", words, call, facts);
  }
  if (status === 409) return fault("busy", words, call, retryAfterOf(error.headers));
  const kind = kindsOfCodes[first?.code ?? 0] ?? kindOfStatus(status);
  const hint = hints[kind];
  return fault(kind, words, call, hint === undefined ? {} : { hint });
}

function kindOfStatus(status: number): FaultKind {
  if (status === 401 || status === 403) return "auth";
  if (status === 404) return "not-found";
  return status < 400 ? "malformed" : "rejected";
}

function fault(
  kind: FaultKind,
  words: string,
  { provider, what }: CallFacts,
  facts: FaultFacts = {},
): ProviderFault {
  return new ProviderFault(kind, `${provider}: ${what}: Cloudflare ${words}`, facts);
}
