/**
 * Errors of the SDK as faults for an operator. Words of AWS are passed on where they help, never
 * where they are about credentials: a message about a signature may repeat what was signed.
 */

import { wasUnsent } from "../adapter/http-faults.js";
import { said } from "../adapter/said.js";
import type { RrsetChange } from "../contract/change.js";
import { type Culprit, type FaultKind, ProviderFault } from "../contract/fault.js";
import { culpritsOf } from "./culprits.js";

const kinds: { readonly [name: string]: FaultKind } = {
  Throttling: "throttled",
  ThrottlingException: "throttled",
  TooManyRequestsException: "throttled",
  RequestLimitExceeded: "throttled",
  SlowDown: "throttled",
  PriorRequestNotComplete: "busy",
  InvalidChangeBatch: "rejected",
  InvalidInput: "rejected",
  InvalidArgument: "rejected",
  InvalidDomainName: "rejected",
  HostedZoneAlreadyExists: "rejected",
  HealthCheckAlreadyExists: "rejected",
  ConflictingDomainExists: "rejected",
  HealthCheckVersionMismatch: "conflict",
  DelegationSetNotAvailable: "limit",
  LimitsExceeded: "limit",
  TooManyHostedZones: "limit",
  TooManyHealthChecks: "limit",
  NoSuchHostedZone: "not-found",
  NoSuchHealthCheck: "not-found",
  NoSuchChange: "not-found",
  NoSuchDelegationSet: "not-found",
  AccessDenied: "auth",
  AccessDeniedException: "auth",
  NotAuthorizedException: "auth",
  InvalidClientTokenId: "auth",
  UnrecognizedClientException: "auth",
  SignatureDoesNotMatch: "auth",
  IncompleteSignature: "auth",
  MissingAuthenticationToken: "auth",
  ExpiredToken: "auth",
  ExpiredTokenException: "auth",
  RequestExpired: "auth",
  CredentialsProviderError: "auth",
  TokenProviderError: "auth",
};

/** Where the code is none that is known. */
const kindsOfStatus: { readonly [status: number]: FaultKind } = {
  401: "auth",
  403: "auth",
  429: "throttled",
};

const hints: { readonly [kind in FaultKind]?: string } = {
  auth: "give AWS credentials in the environment or in AWS's own files, with route53:ListHostedZonesByName, GetHostedZone, ListResourceRecordSets, ChangeResourceRecordSets and GetChange allowed",
  limit: "ask AWS for a higher quota of the account",
  throttled: "something else uses the account's 10 calls a second, too",
};

export interface Deed {
  /** The provider's key in the configuration. */
  readonly provider: string;
  /** "ChangeResourceRecordSets of example.com." */
  readonly what: string;
  /** What the call was to change; without, it changes nothing. */
  readonly changes?: readonly RrsetChange[];
  readonly writes: boolean;
}

export function faultOf(error: unknown, deed: Deed): ProviderFault {
  if (error instanceof ProviderFault) return error;
  const { name, code, status, words, messages } = factsOf(error);
  const subject = `${deed.provider}: ${deed.what}`;
  // A check that a record was to name has gone since: what was planned is not the case any more.
  const isLate = name === "NoSuchHealthCheck" && deed.what === "ChangeResourceRecordSets";
  const kind = isLate ? "conflict" : (kinds[name] ?? kindsOfStatus[status ?? 0]);
  const unknown = deed.writes ? { committed: "unknown" as const } : {};
  if (kind === "auth") {
    const message = `${subject} was refused: ${authReasons[name] ?? "the credentials do not allow it"}`;
    return new ProviderFault(kind, message, { hint: hints.auth! });
  }
  if (name === "InvalidChangeBatch") return batchFault(subject, messages, words, deed);
  if (kind !== undefined) {
    const hint = hints[kind];
    const message = `${subject} was refused: ${words}`;
    return new ProviderFault(kind, message, hint === undefined ? {} : { hint });
  }
  if (code !== undefined && wasUnsent(code)) {
    const hint = "see whether this machine reaches the endpoint of Route 53";
    return new ProviderFault("unavailable", `${subject}: no connection (${code})`, { hint });
  }
  if (status !== undefined && status >= 500) {
    return new ProviderFault("unavailable", `${subject}: Route 53 answered ${status}`, unknown);
  }
  if (status !== undefined && status >= 400) {
    return new ProviderFault("rejected", `${subject} was refused: ${name}: ${words}`);
  }
  if (isInterrupted(name, code)) {
    const message = `${subject}: no answer (${code ?? name})`;
    return new ProviderFault("unavailable", message, unknown);
  }
  const hint = "see whether the endpoint is Route 53, and no proxy stands in between";
  const message = `${subject}: an answer that cannot be read`;
  return new ProviderFault("malformed", message, { ...unknown, hint });
}

const authReasons: { readonly [name: string]: string } = {
  CredentialsProviderError: "there are no credentials",
  MissingAuthenticationToken: "there are no credentials",
  InvalidClientTokenId: "the access key is not known",
  UnrecognizedClientException: "the access key is not known",
  SignatureDoesNotMatch: "the secret does not fit the access key",
  ExpiredToken: "the session's token has expired",
  ExpiredTokenException: "the session's token has expired",
  RequestExpired: "the clock of this machine is wrong",
};

function batchFault(
  subject: string,
  messages: readonly string[],
  words: string,
  { changes = [] }: Deed,
): ProviderFault {
  const { conflicts, rejected } = culpritsOf(messages.length > 0 ? messages : [words], changes);
  // A conflict is told once nothing else is wrong: what is refused would be refused again.
  const isConflict = rejected.length === 0 && conflicts.length > 0;
  const told: readonly Culprit[] = isConflict ? conflicts : rejected;
  const message = isConflict
    ? `${subject} was refused, somebody else changed the same records: ${words}`
    : `${subject} was refused: ${words}`;
  const hint = isConflict ? "plan again" : "";
  return new ProviderFault(isConflict ? "conflict" : "rejected", message, { culprits: told, hint });
}

function isInterrupted(name: string, code: string | undefined): boolean {
  const ending = name === "TimeoutError" || name === "AbortError";
  return ending || code === "ECONNRESET" || code === "EPIPE" || code === "ETIMEDOUT";
}

/** What can be told of something thrown, whatever it is. */
function factsOf(error: unknown): {
  readonly name: string;
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly words: string;
  readonly messages: readonly string[];
} {
  const facts = (typeof error === "object" && error !== null ? error : {}) as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly message?: unknown;
    readonly messages?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: unknown };
  };
  const status = facts.$metadata?.httpStatusCode;
  const messages = Array.isArray(facts.messages)
    ? facts.messages.filter((message) => typeof message === "string")
    : [];
  const words = messages.length > 0 ? messages.join("; ") : String(facts.message ?? "");
  return {
    name: typeof facts.name === "string" ? facts.name : "",
    code: typeof facts.code === "string" ? facts.code : undefined,
    status: typeof status === "number" ? status : undefined,
    words: said(words),
    messages: messages.length > 0 ? messages : splitMessages(String(facts.message ?? "")),
  };
}

/** Several messages come as one text in brackets, with commas between that are in them, too. */
function splitMessages(text: string): string[] {
  const inside = /^\[(.*)\]$/s.exec(text)?.[1] ?? text;
  return inside.split(
    /, (?=Tried to |RRSet |Invalid Resource Record|Duplicate Resource Record|The request contains |A HostedZone )/,
  );
}
