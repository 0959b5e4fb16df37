/** A process that appends records to a pack file until it is killed. */

import {
  encodeRecordText,
  recordBytes,
  sealRecord,
  writeRecordHead,
} from "../../../dist/src/control/image-record.js";
import { PackFile } from "../../../dist/src/control/pack-file.js";

const pack = new PackFile(process.argv[2], () => {});
await pack.open();
const fingerprint = { path: "", sizeBytes: 1, modifiedMs: 2, changedMs: 3, inode: 4 };
for (let serial = 1; ; serial++) {
  const text = { apex: `z${serial % 100}.`, file: "/zones/z.zone", version: "1" };
  const encoded = encodeRecordText(text);
  const bytes = 5000 + (serial % 7) * 1001;
  const out = new Uint8Array(recordBytes(encoded.length, bytes));
  const meta = { kind: 1, layout: 1, serial, records: 1, fingerprint, text };
  const at = writeRecordHead(out, 0, meta, encoded, bytes);
  out.fill(serial & 0xff, at, at + bytes);
  sealRecord(out, 0, at + bytes, out.length);
  await pack.append([out]);
}
