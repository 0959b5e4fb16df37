/** `fivenines check --served`: what zones are compared with when somebody serves them already. */
import { resolve } from "node:path";
import type { CheckRun } from "../check/check-run.js";
import type { ListedZone } from "../check/listed-zone.js";
import { servedZone } from "../check/served-zone.js";
import { nameToText } from "../dns/name-text.js";
import { ZoneReader } from "../zone/reader.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneFiles } from "../zone/zone-files.js";
import type { Surroundings } from "./surroundings.js";

/** Failures that are told one by one; when a server is down they are all the same. */
const failuresTold = 3;

export interface ServedZones {
  readonly served: NonNullable<CheckRun["served"]>;
  /** Zones that could not be compared, and so were not wholly checked. */
  readonly missed: { zones: number };
}

/** `where` is the URL of an admin endpoint, a folder or a file. */
export function servedBy(
  where: string,
  files: ZoneFiles,
  token: string | null,
  around: Surroundings,
): ServedZones {
  const place = /^https?:\/\//i.test(where) ? where : resolve(around.workingFolder, where);
  const reader = new ZoneReader({ files });
  const missed = { zones: 0 };
  const served = async (target: ListedZone): Promise<Zone | null | undefined> => {
    const apex = target.apex ?? apexInside(reader, target);
    if (apex === null) return undefined;
    const found = await servedZone(place, apex, { token });
    if (found.kind === "zone") return found.zone;
    if (found.kind === "absent") return null;
    if (++missed.zones <= failuresTold) {
      around.complain(`fivenines: ${apex} is not compared with what is served: ${found.reason}\n`);
    }
    return undefined;
  };
  return { served, missed };
}

function apexInside(reader: ZoneReader, { path, root }: ListedZone): string | null {
  const { readable } = reader.read({ path, root });
  return readable === null ? null : nameToText(readable.apex);
}
