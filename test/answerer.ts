/**
 * The real answer engine over zones given as text, for tests: text → reader → image → responder,
 * and a decoder of its own for what comes back, which shares nothing with the code under test.
 */
import { type Answerer, transport } from "../src/answer/answerer.js";
import { makeCounters } from "../src/answer/counters.js";
import { createResponder } from "../src/answer/responder.js";
import { type AnswerSettings, defaultAnswerSettings } from "../src/answer/settings.js";
import { formatDiagnostic } from "../src/base/diagnostic.js";
import { addressFromText } from "../src/base/ip.js";
import { SegmentBuilder } from "../src/image/build.js";
import { ImageStore } from "../src/image/store.js";
import type { Zone } from "../src/zone/zone.js";
import { readZoneText } from "../src/zone/zone-text.js";
import { type DecodedMessage, decodeMessage } from "./message-decoder.js";
import { type QueryOptions, queryBytes } from "./query.js";

export const testTime = 1_700_000_000;
/** What answerers in tests draw steered answers with. */
export const testSeed: Uint32Array = Uint32Array.of(1, 2, 3, 4);

/** A zone from text; its apex is the first owner. */
export function readZone(text: string): Zone {
  const { zone, diagnostics } = readZoneText(text);
  if (zone === null) throw new Error(diagnostics.map(formatDiagnostic).join("\n"));
  return zone;
}

export function makeAnswerer(
  zones: readonly Zone[],
  settings: Partial<AnswerSettings> = {},
): Answerer {
  return answererOver(makeImage(zones), settings);
}

/** The answerer of an image, told of all that happens to it. */
export function answererOver(
  store: ImageStore,
  settings: Partial<AnswerSettings> = {},
  row = 0,
): Answerer {
  const answerer = createResponder({
    image: store.handle(),
    row,
    counters: makeCounters(row + 1),
    settings: { ...defaultAnswerSettings, ...settings },
    seed: testSeed,
  });
  answerer.beginBatch(testTime);
  store.attach(row, (message) => answerer.receive(message));
  return answerer;
}

export function makeImage(zones: readonly Zone[]): ImageStore {
  const store = new ImageStore({ workerRows: 1 });
  const builder = new SegmentBuilder();
  for (const zone of zones) {
    const { bytes, diagnostics } = builder.build(zone);
    if (diagnostics.length > 0) throw new Error(diagnostics.map(formatDiagnostic).join("\n"));
    store.publish([bytes]);
  }
  return store;
}

export interface Exchange {
  readonly via?: "udp" | "tcp";
  readonly client?: string;
  /** Room for the response, as the transport would give it. */
  readonly capacity?: number;
}

/** Octets behind a frame's capacity that the answerer may spoil, and more that it may not. */
const slack = 8;
const guard = 64;
const offset = 64;

/** The response to a message, or null for silence. Throws if memory was touched that is not its own. */
export function exchange(
  answerer: Answerer,
  query: Uint8Array,
  { via = "udp", client = "192.0.2.1", capacity = via === "udp" ? 4096 : 65_535 }: Exchange = {},
): Uint8Array | null {
  const size = (offset + capacity + slack + guard + 3) & ~3;
  const bytes = new Uint8Array(size).fill(0xa5);
  bytes.set(query, offset);
  const memory = { bytes, words: new Int32Array(bytes.buffer) };
  const address = addressFromText(client);
  if (address === undefined) throw new Error(`${client} is no address`);
  const length = answerer.answer(
    memory,
    offset,
    query.length,
    capacity,
    transport[via],
    address,
    0,
    address.length === 4 ? 4 : 16,
  );
  if (length > capacity)
    throw new Error(`a response of ${length} octets in a frame of ${capacity}`);
  const before = bytes.subarray(0, offset);
  const after = bytes.subarray(offset + Math.max(capacity, query.length) + slack);
  if (before.some(spoilt) || after.some(spoilt))
    throw new Error("memory outside the frame changed");
  return length === 0 ? null : bytes.slice(offset, offset + length);
}

function spoilt(octet: number): boolean {
  return octet !== 0xa5;
}

/** Asks and decodes; for queries that must have an answer. */
export function ask(
  answerer: Answerer,
  qname: string,
  qtype: string | number,
  options: QueryOptions & Exchange = {},
): DecodedMessage {
  const response = exchange(answerer, queryBytes(qname, qtype, options), options);
  if (response === null) throw new Error("no response");
  return decodeMessage(response);
}
