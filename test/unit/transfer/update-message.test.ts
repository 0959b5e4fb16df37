import { describe, expect, it } from "vitest";
import { dnsClass } from "../../../src/dns/class.js";
import { opcode } from "../../../src/dns/header.js";
import { decodeMessage, type Message } from "../../../src/dns/message.js";
import { nameFromText, nameToText } from "../../../src/dns/name-text.js";
import {
  encodeUpdate,
  type Prerequisite,
  type UpdateStep,
  updateBytes,
  updateBytesMax,
} from "../../../src/transfer/update-message.js";

const wire = (text: string): Uint8Array => nameFromText(text)!;
const apex = wire("example.com.");
const www = wire("www.example.com.");
const address = Uint8Array.of(192, 0, 2, 1);

function decoded(prerequisites: readonly Prerequisite[], steps: readonly UpdateStep[]): Message {
  const message = decodeMessage(encodeUpdate(0x1234, apex, prerequisites, steps));
  if (typeof message === "string") throw new Error(message);
  return message;
}

describe("an update", () => {
  it("names its zone", () => {
    const message = decoded([], []);
    expect(message).toMatchObject({ id: 0x1234, opcode: opcode.UPDATE, flags: 5 << 11 });
    expect(message.questions).toEqual([{ name: apex, type: 6, class: dnsClass.IN }]);
  });

  // RFC 2136 §2.4: CLASS, TYPE and RDLENGTH of each kind.
  it.each<[Prerequisite, number, number, number]>([
    [{ kind: "rrset-exists", name: www, type: 1 }, dnsClass.ANY, 1, 0],
    [{ kind: "rrset-is", name: www, type: 1, rdatas: [address] }, dnsClass.IN, 1, 4],
    [{ kind: "rrset-absent", name: www, type: 1 }, dnsClass.NONE, 1, 0],
    [{ kind: "name-in-use", name: www }, dnsClass.ANY, 255, 0],
    [{ kind: "name-not-in-use", name: www }, dnsClass.NONE, 255, 0],
  ])("asks by class and type: %o", (prerequisite, code, type, length) => {
    const { answers, authorities } = decoded([prerequisite], []);
    expect(answers).toHaveLength(1);
    expect(authorities).toEqual([]);
    expect(answers[0]).toMatchObject({ name: www, class: code, type, ttlSeconds: 0 });
    expect(answers[0]!.rdata).toHaveLength(length);
  });

  // RFC 2136 §2.5.
  it.each<[UpdateStep, number, number, number, number]>([
    [{ kind: "add", name: www, type: 1, ttlSeconds: 300, rdata: address }, dnsClass.IN, 1, 300, 4],
    [{ kind: "delete-rrset", name: www, type: 1 }, dnsClass.ANY, 1, 0, 0],
    [{ kind: "delete-name", name: www }, dnsClass.ANY, 255, 0, 0],
    [{ kind: "delete-record", name: www, type: 1, rdata: address }, dnsClass.NONE, 1, 0, 4],
  ])("changes by class and type: %o", (step, code, type, ttlSeconds, length) => {
    const { answers, authorities } = decoded([], [step]);
    expect(answers).toEqual([]);
    expect(authorities[0]).toMatchObject({ name: www, class: code, type, ttlSeconds });
    expect(authorities[0]!.rdata).toHaveLength(length);
  });

  it("asks for each record of an RRset", () => {
    const rdatas = [address, Uint8Array.of(192, 0, 2, 2)];
    const { answers } = decoded([{ kind: "rrset-is", name: www, type: 1, rdatas }], []);
    expect(answers.map(({ rdata }) => [...rdata])).toEqual(rdatas.map((rdata) => [...rdata]));
  });

  it("writes the apex once and points to it", () => {
    const step: UpdateStep = { kind: "delete-rrset", name: www, type: 1 };
    const more = encodeUpdate(1, apex, [], [step]).length - encodeUpdate(1, apex, [], []).length;
    expect(more).toBe(4 + 2 + 10);
    expect(decoded([], [step]).authorities.map(({ name }) => nameToText(name))).toEqual([
      "www.example.com.",
    ]);
    expect(decoded([], [{ ...step, name: apex }]).authorities[0]!.name).toEqual(apex);
  });

  it("is never longer than its parts were said to be", () => {
    const prerequisites: Prerequisite[] = [
      { kind: "rrset-is", name: www, type: 1, rdatas: [address, address] },
      { kind: "name-in-use", name: apex },
    ];
    const steps: UpdateStep[] = [
      { kind: "add", name: www, type: 1, ttlSeconds: 1, rdata: address },
      { kind: "delete-name", name: www },
    ];
    const sum = [...prerequisites, ...steps].reduce((total, part) => total + updateBytes(part), 0);
    const whole = encodeUpdate(1, apex, prerequisites, steps).length;
    expect(whole - encodeUpdate(1, apex, [], []).length).toBeLessThanOrEqual(sum);
  });

  it("refuses to be made larger than a message with its signature", () => {
    const rdata = new Uint8Array(60_000);
    const step: UpdateStep = { kind: "add", name: www, type: 65280, ttlSeconds: 1, rdata };
    expect(updateBytes(step)).toBeLessThan(updateBytesMax);
    expect(encodeUpdate(1, apex, [], [step]).length).toBeLessThan(65_536);
    expect(() => encodeUpdate(1, apex, [], [step, step])).toThrow("an update fits in a message");
  });

  it("refuses a name of another zone", () => {
    const step: UpdateStep = { kind: "delete-rrset", name: wire("www.example.net."), type: 1 };
    expect(() => encodeUpdate(1, apex, [], [step])).toThrow("a name of the zone");
  });
});
