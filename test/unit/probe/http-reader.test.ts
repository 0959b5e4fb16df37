import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HttpReader } from "../../../src/probe/http-reader.js";

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Feeds `text` in pieces that end at these places. */
function read(text: string, cuts: readonly number[], wantsBody = true): HttpReader {
  const reader = new HttpReader(wantsBody);
  const bytes = Buffer.from(text, "latin1");
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < places.length; i++) reader.feed(bytes.subarray(places[i - 1], places[i]));
  reader.end();
  return reader;
}

const responses = [
  ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more", 200, "hello"],
  ["HTTP/1.1 404 Not Found\r\n\r\nhello", 404, "hello"],
  [
    "HTTP/1.1 200\r\ntransfer-encoding: Chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
    200,
    "hello",
  ],
  ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", 500, ""],
  ["HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, ""],
] as const;

describe("the reader of HTTP responses", () => {
  it.each(responses)("reads %j the same however it is cut into pieces", (text, status, body) => {
    for (let cut = 0; cut <= text.length; cut++) {
      const reader = read(text, [cut]);
      expect([reader.malformed, reader.status, reader.body]).toEqual([false, status, body]);
    }
    const each = read(
      text,
      [...text].map((_, at) => at),
    );
    expect([each.malformed, each.status, each.body]).toEqual([false, status, body]);
  });

  it(`takes any octets in any pieces, and keeps at most 64 KiB (SEED=${seed})`, () => {
    const piece = fc.oneof(
      fc.constantFrom("HTTP/1.1 200 OK\r\n", "\r\n", "\r\n\r\n", "Transfer-Encoding: chunked\r\n"),
      fc.constantFrom(
        "Content-Length: 9\r\n",
        "ffffffff\r\n",
        "1\r\na\r\n",
        "0\r\n\r\n",
        "x".repeat(70_000),
      ),
      fc.string({ unit: "binary-ascii", maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(300)), (pieces, cuts) => {
        const text = pieces.join("");
        const reader = read(
          text,
          cuts.map((cut) => Math.min(cut, text.length)),
        );
        expect(reader.done).toBe(true);
        expect(reader.body.length).toBeLessThanOrEqual(65_536);
        if (!reader.malformed) expect(reader.status).toBeGreaterThanOrEqual(100);
      }),
      { seed, numRuns: 300 },
    );
  });
});
