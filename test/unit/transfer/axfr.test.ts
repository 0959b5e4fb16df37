import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dnsClass } from "../../../src/dns/class.js";
import { flag, rcode } from "../../../src/dns/header.js";
import {
  decodeMessage,
  encodeQuery,
  type Message,
  type ResourceRecord,
} from "../../../src/dns/message.js";
import { nameFromText, nameToText } from "../../../src/dns/name-text.js";
import { soaSerial } from "../../../src/provider/adapter/served-serial.js";
import { listingOf } from "../../../src/provider/rfc2136/listed-rrsets.js";
import { rrsetToJson } from "../../../src/provider/rrset/rrset-text.js";
import { type TransferLimits, transferZone } from "../../../src/transfer/axfr.js";
import type { TransferPeer } from "../../../src/transfer/conversation.js";
import { TransferFault } from "../../../src/transfer/fault.js";
import type { MessageStream } from "../../../src/transfer/message-stream.js";
import { TsigKey } from "../../../src/transfer/tsig-key.js";
import { response } from "../../support/rfc2136/scripted-primary.js";
import { ResponseSigner, takeSignature } from "../../support/rfc2136/server-signature.js";

const wire = (text: string): Uint8Array => nameFromText(text)!;
const apex = wire("example.com.");
const now = 1_800_000_000;

function record(
  owner: string,
  type: number,
  rdata: Uint8Array,
  code: number = dnsClass.IN,
): ResourceRecord {
  return { name: wire(owner), type, class: code, ttlSeconds: 300, rdata };
}

function soa(serial: number, owner = "example.com."): ResourceRecord {
  const numbers = Buffer.alloc(20);
  numbers.writeUInt32BE(serial, 0);
  const names = [wire("ns.example.com."), wire("hostmaster.example.com.")];
  return record(owner, 6, Buffer.concat([...names, numbers]));
}

const www = record("WWW.example.com.", 1, Uint8Array.of(192, 0, 2, 1));
const ns = record("example.com.", 2, wire("ns.example.com."));

/** What a server sends for a request, message by message. */
type Script = (request: Message, bytes: Buffer) => readonly Uint8Array[];

function peerOf(script: Script, key?: TsigKey): TransferPeer {
  const stream = (): MessageStream => {
    let left: Uint8Array[] = [];
    return {
      send: (bytes) => {
        const request = decodeMessage(takeSignature(Buffer.from(bytes))?.bare ?? bytes);
        if (typeof request === "string") throw new Error(request);
        left = [...script(request, Buffer.from(bytes))];
      },
      next: () => Promise.resolve(left.shift()),
      close: () => undefined,
    };
  };
  return {
    server: { address: "127.0.0.1", port: 53 },
    key,
    dial: () => Promise.resolve(stream()),
    nowSeconds: () => now,
    randomId: () => 0x4711,
  };
}

/** Messages with these records each. */
const sends =
  (...messages: readonly (readonly ResourceRecord[])[]): Script =>
  (request) =>
    messages.map((records) => response(request, rcode.NOERROR, records));

function transfer(script: Script, bounds?: TransferLimits, key?: TsigKey) {
  return transferZone(peerOf(script, key), apex, new AbortController().signal, bounds);
}

async function faultOf(script: Script, bounds?: TransferLimits, key?: TsigKey) {
  try {
    await transfer(script, bounds, key);
  } catch (error) {
    if (error instanceof TransferFault) return error;
    throw error;
  }
  throw new Error("the transfer succeeded");
}

describe("a transfer", () => {
  it("takes a zone in one message, and in many", async () => {
    const one = await transfer(sends([soa(1), ns, www, soa(1)]));
    expect(one).toMatchObject({ messages: 1, strayRecords: 0 });
    expect(one.records.map(({ name }) => nameToText(name))).toEqual([
      "example.com.",
      "WWW.example.com.",
    ]);
    const many = await transfer(sends([soa(1)], [ns], [www], [soa(1)]));
    expect(many.messages).toBe(4);
    expect(many.records).toEqual(one.records);
    expect(many.soa).toEqual(one.soa);
  });

  it("takes later messages without a question (RFC 5936 §2.2.1)", async () => {
    const zone = await transfer((request) => [
      response(request, rcode.NOERROR, [soa(1), ns]),
      response({ ...request, questions: [] }, rcode.NOERROR, [www, soa(1)]),
    ]);
    expect(zone.records).toHaveLength(2);
  });

  it("leaves out records of other zones and classes, and counts them", async () => {
    const stray = record("www.example.net.", 1, Uint8Array.of(192, 0, 2, 9));
    const chaos = record("www.example.com.", 1, Uint8Array.of(192, 0, 2, 9), dnsClass.CH);
    const below = soa(5, "sub.example.com.");
    const zone = await transfer(sends([soa(1), stray, chaos, below, www, soa(1)]));
    expect(zone.strayRecords).toBe(3);
    expect(zone.records).toEqual([expect.objectContaining({ type: 1 })]);
  });

  it("sets records aside whose RDATA is not what their type says, and reads on", async () => {
    const bad = record("bad.example.com.", 1, Uint8Array.of(192, 0, 2));
    const empty = record("bad.example.com.", 15, new Uint8Array(0));
    const zone = await transfer(sends([soa(1), bad], [empty], [bad], [www, soa(1)]));
    expect(zone.malformed.map(({ name, type }) => `${nameToText(name)} ${type}`)).toEqual([
      "bad.example.com. 1",
      "bad.example.com. 15",
      "bad.example.com. 1",
    ]);
    expect(zone.records).toEqual([www]);
  });

  it.each<[string, Script, string, RegExp]>([
    ["closes before it answered", () => [], "closed", /closed the connection/],
    ["closes before the last SOA", sends([soa(1), ns]), "closed", /without answering to the end/],
    ["begins with another record", sends([ns, soa(1)]), "malformed", /began the zone/],
    ["ends with another SOA", sends([soa(1), ns, soa(2)]), "malformed", /ended the zone/],
    ["goes on behind the end", sends([soa(1), ns, soa(1), www]), "malformed", /behind the end/],
    ["sends nothing in a message", sends([soa(1)], []), "malformed", /without records/],
    [
      "answers another question",
      (request) => [
        response(
          { ...request, questions: [{ name: wire("example.net."), type: 252, class: 1 }] },
          rcode.NOERROR,
          [soa(1), soa(1)],
        ),
      ],
      "malformed",
      /another question/,
    ],
    [
      "answers another type",
      (request) => [
        response({ ...request, questions: [{ name: apex, type: 6, class: 1 }] }, rcode.NOERROR, [
          soa(1),
        ]),
      ],
      "malformed",
      /another question/,
    ],
    [
      "leaves the question out of the first message",
      (request) => [response({ ...request, questions: [] }, rcode.NOERROR, [soa(1), soa(1)])],
      "malformed",
      /another question/,
    ],
    [
      "answers with another ID",
      (request) => [response({ ...request, id: 1 }, rcode.NOERROR, [soa(1), soa(1)])],
      "malformed",
      /no response to ours/,
    ],
    [
      "sends the query back",
      () => [encodeQuery(0x4711, apex, 252)],
      "malformed",
      /no response to ours/,
    ],
    [
      "truncates",
      (request) => {
        const message = response(request, rcode.NOERROR, [soa(1), soa(1)]);
        message.writeUInt16BE(message.readUInt16BE(2) | flag.tc, 2);
        return [message];
      },
      "malformed",
      /truncated/,
    ],
    [
      "sends another class",
      sends([{ ...soa(1), class: dnsClass.CH }]),
      "malformed",
      /another class/,
    ],
    ["sends no message at all", () => [new Uint8Array(3)], "malformed", /malformed message/],
    [
      "sends a name that points to itself",
      (request) => {
        const message = response(request, rcode.NOERROR, [soa(1)]);
        const ownerAt = 12 + apex.length + 4;
        message.writeUInt16BE(0xc000 | ownerAt, ownerAt);
        return [message];
      },
      "malformed",
      /malformed/,
    ],
    [
      "sends an SOA without RDATA",
      sends([{ ...soa(1), rdata: new Uint8Array(0) }]),
      "closed",
      /without answering to the end/,
    ],
    ["refuses", (request) => [response(request, rcode.REFUSED)], "refused", /answered REFUSED/],
    [
      "breaks off in the middle",
      (request) => [
        response(request, rcode.NOERROR, [soa(1), ns]),
        response(request, rcode.SERVFAIL),
      ],
      "refused",
      /answered SERVFAIL/,
    ],
  ])("is refused from a server that %s", async (_, script, kind, words) => {
    const fault = await faultOf(script);
    expect(fault.kind).toBe(kind);
    expect(fault.message).toMatch(words);
  });

  it("ends at its bounds, however long the server goes on", async () => {
    const endless: Script = (request) => {
      const messages = [response(request, rcode.NOERROR, [soa(1)])];
      for (let i = 0; i < 50; i++) messages.push(response(request, rcode.NOERROR, [www, ns]));
      return messages;
    };
    const records = await faultOf(endless, { recordsMax: 20, bytesMax: 1e9 });
    expect(records).toMatchObject({
      kind: "too-large",
      message: "sent more than 20 records for one zone",
    });
    const bytes = await faultOf(endless, { recordsMax: 1e9, bytesMax: 500 });
    expect(bytes).toMatchObject({
      kind: "too-large",
      message: "sent more than 500 octets for one zone",
    });
  });
});

describe("a transfer from a server that sends anything at all", () => {
  const run = (messages: readonly Uint8Array[]) =>
    transfer(() => messages).then(
      (zone) => {
        // What is taken can be worked with.
        soaSerial(zone.soa.rdata);
        for (const rrset of listingOf(zone, apex, false).rrsets) rrsetToJson(rrset);
      },
      (fault: unknown) => {
        if (!(fault instanceof TransferFault)) throw fault;
        expect(fault.message).not.toBe("");
      },
    );

  it("ends with a zone or a fault, never with an accident", async () => {
    const request = decodeMessage(encodeQuery(0x4711, apex, 252)) as Message;
    const start = [
      response(request, rcode.NOERROR, [soa(1), ns]),
      response(request, rcode.NOERROR, [www, soa(1)]),
    ];
    const edit = fc.tuple(fc.nat(1), fc.nat(200), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 5 }), async (edits) => {
        const messages = start.map((message) => Buffer.from(message));
        for (const [which, at, octet] of edits) {
          const message = messages[which]!;
          message[at % message.length] = octet;
        }
        await run(messages);
      }),
      { seed: Number(process.env.SEED ?? 1), numRuns: 1000 },
    );
  });
});

describe("a signed transfer", () => {
  const secret = Buffer.alloc(32, 1);
  const key = new TsigKey(wire("k."), "hmac-sha256", secret);
  const signer = (bytes: Buffer) =>
    new ResponseSigner(
      { name: key.name, algorithm: "hmac-sha256", secret },
      takeSignature(bytes)!.mac,
      () => now,
    );

  it("is taken with signatures on some of its messages", async () => {
    const zone = await transfer(
      (request, bytes) => {
        const signing = signer(bytes);
        return [
          signing.sign(response(request, rcode.NOERROR, [soa(1)])),
          signing.leave(response(request, rcode.NOERROR, [ns])),
          signing.leave(response(request, rcode.NOERROR, [www])),
          signing.sign(response(request, rcode.NOERROR, [soa(1)])),
        ];
      },
      undefined,
      key,
    );
    expect(zone.records).toHaveLength(2);
  });

  it.each<[string, Script]>([
    ["a first message", sends([soa(1), soa(1)])],
    [
      "a last message",
      (request, bytes) => [
        signer(bytes).sign(response(request, rcode.NOERROR, [soa(1), ns])),
        response(request, rcode.NOERROR, [soa(1)]),
      ],
    ],
  ])("is refused with %s that is not signed", async (_, script) => {
    expect(await faultOf(script, undefined, key)).toMatchObject({ kind: "signature" });
  });

  it("is refused with a record that came in on the way", async () => {
    const fault = await faultOf(
      (request, bytes) => {
        const signing = signer(bytes);
        signing.sign(response(request, rcode.NOERROR, [soa(1)]));
        const second = signing.sign(response(request, rcode.NOERROR, [ns, soa(1)]));
        const again = signer(bytes);
        const first = again.sign(response(request, rcode.NOERROR, [soa(1)]));
        return [first, response(request, rcode.NOERROR, [www]), second];
      },
      undefined,
      key,
    );
    expect(fault).toMatchObject({ kind: "signature", delivered: true });
  });

  it("tells an unsigned REFUSED as what it is", async () => {
    const fault = await faultOf((request) => [response(request, rcode.REFUSED)], undefined, key);
    expect(fault).toMatchObject({ kind: "refused", rcode: rcode.REFUSED });
    expect(fault.message).toBe("answered REFUSED, unsigned");
  });
});
