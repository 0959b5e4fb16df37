import { describe, expect, it } from "vitest";
import { classCodeOf, className } from "../../../src/dns/class.js";
import {
  isMetaType,
  metaTypes,
  recordTypes,
  typeCodeFromText,
  typeName,
} from "../../../src/dns/rr/registry.js";

const classOf = (text: string): number => classCodeOf(Buffer.from(text), 0, text.length);

describe("type names", () => {
  it("lead to their code and back, in any case", () => {
    for (const { code, mnemonic } of recordTypes) {
      expect(typeCodeFromText(mnemonic)).toBe(code);
      expect(typeCodeFromText(mnemonic.toLowerCase())).toBe(code);
      expect(typeCodeFromText(`TYPE${code}`)).toBe(code);
      expect(typeName(code)).toBe(mnemonic);
    }
  });

  it("are TYPE and a number for all others (RFC 3597 §5)", () => {
    expect(typeCodeFromText("TYPE65535")).toBe(65535);
    expect(typeCodeFromText("type0")).toBe(0);
    expect(typeName(65280)).toBe("TYPE65280");
  });

  it.each(["", "TYPE", "TYPE65536", "TYPE-1", "TYPE1x", "TYPE000001", "AAAAA", "M8", "\u0001"])(
    "are not %j",
    (text) => {
      expect(typeCodeFromText(text)).toBe(-1);
    },
  );

  it("do not mistake other characters for letters", () => {
    // `A` with bit 5 cleared, as the hash has it, is also "!": they must not be the same type.
    for (let octet = 0; octet < 256; octet++) {
      const text = String.fromCharCode(octet);
      expect(typeCodeFromText(text)).toBe(text === "A" || text === "a" ? 1 : -1);
    }
  });

  it("of queries and messages are told apart from data", () => {
    for (const code of Object.values(metaTypes)) expect(isMetaType(code)).toBe(true);
    for (const { code } of recordTypes) expect(isMetaType(code)).toBe(false);
    expect(typeCodeFromText("AXFR")).toBe(252);
    expect(typeName(255)).toBe("ANY");
  });
});

describe("class names", () => {
  it.each([
    ["IN", 1],
    ["in", 1],
    ["CS", 2],
    ["ch", 3],
    ["Hs", 4],
    ["CLASS1", 1],
    ["class65535", 65535],
  ])("%s is %i", (text, code) => {
    expect(classOf(text)).toBe(code);
  });

  it.each(["", "I", "INN", "ANY", "NONE", "CLASS", "CLASS65536", "CLASS1x", "CLASX1", "CA"])(
    "%j is none of a record",
    (text) => {
      expect(classOf(text)).toBe(-1);
    },
  );

  it("print by name where there is one", () => {
    expect(className(1)).toBe("IN");
    expect(className(255)).toBe("ANY");
    expect(className(9)).toBe("CLASS9");
  });
});
