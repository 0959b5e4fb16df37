import { describe, expect, it } from "vitest";
import { ByteWriter } from "../../../../src/base/byte-writer.js";
import { lowerNameFromText, nameToText } from "../../../../src/dns/name-text.js";
import {
  decodeWitness,
  type WitnessMessage,
} from "../../../../src/provider/verify/witness-message.js";

/** A response with one question for example.com at octet 12, and answers given as octets. */
function response(answers: readonly (readonly number[])[], more: readonly number[] = []): Buffer {
  const out = new ByteWriter();
  for (const number of [7, 0x8400, 1, answers.length, 0, 0]) out.u16(number);
  out.copy(lowerNameFromText("example.com")!);
  out.u16(1);
  out.u16(1);
  for (const answer of answers) out.copy(Uint8Array.from(answer));
  out.copy(Uint8Array.from(more));
  return Buffer.from(out.toBytes());
}

/** A record at the name of the question, TTL 300. */
function record(type: number, rdata: readonly number[], length = rdata.length): number[] {
  return [0xc0, 12, 0, type, 0, 1, 0, 0, 1, 0x2c, 0, length, ...rdata];
}

function decoded(bytes: Uint8Array): WitnessMessage {
  const message = decodeWitness(bytes);
  if (typeof message === "string") throw new Error(message);
  return message;
}

const text = (rdata: Uint8Array) => Buffer.from(rdata).toString("latin1");

describe("the witness", () => {
  it("reads header, question and records", () => {
    const message = decoded(response([record(1, [192, 0, 2, 1])]));
    expect(message).toMatchObject({
      id: 7,
      isResponse: true,
      isAuthoritative: true,
      isTruncated: false,
      rcode: 0,
    });
    expect(nameToText(message.question!.owner)).toBe("example.com.");
    const [answer] = message.answers;
    expect(nameToText(answer!.owner)).toBe("example.com.");
    expect(answer).toMatchObject({ type: 1, class: 1, ttlSeconds: 300 });
    expect([...answer!.rdata]).toEqual([192, 0, 2, 1]);
  });

  it("expands names in RDATA, case kept", () => {
    const message = decoded(response([record(15, [0, 10, 4, 0x4d, 0x61, 0x69, 0x6c, 0xc0, 12])]));
    expect(text(message.answers[0]!.rdata)).toBe("\0\x0a\x04Mail\x07example\x03com\0");
  });

  it("keeps octets that are no UTF-8, which dns2's own fields lose", () => {
    const message = decoded(response([record(16, [3, 0xff, 0xfe, 0x80])]));
    expect([...message.answers[0]!.rdata]).toEqual([3, 0xff, 0xfe, 0x80]);
  });

  it("tells a dot inside a label from one between two", () => {
    const message = decoded(response([record(5, [3, 0x61, 0x2e, 0x62, 0xc0, 12])]));
    expect(nameToText(message.answers[0]!.rdata)).toBe("a\\.b.example.com.");
  });

  it("reads the whole RCODE and options that dns2 cannot", () => {
    const bytes = response([], [0, 0, 41, 4, 0xd0, 1, 0, 0, 0, 0, 6, 0, 15, 0, 2, 0, 22]);
    bytes.writeUInt16BE(1, 10);
    expect(decoded(bytes)).toMatchObject({ rcode: 16, additionals: [] });
  });
});

describe("a malformed response", () => {
  it.each([
    ["ends in its header", Buffer.alloc(7), "7 octets are less than a header"],
    ["ends in a record", response([record(1, [192, 0], 4)]), "it is cut short"],
    ["has fewer records than it says", response([]).fill(9, 7, 8), "it is cut short"],
    ["goes on behind its records", response([], [1, 2]), "2 octets follow the message"],
    ["has two questions", response([]).fill(2, 5, 6), "2 questions"],
    [
      "has a name that points to itself",
      response([[0xc0, 29, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]]),
      "pointer cycle detected",
    ],
    [
      "has RDATA whose name is longer than they are",
      response([record(5, [1, 0x61, 0xc0, 12], 3), [0]]),
      "RDATA that is not as long as it says",
    ],
  ])("that %s is told as one", (_, bytes, reason) => {
    expect(decodeWitness(bytes)).toBe(reason);
  });

  it("of pointers upon pointers is given up after a bounded number of octets", () => {
    const bytes = Buffer.alloc(65_535);
    bytes.writeUInt16BE(0x8400, 2);
    bytes.writeUInt16BE(4000, 6);
    // The first record's RDATA is a chain of 8,000 pointers, each to the one before it; the owners
    // of all others begin at its end.
    const chain = 24;
    bytes.writeUInt16BE(10, 13);
    bytes.writeUInt16BE(1, 15);
    bytes.writeUInt16BE(16_001, 21);
    for (let at = chain; at < chain + 16_000; at += 2) {
      bytes.writeUInt16BE(0xc000 | (at === chain ? 12 : at - 2), at);
    }
    for (let at = chain + 16_000; at + 12 < bytes.length; at += 12) {
      bytes.writeUInt16BE(0xc000 | (chain + 15_998), at);
      bytes.writeUInt16BE(10, at + 2);
      bytes.writeUInt16BE(1, at + 4);
    }
    expect(decodeWitness(bytes)).toBe("more pointers than a message can need");
  });
});
