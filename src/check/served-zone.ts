/**
 * The version of a zone that is served now: asked of a server's admin endpoint, or read from a
 * folder or a file that somebody fetched before. It is a baseline, so that it cannot be had is said
 * once and stops nothing.
 */
import { join } from "node:path";
import { formatDiagnostic } from "../base/diagnostic.js";
import { fileAt } from "../base/file-at.js";
import { nameToText } from "../dns/name-text.js";
import { diskFiles } from "../zone/disk.js";
import { copyZone, ZoneReader } from "../zone/reader.js";
import type { Zone } from "../zone/zone.js";
import { apexToWire, fileNameOfApex } from "../zone/zone-file-name.js";
import { readZoneText } from "../zone/zone-text.js";

export type ServedZone =
  | { readonly kind: "zone"; readonly zone: Zone }
  /** The server does not serve it: the zone is new. */
  | { readonly kind: "absent" }
  /** Nobody knows; `reason` is a sentence for whoever asked. */
  | { readonly kind: "failed"; readonly reason: string };

export interface ServedZoneOptions {
  /** Of the admin endpoint, if it wants one. */
  readonly token: string | null;
  readonly timeoutMs?: number;
  readonly bytesMax?: number;
}

/** A server that makes the text of a million records needs seconds. */
const timeoutMsUsual = 30_000;
/** Text of several million records; a server that sends more is none of ours. */
const bytesMaxUsual = 512 * 1024 * 1024;

/**
 * `where` is the URL of an admin endpoint, a folder of `<apex>.zone` files, or the file of the zone.
 * `apex` is in presentation form, absolute. Never rejects.
 */
export async function servedZone(
  where: string,
  apex: string,
  options: ServedZoneOptions,
): Promise<ServedZone> {
  if (!/^https?:\/\//i.test(where)) return zoneOnDisk(where, apex);
  try {
    return await fetchZone(where, apex, options);
  } catch (error) {
    return { kind: "failed", reason: `${where}: ${reasonOf(error)}` };
  }
}

async function fetchZone(
  where: string,
  apex: string,
  { token, timeoutMs = timeoutMsUsual, bytesMax = bytesMaxUsual }: ServedZoneOptions,
): Promise<ServedZone> {
  const url = `${where.replace(/\/+$/, "")}/zones/${encodeURIComponent(apex)}/text`;
  const response = await fetch(url, {
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(timeoutMs),
    redirect: "error",
  });
  if (response.status === 404 && isJson(response)) {
    await response.body?.cancel();
    return { kind: "absent" };
  }
  if (!response.ok || isJson(response)) {
    await response.body?.cancel();
    return { kind: "failed", reason: `${where}: ${refusalOf(response.status)}` };
  }
  const text = await bodyOf(response, bytesMax);
  if (text === undefined) {
    return { kind: "failed", reason: `${where}: ${apex} has more than ${bytesMax} octets of text` };
  }
  return fromText(text, where, apex);
}

function isJson(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("application/json") === true;
}

function refusalOf(status: number): string {
  if (status === 401) return "the server wants its admin token: set FIVENINES_ADMIN_TOKEN";
  if (status === 404) return "no admin endpoint of fivenines is here";
  return `the server says ${status}`;
}

/** Undefined if it is longer than that. */
async function bodyOf(response: Response, bytesMax: number): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > bytesMax) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}

function fromText(text: Uint8Array, where: string, apex: string): ServedZone {
  const { zone, diagnostics } = readZoneText(text, { apex, path: `/zones/${apex}` });
  if (zone !== null) return { kind: "zone", zone };
  const first = diagnostics[0];
  const why = first === undefined ? "" : `: ${formatDiagnostic(first)}`;
  return { kind: "failed", reason: `${where}: what is served as ${apex} is no zone${why}` };
}

function zoneOnDisk(where: string, apex: string): ServedZone {
  const found = fileAt(where);
  if (found === undefined) return { kind: "failed", reason: `${where}: no such file or folder` };
  const isFolder = found.isDirectory();
  const path = isFolder ? join(where, fileNameOfApex(apex)) : where;
  if (isFolder && fileAt(path) === undefined) return { kind: "absent" };
  const request = { path, root: isFolder ? where : join(where, "..") };
  const { zone, diagnostics } = new ZoneReader({ files: diskFiles }).read(
    isFolder ? { ...request, apex: apexToWire(apex) } : request,
  );
  if (zone === null) {
    const first = diagnostics.find(({ severity }) => severity === "error");
    const why = first === undefined ? "no zone" : formatDiagnostic(first);
    return { kind: "failed", reason: why };
  }
  // A single file is of one zone; the others are not there.
  return nameToText(zone.apex) === apex
    ? { kind: "zone", zone: copyZone(zone) }
    : { kind: "absent" };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no answer in time";
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" ? cause.message : error.message;
}
