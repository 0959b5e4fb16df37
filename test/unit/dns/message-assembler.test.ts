import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessageAssembler } from "../../../src/dns/message-assembler.js";

const out = new Uint8Array(65_535);

function take(assembler: MessageAssembler): number[][] {
  const messages: number[][] = [];
  for (let length = assembler.next(out); length !== -1; length = assembler.next(out)) {
    messages.push([...out.subarray(0, length)]);
  }
  return messages;
}

describe("the message assembler", () => {
  it("gives the same messages however the stream is cut, and whenever they are taken", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        (messages, sizes, atOnce) => {
          const stream = messages.flatMap((m) => [m.length >> 8, m.length & 255, ...m]);
          const assembler = new MessageAssembler();
          const taken: number[][] = [];
          for (let at = 0, i = 0; at < stream.length; i++) {
            const size = sizes[i % sizes.length]!;
            assembler.push(Uint8Array.from(stream.slice(at, at + size)));
            at += size;
            if (!atOnce) taken.push(...take(assembler));
          }
          taken.push(...take(assembler));
          expect(taken).toEqual(messages.map((m) => [...m]));
          expect(assembler.held).toBe(0);
        },
      ),
    );
  });

  it("never writes to the pieces it was given", () => {
    const assembler = new MessageAssembler();
    const piece = Uint8Array.of(0, 4, 1, 2);
    const room = new Uint8Array(100);
    room.set(piece);
    assembler.push(room.subarray(0, 4));
    assembler.push(Uint8Array.of(3, 4));
    expect(take(assembler)).toEqual([[1, 2, 3, 4]]);
    expect([...room.subarray(4)].every((octet) => octet === 0)).toBe(true);
  });

  it("keeps what is not a whole message", () => {
    const assembler = new MessageAssembler();
    assembler.push(Uint8Array.of(255));
    expect([assembler.next(out), assembler.held]).toEqual([-1, 1]);
    assembler.push(Uint8Array.of(255, 1));
    expect([assembler.next(out), assembler.held]).toEqual([-1, 3]);
  });
});
