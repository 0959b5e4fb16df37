/**
 * A job as it crosses to a loader thread: two strings instead of an object for each zone, which
 * would cost more to copy than such a zone to read.
 */
import type { KeptPlace, LoadJob, LoadRequest } from "./load-job.js";

export interface PostedJob {
  readonly id: number;
  readonly buffer: ArrayBuffer | null;
  readonly apexes: string;
  /** In the same order; empty for a zone without a file. */
  readonly files: string;
  /** Places of the zones with a steering file; null if there are none. */
  readonly steered: readonly number[] | null;
  /** Offset and octets of each zone's kept image, NaN if there is none; null if no zone has one. */
  readonly kept: Float64Array | null;
}

/** No name of a file can hold it, and no apex in presentation form does. */
const separator = "\0";

export function postedJob({ id, buffer, zones }: LoadJob): PostedJob {
  let apexes = "";
  let files = "";
  let kept: Float64Array | null = null;
  let steered: number[] | null = null;
  for (const [at, zone] of zones.entries()) {
    if (at > 0) {
      apexes += separator;
      files += separator;
    }
    apexes += zone.apex;
    files += zone.file ?? "";
    if (zone.steered) {
      steered ??= [];
      steered.push(at);
    }
    if (zone.kept === null) continue;
    kept ??= new Float64Array(zones.length * 2).fill(Number.NaN);
    kept[2 * at] = zone.kept.offset;
    kept[2 * at + 1] = zone.kept.bytes;
  }
  return { id, buffer, apexes, files, steered, kept };
}

export function receivedJob(posted: PostedJob): LoadJob {
  const { id, buffer, apexes, files, kept } = posted;
  const steered = new Set(posted.steered);
  const names = files.split(separator);
  const zones = apexes.split(separator).map((apex, at): LoadRequest => {
    const file = names[at] ?? "";
    return {
      apex,
      file: file === "" ? null : file,
      steered: steered.has(at),
      kept: kept && keptPlace(kept, at),
    };
  });
  return { id, buffer, zones };
}

function keptPlace(kept: Float64Array, at: number): KeptPlace | null {
  const offset = kept[2 * at]!;
  return Number.isNaN(offset) ? null : { offset, bytes: kept[2 * at + 1]! };
}
