/**
 * The line from a zone file, and the steering file beside it, to a segment that may be served: read,
 * build, verify.
 */
import { assert } from "../base/assert.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { SegmentBuilder } from "../image/build.js";
import { verifySegment } from "../image/verify.js";
import type { readCompanion } from "../steering-file/companion.js";
import { steeringFileOf } from "../steering-file/steering-file-name.js";
import { diskFiles } from "../zone/disk.js";
import { ZoneReader } from "../zone/reader.js";
import { apexToWire } from "../zone/zone-file-name.js";
import type { LoaderSettings } from "./load-job.js";
import type { CompiledZone, ZoneCompiler } from "./loader.js";

export function makeZoneCompiler({ folder, hashSeed }: LoaderSettings): ZoneCompiler {
  const reader = new ZoneReader({ files: diskFiles, hashSeed });
  const builder = new SegmentBuilder();
  let readSteering: typeof readCompanion | null = null;
  return {
    verify: verifySegment,
    prepareSteering: async () => {
      ({ readCompanion: readSteering } = await import("../steering-file/companion.js"));
    },
    compile: (file, apex, steered): CompiledZone => {
      const read = reader.read({ path: file, root: folder, apex: apexToWire(apex) });
      const sources = read.files.length === 0 ? null : read.files;
      const { zone } = read;
      assert(!steered || readSteering !== null, "steering was prepared");
      const beside = steered ? readSteering?.(diskFiles, steeringFileOf(file), zone) : null;
      const found: Diagnostic[] = read.diagnostics;
      if (beside != null) {
        sources?.push(beside.fingerprint);
        found.push(...beside.diagnostics);
      }
      const isBroken = zone === null || beside?.diagnostics.some(isError);
      if (zone === null || isBroken) return { ...nothing, diagnostics: found, sources };
      const built = builder.build(zone, beside?.steering ?? null);
      const diagnostics = built.diagnostics.length === 0 ? found : [...found, ...built.diagnostics];
      if (built.bytes.length === 0) return { ...nothing, diagnostics, sources };
      const fault = verifySegment(built.bytes);
      // A zone that was read well and compiled badly is a fault of the program.
      if (fault !== undefined) throw new Error(`its compiled form is damaged: ${fault}`);
      const { bytes: segment, shared } = built;
      const { serial, recordCount: records } = zone;
      return { segment, shared, serial, records, diagnostics, sources };
    },
  };
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";
const nothing = { segment: null, shared: null, serial: 0, records: 0 } as const;
