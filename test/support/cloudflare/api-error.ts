/**
 * What Cloudflare's API says when it refuses. Codes are those that its users report word by word;
 * `assumed` marks those that nobody wrote down, so nothing may depend on their number.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

const sameName =
  "For more details, refer to <https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/>.";

export const apiErrors = {
  authentication: () => new ApiError(403, 10_000, "Authentication error"),
  invalidToken: () => new ApiError(401, 1000, "Invalid API Token"),
  rateLimited: () => new ApiError(429, 10_429, "Rate limited. Please wait and try again."),
  noRoute: (path: string) =>
    new ApiError(
      404,
      7003,
      `Could not route to ${path}, perhaps your object identifier is invalid?`,
    ),
  zoneExists: (name: string) => new ApiError(400, 1061, `${name} already exists`),
  conflict: () => new ApiError(409, 1045 /* assumed */, "Another change is in progress"),
  body: () => new ApiError(400, 9207, "Request body is invalid."),
  noRecord: () => new ApiError(404, 81_044, "Record does not exist."),
  hostTaken: () =>
    new ApiError(
      400,
      81_053,
      `An A, AAAA, or CNAME record with that host already exists. ${sameName}`,
    ),
  cnameTaken: () =>
    new ApiError(400, 81_054, `A CNAME record with that host already exists. ${sameName}`),
  otherTypes: () =>
    new ApiError(
      400,
      81_055 /* assumed */,
      `Other records with that host already exist. ${sameName}`,
    ),
  nsTaken: () => new ApiError(400, 81_056, `NS records with that host already exist. ${sameName}`),
  identical: () => new ApiError(400, 81_058, "An identical record already exists."),
  exists: () => new ApiError(400, 81_057, "The record already exists."),
  dsWithoutNs: () =>
    new ApiError(400, 81_063 /* assumed */, "DS records need NS records at the same name."),
  quota: () => new ApiError(400, 81_045, "Record quota exceeded."),
  name: () => new ApiError(400, 9000, "DNS name is invalid."),
  type: () => new ApiError(400, 9002 /* assumed */, "DNS record type is invalid."),
  notProxiable: () => new ApiError(400, 9004, "This record type cannot be proxied."),
  content: (type: string) =>
    new ApiError(
      400,
      { A: 9005, AAAA: 9006, CNAME: 9007, MX: 9009, NS: 9008 }[type] ?? 9101 /* assumed */,
      type === "A" || type === "AAAA"
        ? `Content for ${type} record must be a valid IPv${type === "A" ? 4 : 6} address.`
        : `Content for ${type} record is invalid.`,
    ),
  wireLength: () =>
    new ApiError(400, 9015, "Record content exceeds the allowed length of 4096 wire format bytes."),
  combinedLength: () =>
    new ApiError(
      400,
      83_011,
      "Combined content length of records with this name and type must not exceed 8192 characters.",
    ),
  ttl: (min: number) =>
    new ApiError(
      400,
      9021,
      `Invalid TTL. Must be between ${min} and 86400 seconds, or 1 for Automatic.`,
    ),
  comment: (max: number) =>
    new ApiError(400, 9110 /* assumed */, `Comments must be at most ${max} characters long.`),
  tags: () => new ApiError(400, 9111 /* assumed */, "Tags are not available on this plan."),
  flattening: () =>
    new ApiError(400, 9112 /* assumed */, "CNAME flattening is not available on this plan."),
  batchLength: (max: number) =>
    new ApiError(400, 9113 /* assumed */, `A batch may hold at most ${max} operations.`),
} as const;
