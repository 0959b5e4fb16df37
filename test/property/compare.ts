/** What is wrong with a response, given what the naive resolver says; empty if nothing is. */

import { typeName } from "../../src/dns/rr/type-code.js";
import type { NaiveAnswer } from "../../src/naive/naive-answer.js";
import { type NaiveRrset, ownerText } from "../../src/naive/naive-zone.js";
import type { DecodedMessage, DecodedRecord } from "../message-decoder.js";

const rcodes = { NOERROR: 0, NXDOMAIN: 3, REFUSED: 5, YXDOMAIN: 6 } as const;

export function compare(
  expected: NaiveAnswer,
  got: DecodedMessage,
  limit: number,
  wholeLength: number,
): string {
  const faults: string[] = [];
  const answer = linesOf(expected.answer);
  const authority = linesOf(expected.authority);
  const required = linesOf(expected.required);
  const optional = linesOf(expected.optional);
  if (got.length > limit) faults.push(`${got.length} octets, ${limit} allowed`);
  if (got.rcode !== rcodes[expected.rcode])
    faults.push(`RCODE ${got.rcode}, not ${expected.rcode}`);
  if (got.flags.aa !== expected.aa) faults.push(`AA ${got.flags.aa}`);
  const gotAnswer = got.answer.map(lineOf).sort();
  const gotAuthority = got.authority.map(lineOf).sort();
  const gotAdditional = got.additional.map(lineOf).sort();
  if (new Set(gotAdditional).size !== gotAdditional.length) faults.push("additional data twice");
  if (got.flags.tc) {
    if (wholeLength <= limit) faults.push("TC without need");
    if (gotAnswer.length > 0) faults.push(...difference("answer", answer, gotAnswer));
    if (gotAuthority.length > 0) faults.push(...difference("authority", authority, gotAuthority));
    if (gotAdditional.length > 0) faults.push("additional data in a truncated response");
  } else {
    faults.push(...difference("answer", answer, gotAnswer));
    faults.push(...difference("authority", authority, gotAuthority));
    for (const line of required) if (!gotAdditional.includes(line)) faults.push(`no glue ${line}`);
    for (const line of gotAdditional) {
      if (!required.includes(line) && !optional.includes(line)) faults.push(`surplus ${line}`);
    }
    // Small responses have all of it: nothing was in the way.
    if (limit === 65_535 && got.length < 1000) {
      for (const line of optional)
        if (!gotAdditional.includes(line)) faults.push(`no hint ${line}`);
    }
  }
  return faults.join("\n");
}

function difference(
  section: string,
  expected: readonly string[],
  got: readonly string[],
): string[] {
  const missing = expected.filter((line) => !got.includes(line));
  const surplus = got.filter((line) => !expected.includes(line));
  const twice = missing.length + surplus.length === 0 && expected.length !== got.length;
  return [
    ...missing.map((line) => `${section} lacks ${line}`),
    ...surplus.map((line) => `${section} has ${line}`),
    ...(twice ? [`${section} repeats records`] : []),
  ];
}

function linesOf(rrsets: readonly NaiveRrset[]): string[] {
  return rrsets
    .flatMap(({ owner, type, ttl, rdata }) =>
      rdata.map((data) => `${ownerText(owner)} ${typeName(type)} ${ttl} ${folded(data)}`),
    )
    .sort();
}

function lineOf({ owner, type, ttl, rdata }: DecodedRecord): string {
  return `${owner.toLowerCase()} ${type} ${ttl} ${folded(rdata)}`;
}

/** Names inside RDATA may take the case of the question when they are compressed. */
function folded(rdata: string): string {
  return Buffer.from(Buffer.from(rdata, "hex").toString("latin1").toLowerCase(), "latin1").toString(
    "hex",
  );
}
