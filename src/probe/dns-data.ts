/** Whether an answer holds data that is written down in presentation form. */
import { ByteWriter } from "../base/byte-writer.js";
import type { Message } from "../dns/message.js";
import { rootName } from "../dns/name.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import { sourceOf } from "../dns/text/byte-source.js";
import { Scanner, TextFault } from "../dns/text/scanner.js";

/** Of records of `type` in the answer section; compared in canonical form (RFC 4034 §6.2). */
export function hasOneOf(message: Message, type: number, texts: readonly string[]): boolean {
  const wanted = new Set(texts.map((text) => canonicalOfText(type, text)));
  return message.answers.some(
    (record) => record.type === type && wanted.has(canonicalOf(type, record.rdata)),
  );
}

function canonicalOf(type: number, rdata: Uint8Array): string {
  const out = new ByteWriter();
  recordTypeOf(type).canonical(rdata, 0, rdata.length, out);
  return Buffer.from(out.toBytes()).toString("latin1");
}

/** Undefined if it is no data of this type. */
function canonicalOfText(type: number, text: string): string | undefined {
  const bytes = Buffer.from(`${text}\n`, "utf8");
  const scanner = new Scanner(sourceOf(bytes), new Uint8Array(bytes.length + 64));
  const out = new ByteWriter();
  try {
    recordTypeOf(type).parse(scanner, { origin: rootName }, out);
  } catch (fault) {
    if (fault instanceof TextFault) return undefined;
    throw fault;
  }
  return canonicalOf(type, out.toBytes());
}
