/**
 * Answers as text, one line a record, for tests that read like a table:
 *
 *   NOERROR aa
 *   an www.example.com. 300 A 192.0.2.1
 *   ns … the authority section, ar … the additional section without OPT
 */
import type { Answerer } from "../src/answer/answerer.js";
import { recordTypeOf } from "../src/dns/rr/registry.js";
import { typeCodeFromText } from "../src/dns/rr/type-code.js";
import { ask, type Exchange, makeAnswerer, readZone } from "./answerer.js";
import type { DecodedMessage, DecodedRecord } from "./message-decoder.js";
import type { QueryOptions } from "./query.js";

export const rcodeNames: Readonly<Record<number, string>> = {
  0: "NOERROR",
  1: "FORMERR",
  3: "NXDOMAIN",
  4: "NOTIMP",
  5: "REFUSED",
  6: "YXDOMAIN",
  9: "NOTAUTH",
  16: "BADVERS",
};

/** An answerer over zones; the first owner is the apex. Lines may be indented, so none is blank. */
export function serve(...texts: readonly string[]): Answerer {
  return makeAnswerer(texts.map((text) => readZone(lines(text))));
}

/** Asks `"www.example.com A"` and gives the response as text. */
export function dig(
  answerer: Answerer,
  question: string,
  options: QueryOptions & Exchange = {},
): string {
  const [qname = "", qtype = ""] = question.split(" ");
  return textOf(ask(answerer, qname, qtype, options));
}

export function textOf(message: DecodedMessage): string {
  const flags = (["aa", "tc", "ra", "ad", "cd"] as const).filter((name) => message.flags[name]);
  return [
    [rcodeNames[message.rcode] ?? `RCODE${message.rcode}`, ...flags].join(" "),
    ...message.answer.map((record) => `an ${recordText(record)}`),
    ...message.authority.map((record) => `ns ${recordText(record)}`),
    ...message.additional.map((record) => `ar ${recordText(record)}`),
  ].join("\n");
}

/** The expected text of a table: lines without their indentation. */
export function lines(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

function recordText({ owner, type, ttl, rdata }: DecodedRecord): string {
  const bytes = Uint8Array.from(Buffer.from(rdata, "hex"));
  return `${owner} ${ttl} ${type} ${recordTypeOf(typeCodeFromText(type)).print(bytes, 0, bytes.length)}`;
}
