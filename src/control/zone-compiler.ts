/** The line from a zone file to a segment that may be served: read, build, verify. */
import { SegmentBuilder } from "../image/build.js";
import { verifySegment } from "../image/verify.js";
import { diskFiles } from "../zone/disk.js";
import { ZoneReader } from "../zone/reader.js";
import { apexToWire } from "../zone/zone-file-name.js";
import type { LoaderSettings } from "./load-job.js";
import type { CompiledZone, ZoneCompiler } from "./loader.js";

export function makeZoneCompiler({ folder, hashSeed }: LoaderSettings): ZoneCompiler {
  const reader = new ZoneReader({ files: diskFiles, hashSeed });
  const builder = new SegmentBuilder();
  return {
    verify: verifySegment,
    compile: (file, apex): CompiledZone => {
      const read = reader.read({ path: file, root: folder, apex: apexToWire(apex) });
      const sources = read.files.length === 0 ? null : read.files;
      const { zone } = read;
      if (zone === null) return { ...nothing, diagnostics: read.diagnostics, sources };
      const built = builder.build(zone);
      const diagnostics =
        built.diagnostics.length === 0
          ? read.diagnostics
          : [...read.diagnostics, ...built.diagnostics];
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

const nothing = { segment: null, shared: null, serial: 0, records: 0 } as const;
