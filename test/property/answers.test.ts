/**
 * The programs that answer (prepared answers, general resolver over the image, general resolver
 * over zones as read) against the naive resolver, on random zones. A failure prints its seed; run
 * it again with `SEED=… npx vitest run test/property`.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ColumnZoneSet } from "../../src/answer/column-records.js";
import { ImageZones } from "../../src/answer/image-records.js";
import type { ZoneSet } from "../../src/answer/records.js";
import { SlowPath } from "../../src/answer/slow-path.js";
import { nameFromText } from "../../src/dns/name-text.js";
import { typeCodeFromText } from "../../src/dns/rr/type-code.js";
import { ImageView } from "../../src/image/view.js";
import { type NaiveAnswer, naiveAnswer } from "../../src/naive/naive-answer.js";
import { type NaiveZone, naiveZone, readLabels } from "../../src/naive/naive-zone.js";
import type { Zone } from "../../src/zone/zone.js";
import { exchange, makeAnswerer, makeImage, readZone } from "../answerer.js";
import { type DecodedMessage, decodeMessage } from "../message-decoder.js";
import { queryBytes } from "../query.js";
import { chains } from "./chain-arbitrary.js";
import { compare } from "./compare.js";
import { collisions } from "./zone-arbitrary.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 60);
const caps = [512, 700, 1232, 65_535];

/** A query and the most that the response may have, in octets → the response. */
type Program = (query: Uint8Array, limit: number) => DecodedMessage;

function slowPath(zoneSet: ZoneSet): Program {
  const slow = new SlowPath(zoneSet);
  return (query, limit) => {
    const bytes = new Uint8Array(65_535);
    bytes.set(query);
    return decode(bytes.slice(0, slow.answer(bytes, 0, query.length, limit)), query);
  };
}

/** OPT without options, which the responder takes off the limit and puts behind the records. */
const optBytes = 11;

/** The whole responder: over TCP, over UDP without EDNS, and with it for all limits between. */
function responder(read: readonly Zone[]): Program {
  const answerer = makeAnswerer(read, { udpPayloadBytesMax: 1232 });
  return (query, limit) => {
    const plain = limit === 512 || limit > 1232;
    const message = plain ? query : withOpt(query, limit + optBytes);
    const response = exchange(answerer, message, { via: limit > 1232 ? "tcp" : "udp" });
    const decoded = decode(response!, query);
    return plain ? decoded : { ...decoded, length: decoded.length - optBytes };
  };
}

/** The question must come back octet for octet: clients compare its case (0x20). */
function decode(response: Uint8Array, query: Uint8Array): DecodedMessage {
  const question = response.subarray(12, query.length);
  if (Buffer.compare(question, query.subarray(12)) !== 0)
    expect(question).toEqual(query.subarray(12));
  return decodeMessage(response);
}

function withOpt(query: Uint8Array, payload: number): Uint8Array {
  const opt = [0, 0, 41, payload >>> 8, payload & 0xff, 0, 0, 0, 0, 0, 0];
  const message = Uint8Array.from([...query, ...opt]);
  message[11] = 1;
  return message;
}

const programs = [
  {
    name: "general resolver over zones as read",
    make: (read: readonly Zone[]) => slowPath(new ColumnZoneSet(read)),
    limits: caps,
  },
  {
    name: "general resolver over the image",
    make: (read: readonly Zone[]) =>
      slowPath(new ImageZones(new ImageView(makeImage(read).handle(), 0))),
    limits: caps,
  },
  {
    name: "responder",
    make: responder,
    limits: [512, 513, 600, 1221, 65_535],
  },
] as const;

/** Where random zones come from, and the share of the runs that each kind gets. */
const sources = [
  { kind: "names that collide", cases: collisions, share: 1 },
  { kind: "alias chains", cases: chains, share: 0.5 },
] as const;

describe.each(programs)("the $name", ({ make, limits }) => {
  it.each(sources)(`agrees with the naive resolver on $kind (seed ${seed})`, ({ cases, share }) => {
    fc.assert(
      fc.property<[RandomCase]>(cases, ({ texts, questions }) => {
        const read = texts.map(readZone);
        const naive = read.map(naiveZone);
        const program = make(read);
        for (const { qname, qtype, qclass } of questions) {
          const expected = oracle(naive, qname, qtype, qclass);
          const query = queryBytes(qname, qtype, { qclass });
          const whole = program(query, 65_535);
          for (const limit of [...limits, ...limitsAround(whole, query.length)]) {
            const got = limit === 65_535 ? whole : program(query, limit);
            const fault = compare(expected, got, limit, whole.length);
            if (fault !== "") expect.unreachable(`${qname} ${qtype} ${qclass} ${limit}: ${fault}`);
          }
        }
      }),
      { seed, numRuns: Math.ceil(numRuns * share) },
    );
  });
});

interface RandomCase {
  readonly texts: readonly string[];
  readonly questions: readonly {
    readonly qname: string;
    readonly qtype: string;
    readonly qclass: number;
  }[];
}

/** The sizes of UDP around that of the whole answer and that of each of its sections but the last. */
function limitsAround(whole: DecodedMessage, questionEnd: number): number[] {
  const sizes = [whole.length, whole.length - 16, whole.length - 28, questionEnd + 500];
  return sizes
    .flatMap((size) => [size - 1, size, size + 1])
    .filter((size) => size > 512 && size <= 1221);
}

function oracle(
  zonesRead: readonly NaiveZone[],
  qname: string,
  qtype: string,
  qclass: number,
): NaiveAnswer {
  const name = readLabels(nameFromText(qname)!, 0);
  return naiveAnswer(zonesRead, { qname: name, qtype: typeCodeFromText(qtype), qclass });
}
