/**
 * A response in parts that can be compared on their own: servers may agree about the answer and
 * still differ about what else they add. Sections are sets; a section of a truncated response says
 * nothing and is left out.
 */
import { rcodeName, typeName } from "../wire/codes.js";
import { decodeMessage, type Message, MessageError, type ResourceRecord } from "../wire/decode.js";

export const facetNames = [
  "rcode",
  "flags",
  "aa",
  "tc",
  "question",
  "edns",
  "answer",
  "authority",
  "additional",
] as const;
export type Facet = (typeof facetNames)[number];

export interface Response {
  readonly message: Message | undefined;
  /** undefined where a facet says nothing. */
  readonly facets: Readonly<Record<Facet, string | undefined>>;
}

export function readResponse(bytes: Buffer | undefined): Response {
  if (bytes === undefined) return { message: undefined, facets: only("no answer") };
  try {
    const message = decodeMessage(bytes);
    return { message, facets: facetsOf(message) };
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return { message: undefined, facets: only(`malformed: ${error.message}`) };
  }
}

function facetsOf(message: Message): Response["facets"] {
  const section = (records: readonly ResourceRecord[]) =>
    message.tc ? undefined : formatSection(records);
  return {
    rcode: rcodeName(message.rcode),
    flags: flagNames.filter((name) => message[name]).join(" "),
    aa: String(message.aa),
    tc: String(message.tc),
    question: message.question === undefined ? "" : JSON.stringify(message.question),
    edns: message.opt === undefined ? "none" : `v${message.opt.version} flags ${message.opt.flags}`,
    answer: section(message.answer),
    authority: section(message.authority),
    additional: section(message.additional),
  };
}

const flagNames = ["qr", "rd", "ra", "z", "ad", "cd"] as const;

/** One record a line, sorted. */
export function formatSection(records: readonly ResourceRecord[]): string {
  return records.map(formatRecord).sort().join("\n");
}

function formatRecord(record: ResourceRecord): string {
  return `${record.owner} ${record.ttl} ${record.class} ${typeName(record.type)} ${record.rdata}`;
}

function only(rcode: string): Response["facets"] {
  const none = Object.fromEntries(facetNames.map((name) => [name, undefined]));
  return { ...(none as Record<Facet, undefined>), rcode };
}
