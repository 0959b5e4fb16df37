/**
 * A zone whose `www.geo.test` is answered by where the client is, for tests of client subnets: one
 * target for each region, 192.0.2.1 for the first, and 192.0.2.99 for everybody else.
 */

import type { Answerer } from "../src/answer/answerer.js";
import type { AnswerSettings } from "../src/answer/settings.js";
import { addressFromText } from "../src/base/ip.js";
import { compileMap } from "../src/geo/compile-map.js";
import type { GeoDatabase } from "../src/geo/geo-database.js";
import type { Region } from "../src/steering/config.js";
import { answererOver, ask, type Exchange, readZone } from "./answerer.js";
import type { DecodedMessage } from "./message-decoder.js";
import { answer, select, steeredImage, steeringOfSketches } from "./steered-image.js";

const elsewhere = "192.0.2.99";

/** One region a list of networks. */
export function networkRegions(...lists: readonly (readonly string[])[]): Region[] {
  return lists.map((networks) => ({
    continents: [],
    countries: [],
    subdivisions: [],
    networks,
    order: [],
  }));
}

export function geoAnswerer(
  regions: readonly Region[],
  settings: Partial<AnswerSettings> = {},
  database: GeoDatabase | null = null,
): Answerer {
  const values = [...regions.map((_, place) => `192.0.2.${place + 1}`), elsewhere];
  const zone = readZone(`geo.test. 60 SOA ns.geo.test. h.geo.test. 1 2 3 4 5
geo.test. 60 NS ns.geo.test.
ns.geo.test. 60 A 198.51.100.1
cut.geo.test. 60 NS ns.elsewhere.test.
alias.geo.test. 60 CNAME www.geo.test.
stuck.geo.test. 60 A 192.0.2.1
stuck.geo.test. 60 A 192.0.2.99
drawn.geo.test. 60 A 192.0.2.1
drawn.geo.test. 60 A 192.0.2.99
${Array.from({ length: 28 }, (_, i) => `full.geo.test. 60 A 198.51.100.${i}`).join("\n")}
${values.map((value) => `www.geo.test. 60 A ${value}`).join("\n")}
`);
  const plain = readZone(`plain.test. 60 SOA ns.plain.test. h.plain.test. 1 2 3 4 5
plain.test. 60 NS ns.geo.test.
to.plain.test. 60 CNAME www.geo.test.
`);
  const pair = ["192.0.2.1", elsewhere];
  const steering = steeringOfSketches("geo.test.", [
    { owner: "www.geo.test.", type: "A", values },
    { owner: "stuck.geo.test.", type: "A", values: pair },
    { owner: "drawn.geo.test.", type: "A", values: pair },
  ]);
  const store = steeredImage([{ zone, steering }, { zone: plain }]);
  const map = store.adoptMap(compileMap(database, regions).words);
  const branches = regions.map((_, place) => answer(place));
  const otherwise = answer(regions.length);
  const selections = [
    { kind: "geo", path: "", branches, otherwise },
    {
      kind: "sticky",
      prefix4: 24,
      prefix6: 56,
      count: 1,
      branches: [
        { key: "a", share: 1, selection: answer(0) },
        { key: "b", share: 1, selection: answer(1) },
      ],
    },
    {
      kind: "weighted",
      branches: [
        { share: 1, selection: answer(0) },
        { share: 1, selection: answer(1) },
      ],
    },
  ] as const;
  selections.forEach((selection, place) => {
    select(store, steering, place, { selection, ttl: 30 }, { "": map });
  });
  return answererOver(store, settings);
}

export interface GeoAnswer {
  readonly rcode: number;
  /** Last octets of the addresses. */
  readonly targets: readonly number[];
  /** The client-subnet option, `network/source/scope`, or null. */
  readonly subnet: string | null;
}

/** Asks for a name of the zone on behalf of `subnet`, a network in CIDR or an option in hexadecimal. */
export function askFor(
  answerer: Answerer,
  subnet: string | null,
  { qname = "www.geo.test", qtype = "A", ...rest }: AskOptions = {},
): GeoAnswer & { readonly message: DecodedMessage } {
  const option = subnet === null ? [] : [[8, subnetOption(subnet)] as const];
  const message = ask(answerer, qname, qtype, { ...rest, edns: { options: option } });
  const targets = message.answer
    .filter(({ type }) => type === "A")
    .map(({ rdata }) => Number.parseInt(rdata.slice(6), 16));
  return { rcode: message.rcode, targets, subnet: subnetText(message), message };
}

export type AskOptions = Exchange & { readonly qname?: string; readonly qtype?: string };

/** Data of an option for a network, as resolvers send it. Hexadecimal passes as it is. */
export function subnetOption(network: string): string {
  if (!network.includes("/")) return network;
  const [text = "", digits] = network.split("/");
  const bits = Number(digits);
  const address = addressFromText(text)!;
  const octets = Buffer.from(address.subarray(0, Math.ceil(bits / 8))).toString("hex");
  const family = address.length === 4 ? "0001" : "0002";
  return `${family}${bits.toString(16).padStart(2, "0")}00${octets}`;
}

/** The option of a response as `family/source/scope/address`, the address in hexadecimal. */
function subnetText(message: DecodedMessage): string | null {
  const data = message.opt?.options.get(8);
  if (data === undefined) return null;
  const bytes = Buffer.from(data, "hex");
  return `${bytes.readUInt16BE(0)}/${bytes[2]}/${bytes[3]}/${data.slice(8)}`;
}
