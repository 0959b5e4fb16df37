/** RDATA of one record in presentation form, apart from any zone file: what APIs send and take. */
import { ByteWriter } from "../../base/byte-writer.js";
import { limits } from "../../base/limits.js";
import { rootName } from "../name.js";
import { sourceOf } from "../text/byte-source.js";
import { Scanner, TextFault, tokenKind } from "../text/scanner.js";
import { recordTypeOf } from "./registry.js";

/** A word of the entry that is read: fields start behind one. */
const lead = "RDATA ";

/**
 * Wire form of `text` as RDATA of the type, or what is wrong with it. Names without a final dot are
 * below `origin`. Text that goes on behind the entry is a fault.
 */
export function rdataFromText(
  type: number,
  text: string,
  origin: Uint8Array = rootName,
): Uint8Array | TextFault {
  const bytes = Buffer.from(`${lead}${text}`, "utf8");
  const scanner = new Scanner(sourceOf(bytes), new Uint8Array(bytes.length + 1));
  const out = new ByteWriter(text.length + origin.length);
  try {
    scanner.nextEntry();
    recordTypeOf(type).parse(scanner, { origin }, out);
    if (scanner.nextEntry() !== tokenKind.eof) {
      return scanner.fault("bad-rdata", "a line break in the middle of a record");
    }
    if (out.length > limits.rdataBytesMax) {
      return scanner.fault("rdata-length", `RDATA of ${out.length} octets`, "65535 are possible");
    }
  } catch (fault) {
    if (fault instanceof TextFault) return fault;
    throw fault;
  }
  return out.toBytes();
}

/** Presentation form of well-formed RDATA, names absolute. */
export function rdataToText(type: number, rdata: Uint8Array): string {
  return recordTypeOf(type).print(rdata, 0, rdata.length);
}
