/** What was applied last, as a file: JSON that a person can read, checked when it is read. */
import { z } from "zod";
import type { JsonObject } from "../contract/json.js";
import type { LastApplied } from "../contract/memory.js";
import { rrsetFromJson, rrsetToJson } from "../rrset/rrset-text.js";
import { rrsetSchema } from "./change-json.js";

const version = 1;

const fileSchema = z.object({
  version: z.literal(version),
  apex: z.string(),
  provider: z.string(),
  serial: z.number(),
  appliedAt: z.iso.datetime(),
  zoneId: z.string().exactOptional(),
  settings: z.record(z.string(), z.json()),
  quarantined: z.array(
    z.object({ key: z.string(), digest: z.string(), reason: z.string(), since: z.iso.datetime() }),
  ),
  rrsets: z.array(rrsetSchema),
});

export function lastAppliedText(apex: string, provider: string, last: LastApplied): string {
  const { serial, appliedAtMs, zoneId, settings, quarantined, rrsets } = last;
  const file = {
    version,
    apex,
    provider,
    serial,
    appliedAt: new Date(appliedAtMs).toISOString(),
    ...(zoneId === undefined ? {} : { zoneId }),
    settings,
    quarantined: quarantined.map(({ key, digest, reason, sinceMs }) => ({
      // Keys hold octets of wire form.
      key: Buffer.from(key, "utf16le").toString("base64"),
      digest,
      reason,
      since: new Date(sinceMs).toISOString(),
    })),
    rrsets: [] as unknown[],
  };
  const lines = rrsets.map((rrset) => JSON.stringify(rrsetToJson(rrset)));
  // An RRset a line, so that two versions can be compared.
  const head = JSON.stringify(file, null, 2).replace(/\[\]\n\}$/, "");
  return `${head}[\n${lines.join(",\n")}\n]\n}\n`;
}

/** What is wrong with the file, if it is none. */
export function readLastApplied(
  text: string,
  apex: string,
  provider: string,
): LastApplied | string {
  try {
    const file = fileSchema.parse(JSON.parse(text));
    if (file.apex !== apex || file.provider !== provider) {
      return `it is about ${file.apex} at ${file.provider}`;
    }
    return {
      serial: file.serial,
      appliedAtMs: Date.parse(file.appliedAt),
      ...(file.zoneId === undefined ? {} : { zoneId: file.zoneId }),
      settings: file.settings as JsonObject,
      quarantined: file.quarantined.map(({ key, digest, reason, since }) => ({
        key: Buffer.from(key, "base64").toString("utf16le"),
        digest,
        reason,
        sinceMs: Date.parse(since),
      })),
      rrsets: file.rrsets.map(rrsetFromJson),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return "it is not JSON";
    if (error instanceof z.ZodError) {
      const [issue] = error.issues;
      return `${issue?.path.join(".") ?? "it"}: ${issue?.message ?? "not what was written"}`;
    }
    return error instanceof Error ? error.message : "it is not what was written";
  }
}
