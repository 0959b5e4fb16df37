/**
 * Who may use the admin endpoint. With a token: whoever carries it. Without one the endpoint is on
 * a loopback address, where the danger is a browser on this machine that a foreign page drives:
 * its requests carry a foreign Host (DNS rebinding) or a foreign Origin.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isLoopback } from "../config/endpoint.js";

export interface Refusal {
  readonly status: 401 | 403;
  readonly error: string;
}

/** Undefined if the request may pass. */
export function refuse(headers: IncomingHttpHeaders, token: string | null): Refusal | undefined {
  if (token !== null) {
    const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
    return sameSecret(given, token)
      ? undefined
      : { status: 401, error: "send the admin token as Authorization: Bearer …" };
  }
  if (!isLocalHost(headers.host ?? "")) {
    return { status: 403, error: "the Host header must be a loopback address or localhost" };
  }
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`) {
    return { status: 403, error: "requests of other origins are refused" };
  }
  return undefined;
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function isLocalHost(host: string): boolean {
  const name = host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return name === "localhost" || isLoopback(name);
}
