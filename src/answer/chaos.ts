/**
 * The server about itself: `version.bind`, `version.server`, `hostname.bind` and `id.server`, TXT in
 * class CH (RFC 4892). Only what the operator configured is told; the rest is REFUSED.
 */

import { rcode } from "../dns/header.js";
import { namesEqual } from "../dns/name.js";
import type { AnswerSettings } from "./settings.js";

const typeTxt = 16;
const typeAny = 255;

/** Query name in wire form → which setting answers it. */
const rows: readonly (readonly [Uint8Array, keyof AnswerSettings["chaos"]])[] = [
  [wireName("version", "bind"), "version"],
  [wireName("version", "server"), "version"],
  [wireName("hostname", "bind"), "hostname"],
  [wireName("id", "server"), "id"],
];

/**
 * Writes the answer to the question `bytes[messageAt + 12, questionEnd)` of class CH, the question's
 * counts and flags left to the caller: one record behind the question, or none. Returns the new end;
 * it is `questionEnd` for REFUSED.
 */
export function answerChaos(
  settings: AnswerSettings,
  bytes: Uint8Array,
  messageAt: number,
  questionEnd: number,
  limit: number,
): number {
  const text = chaosText(settings, bytes, messageAt + 12, questionEnd - 4);
  const qtype = (bytes[questionEnd - 4]! << 8) | bytes[questionEnd - 3]!;
  if (text === null || (qtype !== typeTxt && qtype !== typeAny)) return questionEnd;
  const data = Buffer.from(text, "utf8").subarray(0, 255);
  if (questionEnd + 13 + data.length > limit) return questionEnd;
  // Owner: a pointer to the question. TTL 0: it is about this server, now.
  bytes.set([0xc0, 12, 0, typeTxt, 0, 3, 0, 0, 0, 0, 0, data.length + 1, data.length], questionEnd);
  bytes.set(data, questionEnd + 13);
  return questionEnd + 13 + data.length;
}

/** RCODE that goes with what `answerChaos` returned. */
export function chaosRcode(questionEnd: number, end: number): number {
  return end === questionEnd ? rcode.REFUSED : rcode.NOERROR;
}

function chaosText(
  settings: AnswerSettings,
  bytes: Uint8Array,
  nameAt: number,
  nameStop: number,
): string | null {
  for (const [name, setting] of rows) {
    if (name.length !== nameStop - nameAt) continue;
    if (namesEqual(name, 0, bytes, nameAt, name.length)) return settings.chaos[setting];
  }
  return null;
}

function wireName(...labels: readonly string[]): Uint8Array {
  return Buffer.concat([
    ...labels.map((label) => Buffer.from(String.fromCharCode(label.length) + label, "latin1")),
    Buffer.of(0),
  ]);
}
