/**
 * Random zones with random steering: what the fast path and the general resolver answer is what one
 * of the zones says that chance and the client allow, TTLs included, and never a mixture of two. A
 * failure prints its seed; run it again with `SEED=… npx vitest run test/property`.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseClient, makeClientSubnet } from "../../src/answer/client-subnet.js";
import { ImageZones } from "../../src/answer/image-records.js";
import { SlowPath } from "../../src/answer/slow-path.js";
import { SteeredChoice } from "../../src/answer/steered-choice.js";
import { Random } from "../../src/base/random.js";
import { nameFromText } from "../../src/dns/name-text.js";
import { typeCodeFromText } from "../../src/dns/rr/type-code.js";
import type { ImageStore } from "../../src/image/store.js";
import { ImageView } from "../../src/image/view.js";
import { naiveAnswer } from "../../src/naive/naive-answer.js";
import { readLabels } from "../../src/naive/naive-zone.js";
import { answererOver, exchange, readZone } from "../answerer.js";
import { SeededRandom } from "../fuzz/zone-random.js";
import { type DecodedMessage, decodeMessage } from "../message-decoder.js";
import { queryBytes } from "../query.js";
import { select, steeredImage } from "../steered-image.js";
import { chains } from "./chain-arbitrary.js";
import { compare } from "./compare.js";
import { client, possibleZones, steerAtRandom, withoutSteered } from "./steered-zone.js";
import { collisions } from "./zone-arbitrary.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 50);

/** A query and the most that the response may have, in octets → the response. */
type Program = (query: Uint8Array, limit: number) => DecodedMessage;

function slowPath(store: ImageStore): Program {
  const view = new ImageView(store.handle(), 0);
  const subnet = makeClientSubnet();
  chooseClient(subnet, client, 0, 4);
  const choice = new SteeredChoice(view, 0, new Random([seed, 1, 2, 3]), subnet);
  const slow = new SlowPath(new ImageZones(view, choice));
  return (query, limit) => {
    const bytes = new Uint8Array(65_535);
    bytes.set(query);
    return decodeMessage(bytes.slice(0, slow.answer(bytes, 0, query.length, limit)));
  };
}

function responder(store: ImageStore): Program {
  const answerer = answererOver(store);
  return (query, limit) =>
    decodeMessage(exchange(answerer, query, { via: limit === 512 ? "udp" : "tcp" })!);
}

const programs = [
  { name: "general resolver", make: slowPath },
  { name: "responder", make: responder },
] as const;
const sources = [
  { kind: "names that collide", cases: collisions, share: 1 },
  { kind: "alias chains", cases: chains, share: 0.4 },
] as const;

describe.each(programs)("with steered zones the $name", ({ make }) => {
  it.each(sources)(`agrees with the naive resolver on $kind (seed ${seed})`, ({ cases, share }) => {
    fc.assert(
      fc.property<[RandomCase, number]>(cases, fc.integer(), ({ texts, questions }, dice) => {
        const random = new SeededRandom(dice);
        const left = Math.floor(24 ** (1 / texts.length));
        const zones = texts.map(readZone).map((zone) => {
          return { zone, random: steerAtRandom(zone, random, left) };
        });
        const store = steeredImage(
          zones.map((each) => ({ zone: each.zone, steering: each.random.steering })),
        );
        for (const { random: each } of zones)
          for (const [place, what] of each.selected.entries())
            select(store, each.steering, place, what);
        const possible = possibleZones(zones);
        const program = make(store);
        for (const { qname, qtype, qclass } of questions) {
          const question = {
            qname: readLabels(nameFromText(qname)!, 0),
            qtype: typeCodeFromText(qtype),
            qclass,
          };
          const expected = possible.map((list) =>
            withoutSteered(naiveAnswer(list.zones, question), list.steered),
          );
          const query = queryBytes(qname, qtype, { qclass });
          for (const limit of [65_535, 512]) {
            const got = program(query, limit);
            // How long the whole answer would be is not known: chance may fall in another way.
            const whole = limit === 65_535 ? got.length : got.flags.tc ? 513 : got.length;
            const faults = expected.map((each) => compare(each, got, limit, whole));
            if (!faults.includes(""))
              expect.unreachable(`${qname} ${qtype} ${qclass} ${limit}: ${faults.join("\nor: ")}`);
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
