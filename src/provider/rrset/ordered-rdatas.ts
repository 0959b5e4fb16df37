/** RDATA of an RRset as the model has them: canonical order, none twice (RFC 4034 §6.3). */
import { ByteWriter } from "../../base/byte-writer.js";
import { recordTypeOf } from "../../dns/rr/registry.js";

/** Well-formed RDATA of one type; of several that are equal but for the case of names, the first. */
export function orderedRdatas(type: number, rdatas: readonly Uint8Array[]): readonly Uint8Array[] {
  if (rdatas.length < 2) return rdatas;
  const row = recordTypeOf(type);
  const out = new ByteWriter();
  const keyed = rdatas.map((rdata) => {
    out.length = 0;
    row.canonical(rdata, 0, rdata.length, out);
    return { rdata, key: out.toBytes() };
  });
  // The sort is stable, so the first of equal ones stays the first.
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return keyed
    .filter(({ key }, i) => i === 0 || Buffer.compare(key, keyed[i - 1]!.key) !== 0)
    .map(({ rdata }) => rdata);
}
