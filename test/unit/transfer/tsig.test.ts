import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flag } from "../../../src/dns/header.js";
import { encodeQuery } from "../../../src/dns/message.js";
import { nameFromText } from "../../../src/dns/name-text.js";
import { signRequest, TsigVerifier } from "../../../src/transfer/tsig.js";
import { type TsigKey, tsigKeyFromText } from "../../../src/transfer/tsig-key.js";
import { findTsig } from "../../../src/transfer/tsig-record.js";
import { ResponseSigner } from "../../support/rfc2136/server-signature.js";

const secret = "MA+QDhXbyqUak+qnMFyTyEirzng=";
const name = nameFromText("www.example.com.")!;
const now = 0x6b03_6804;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

function keyWith(algorithm: TsigKey["algorithm"], text = secret): TsigKey {
  const key = tsigKeyFromText("WWW.example.com", algorithm, text);
  if (typeof key === "string") throw new Error(key);
  return key;
}

describe("the signature of a request", () => {
  const query = (id: number) => encodeQuery(id, name, 1, { flags: flag.rd | flag.ad });

  // Recorded from `dig +noedns` of BIND 9.18.49.
  it.each([
    ["hmac-sha1", 0x2409, "c007448df97fe6017ae0069f5ccff6e4b4bb1edc"],
    ["hmac-sha256", 0x9d7b, "0218d36e2c0d7eca80a20c218a66dd1be77600120a6457c3825dcd8d0f7ddf90"],
    [
      "hmac-sha384",
      0x4a56,
      "28f0f5dd8268b8841233b9e5d9fd89789dc55f10cee47f7b5c0499ef9e439c5d68e46e8a8b1aae0001a10c56e9ccef40",
    ],
    [
      "hmac-sha512",
      0xdd25,
      "f3eb415a06bb46826151670befd7405b4be3aa1b0ca35ab794679f687df00572a2ebab87842912616e6b204b5ff3c0a0cd02c26c4bbb0421af356d3aa873ce56",
    ],
  ] as const)("is that of dig with %s", (algorithm, id, mac) => {
    expect(hex(signRequest(query(id), keyWith(algorithm), now).mac)).toBe(mac);
  });

  // The MAC that the tests of Kea's DNS library expect of this query (no AD bit there).
  it("is that of Kea with hmac-sha224", () => {
    const bare = encodeQuery(0x0967, name, 1, { flags: flag.rd });
    const { mac } = signRequest(bare, keyWith("hmac-sha224"), 0x4dae_7d5f);
    expect(hex(mac)).toBe("3b93d3c5f964b9c5003502699ffc44d6e266f408ef33a2daa14871d3");
  });

  it("stands in a record that is read back as it was made", () => {
    const key = keyWith("hmac-sha256");
    const { message, mac } = signRequest(query(7), key, 2 ** 40 + 5);
    expect(findTsig(message)).toMatchObject({
      at: query(7).length,
      keyName: key.name,
      timeSigned: 2 ** 40 + 5,
      fudgeSeconds: 300,
      originalId: 7,
      error: 0,
    });
    expect(hex((findTsig(message) as { mac: Uint8Array }).mac)).toBe(hex(mac));
  });
});

describe("a key", () => {
  it("shows its secret to nobody", () => {
    const key = keyWith("hmac-sha256", Buffer.from("a very secret text").toString("base64"));
    const shown = `${inspect(key, { showHidden: true, depth: 9 })}${JSON.stringify(key)}`;
    expect(shown).not.toContain("secret text");
    expect(shown).not.toContain(hex(Buffer.from("a very secret text")));
    expect(shown).not.toContain("97, 32, 118");
  });

  it.each([
    ["..", secret, /"\.\." is no name of a key/],
    ["k", "", /the secret of the key "k" is empty/],
    ["k", "se!cret", /the secret of the key "k" is not base64/],
    ["k", "abcde", /is not base64/],
  ])("called %s is refused in words that do not tell it", (keyName, text, reason) => {
    const fault = tsigKeyFromText(keyName, "hmac-sha256", text);
    expect(fault).toMatch(reason);
    if (text !== "") expect(fault).not.toContain(text);
  });

  it("may have its secret in lines", () => {
    expect(typeof tsigKeyFromText("k", "hmac-sha256", "MA+QDhXb\n  yqUak+qnMFyTyEirzng=\n")).toBe(
      "object",
    );
  });
});

/** A response of one A record; the last octet of its address is `last`. */
function answer(last: number): Buffer {
  const head = "0007840000010001000000000377777707";
  const question = "6578616d706c6503636f6d0000010001";
  return Buffer.from(`${head}${question}c00c000100010000000500047f0000${hex2(last)}`, "hex");
}

function hex2(octet: number): string {
  return octet.toString(16).padStart(2, "0");
}

function session(algorithm: TsigKey["algorithm"] = "hmac-sha256", serverNow = now) {
  const key = keyWith(algorithm);
  const { mac } = signRequest(encodeQuery(7, name, 1), key, now);
  const theirs = { name: key.name, algorithm, secret: Buffer.from(secret, "base64") };
  return {
    verifier: new TsigVerifier(key, mac),
    signer: new ResponseSigner(theirs, Buffer.from(mac), () => serverNow),
    theirs,
    mac: Buffer.from(mac),
  };
}

describe("the signature of a response", () => {
  it.each(["hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512"] as const)(
    "is believed if the key made it, with %s",
    (algorithm) => {
      const { verifier, signer } = session(algorithm);
      expect(verifier.accept(signer.sign(answer(1)), now)).toBeUndefined();
      expect(verifier.end()).toBeUndefined();
    },
  );

  it("covers every octet behind the ID, of the message and of the record", () => {
    const whole = session().signer.sign(answer(1));
    for (let at = 2; at < whole.length; at++) {
      const { verifier } = session();
      const changed = Buffer.from(whole);
      changed[at]! ^= 0x01;
      expect(verifier.accept(changed, now), `octet ${at}`).toBeDefined();
    }
  });

  it("is not believed for another request", () => {
    const { signer } = session();
    const { verifier } = session("hmac-sha256");
    const stranger = new TsigVerifier(keyWith("hmac-sha256"), new Uint8Array(32));
    const message = signer.sign(answer(1));
    expect(verifier.accept(message, now)).toBeUndefined();
    expect(stranger.accept(message, now)).toMatchObject({ kind: "wrong-mac" });
  });

  it("is believed under an ID that a forwarder changed", () => {
    const { verifier, signer } = session();
    const message = signer.sign(answer(1));
    message.writeUInt16BE(0x1234, 0);
    expect(verifier.accept(message, now)).toBeUndefined();
  });

  it("must not be cut short", () => {
    const { verifier, signer } = session();
    const whole = signer.sign(answer(1));
    const record = findTsig(whole);
    if (typeof record !== "object") throw new Error("no TSIG");
    const macAt = whole.indexOf(record.mac);
    const short = Buffer.concat([whole.subarray(0, macAt + 16), whole.subarray(macAt + 32)]);
    short.writeUInt16BE(16, macAt - 2);
    const lengthAt = macAt - 2 - 8 - keyWith("hmac-sha256").algorithmName.length - 2;
    short.writeUInt16BE(short.readUInt16BE(lengthAt) - 16, lengthAt);
    expect(verifier.accept(short, now)).toMatchObject({ kind: "wrong-mac" });
  });

  it.each([
    [300, undefined],
    [-300, undefined],
    [301, "wrong-time"],
    [-301, "wrong-time"],
  ])("made %i s from now is taken or not", (apart, kind) => {
    const { verifier, signer } = session("hmac-sha256", now + apart);
    expect(verifier.accept(signer.sign(answer(1)), now)?.kind).toBe(kind);
  });

  it("must be there, and be of our key", () => {
    expect(session().verifier.accept(answer(1), now)).toMatchObject({ kind: "unsigned" });
    const { verifier, theirs, mac } = session();
    const other = new ResponseSigner({ ...theirs, name: nameFromText("other.")! }, mac, () => now);
    expect(verifier.accept(other.sign(answer(1)), now)).toMatchObject({
      kind: "wrong-key",
      message: expect.stringContaining("other."),
    });
  });
});

describe("a server's refusal of our signature", () => {
  it.each([
    [16, /could not verify our signature \(BADSIG\).*www\.example\.com\./],
    [17, /does not take the key www\.example\.com\. with hmac-sha256 \(BADKEY\)/],
    [22, /BADTRUNC/],
  ])("with error %i is told in plain words", (error, words) => {
    const { verifier, signer } = session();
    const refusal = verifier.accept(signer.sign(answer(1), { error, withMac: false }), now);
    expect(refusal).toMatchObject({
      kind: "refused",
      error,
      message: expect.stringMatching(words),
    });
  });

  it("for its time tells how far the clocks are apart", () => {
    const { verifier, signer } = session();
    const other = Buffer.alloc(6);
    other.writeUIntBE(now + 812, 0, 6);
    const refusal = verifier.accept(signer.sign(answer(1), { error: 18, other }), now);
    expect(refusal).toMatchObject({ kind: "refused", error: 18 });
    expect(refusal?.message).toContain("812 s apart");
  });

  it("with a wrong signature is not believed", () => {
    const { verifier, signer } = session();
    const message = signer.sign(answer(1), { error: 18, other: Buffer.alloc(6) });
    message[message.length - 1]! ^= 1;
    expect(verifier.accept(message, now)).toMatchObject({ kind: "wrong-mac" });
  });
});

describe("a stream of messages", () => {
  it("is signed each by each", () => {
    const { verifier, signer } = session();
    for (let i = 0; i < 5; i++) {
      expect(verifier.accept(signer.sign(answer(i)), now)).toBeUndefined();
    }
    expect(verifier.end()).toBeUndefined();
  });

  it("may leave out 99 signatures in a row, not 100", () => {
    const { verifier, signer } = session();
    verifier.accept(signer.sign(answer(0)), now);
    for (let i = 0; i < 99; i++) {
      expect(verifier.accept(signer.leave(answer(i)), now)).toBeUndefined();
    }
    expect(verifier.accept(signer.sign(answer(1)), now)).toBeUndefined();
    for (let i = 0; i < 99; i++) verifier.accept(signer.leave(answer(i)), now);
    expect(verifier.accept(signer.leave(answer(1)), now)).toMatchObject({ kind: "unsigned" });
  });

  it("is refused when an unsigned message in it was changed", () => {
    const { verifier, signer } = session();
    verifier.accept(signer.sign(answer(0)), now);
    signer.leave(answer(1));
    expect(verifier.accept(answer(2), now)).toBeUndefined();
    expect(verifier.accept(signer.sign(answer(3)), now)).toMatchObject({ kind: "wrong-mac" });
  });

  it("is refused when a message is missing or comes twice", () => {
    const { verifier, signer } = session();
    const messages = [0, 1, 2].map((i) => signer.sign(answer(i)));
    expect(verifier.accept(messages[0]!, now)).toBeUndefined();
    expect(verifier.accept(messages[2]!, now)).toMatchObject({ kind: "wrong-mac" });
    const again = session();
    const first = again.signer.sign(answer(0));
    expect(again.verifier.accept(first, now)).toBeUndefined();
    expect(again.verifier.accept(first, now)).toMatchObject({ kind: "wrong-mac" });
  });

  it("must end with a signature", () => {
    const { verifier, signer } = session();
    verifier.accept(signer.sign(answer(0)), now);
    verifier.accept(signer.leave(answer(1)), now);
    expect(verifier.end()).toMatchObject({ kind: "unsigned" });
  });
});

describe("a TSIG record", () => {
  const whole = () => Buffer.from(session().signer.sign(answer(1)));

  it("that is cut anywhere is malformed, and nothing throws", () => {
    const message = whole();
    for (let length = 0; length < message.length; length++) {
      expect(typeof findTsig(message.subarray(0, length)), `${length} octets`).toBe("string");
    }
  });

  it("in any octets at all is refused without a throw", () => {
    const start = whole();
    const seed = Number(process.env.SEED ?? 1);
    const edits = fc.array(fc.tuple(fc.nat(start.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(edits, fc.nat(start.length), (changes, length) => {
        const message = Buffer.from(start);
        for (const [at, octet] of changes) message[at] = octet;
        const { verifier } = session();
        if (verifier.accept(message.subarray(0, length), now) !== undefined) return;
        // Believed: then nothing that it says was changed, but perhaps its ID or the key's case.
        const said = (bytes: Buffer) => hex(bytes.subarray(2, answer(1).length));
        expect([length, said(message)]).toEqual([start.length, said(start)]);
      }),
      { seed, numRuns: 500 },
    );
  });

  it("that is not the last of the message is malformed", () => {
    const message = whole();
    const more = Buffer.concat([message, message.subarray(answer(1).length)]);
    more.writeUInt16BE(2, 10);
    expect(findTsig(more)).toBe("a TSIG record that is not the last");
    const elsewhere = whole();
    elsewhere.writeUInt16BE(0, 10);
    elsewhere.writeUInt16BE(2, 6);
    expect(findTsig(elsewhere)).toBe("a TSIG record that is not the last");
  });
});
