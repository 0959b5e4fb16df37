/** One call as the fake sees it: which operation it is, and whether somebody known signed it. */
import type { IncomingMessage } from "node:http";
import { ApiFault } from "./api-fault.js";

const bodyBytesMax = 4 * 1024 * 1024;
const version = "/2013-04-01";

/** Method, path, operation; what is in parentheses is an argument. */
const routes: readonly (readonly [method: string, path: RegExp, operation: string])[] = [
  ["GET", /^\/hostedzonesbyname$/, "ListHostedZonesByName"],
  ["GET", /^\/hostedzone$/, "ListHostedZones"],
  ["POST", /^\/hostedzone$/, "CreateHostedZone"],
  ["GET", /^\/hostedzone\/([^/]+)$/, "GetHostedZone"],
  ["DELETE", /^\/hostedzone\/([^/]+)$/, "DeleteHostedZone"],
  ["GET", /^\/hostedzone\/([^/]+)\/rrset$/, "ListResourceRecordSets"],
  ["POST", /^\/hostedzone\/([^/]+)\/rrset$/, "ChangeResourceRecordSets"],
  ["GET", /^\/hostedzonelimit\/([^/]+)\/([^/]+)$/, "GetHostedZoneLimit"],
  ["GET", /^\/change\/([^/]+)$/, "GetChange"],
  ["POST", /^\/healthcheck$/, "CreateHealthCheck"],
  ["GET", /^\/healthcheck$/, "ListHealthChecks"],
  ["GET", /^\/healthcheck\/([^/]+)$/, "GetHealthCheck"],
  ["POST", /^\/healthcheck\/([^/]+)$/, "UpdateHealthCheck"],
  ["DELETE", /^\/healthcheck\/([^/]+)$/, "DeleteHealthCheck"],
  ["GET", /^\/healthcheck\/([^/]+)\/status$/, "GetHealthCheckStatus"],
  ["POST", /^\/tags\/([^/]+)\/([^/]+)$/, "ChangeTagsForResource"],
  ["POST", /^\/tags\/([^/]+)$/, "ListTagsForResources"],
];

export interface Call {
  readonly operation: string;
  readonly args: readonly string[];
  readonly query: URLSearchParams;
  readonly body: string;
}

export async function readCall(request: IncomingMessage): Promise<Call | ApiFault> {
  const url = new URL(request.url ?? "/", "http://route53");
  const path = url.pathname.replace(/\/$/, "");
  const body = await readBody(request);
  for (const [method, pattern, operation] of routes) {
    const match = path.startsWith(version) ? pattern.exec(path.slice(version.length)) : null;
    if (request.method !== method || match === null) continue;
    const args = match.slice(1).map(decodeURIComponent);
    return { operation, args, query: url.searchParams, body };
  }
  return new ApiFault(404, "UnknownOperationException", `${request.method} ${path} is not known`);
}

/** Signature Version 4 must be there, for this service and by a known key; it is not computed. */
export function authFault(request: IncomingMessage, accessKeyId: string): ApiFault | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined || request.headers["x-amz-date"] === undefined) {
    return new ApiFault(403, "MissingAuthenticationToken", "Missing Authentication Token");
  }
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/us-east-1\/route53\/aws4_request, SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$/.exec(
      authorization,
    );
  if (match === null) {
    return new ApiFault(403, "SignatureDoesNotMatch", "The request signature does not match");
  }
  if (match[1] !== accessKeyId) {
    return new ApiFault(
      403,
      "InvalidClientTokenId",
      "The security token included in the request is invalid.",
    );
  }
  return undefined;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > bodyBytesMax) throw new Error("a request of more than 4 MiB");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}
