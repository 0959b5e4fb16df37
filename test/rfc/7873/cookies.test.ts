/** RFC 7873 §5: cookies in messages; how they are made is tested in test/unit/answer/cookie.test.ts. */
import { describe, expect, it } from "vitest";
import { ask, exchange, makeAnswerer, readZone } from "../../answerer.js";
import { decodeMessage } from "../../message-decoder.js";
import { optBytes } from "../../query.js";

const zone = readZone("x. 60 SOA ns.x. h.x. 1 2 3 4 5\nx. 60 NS ns.x.\n");
const secret = (octet: number) => new Uint8Array(16).fill(octet);
const answerer = makeAnswerer([zone], { cookieSecrets: [secret(1)] });
const cookie = 10;
const client = "0102030405060708";

function shown(data: string, of = answerer, from = "192.0.2.1") {
  return ask(of, "x", "SOA", { edns: { options: [[cookie, data]] }, client: from });
}

describe("RFC 7873 §5.2", () => {
  it("no COOKIE option, none in the response", () => {
    expect(ask(answerer, "x", "SOA", { edns: {} }).opt?.options.has(cookie)).toBe(false);
  });

  it("a client cookie gets a server cookie beside it", () => {
    const got = shown(client);
    expect(got.rcode).toBe(0);
    expect(got.opt?.options.get(cookie)).toMatch(/^010203040506070801000000[0-9a-f]{24}$/);
  });

  it("a good server cookie is sent back as it is", () => {
    const first = shown(client).opt?.options.get(cookie) ?? "";
    expect(shown(first).opt?.options.get(cookie)).toBe(first);
  });

  it("a bad one is answered all the same, with a good one", () => {
    const bad = `${client}${"ff".repeat(16)}`;
    const got = shown(bad);
    expect([got.rcode, got.answer.length]).toEqual([0, 1]);
    expect(got.opt?.options.get(cookie)).toBe(shown(client).opt?.options.get(cookie));
  });

  it.each([0, 1, 7, 9, 15, 41, 48])("%i octets are no cookie: FORMERR", (length) => {
    expect(shown("00".repeat(length)).rcode).toBe(1);
  });

  it.each([16, 24, 32, 40])("%i octets are a cookie, of some server", (length) => {
    expect(shown("00".repeat(length)).rcode).toBe(0);
  });

  it("depends on the client's address", () => {
    const of = (from: string) => shown(client, answerer, from).opt?.options.get(cookie);
    expect(of("192.0.2.1")).not.toBe(of("192.0.2.2"));
  });
});

describe("RFC 7873 §5.4: a query without a question", () => {
  const bytes = (options: [number, string][]) =>
    Uint8Array.from([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ...optBytes({ options })]);

  it("asks for a cookie", () => {
    const got = decodeMessage(exchange(answerer, bytes([[cookie, client]]))!);
    expect([got.rcode, got.question]).toEqual([0, null]);
    expect(got.opt?.options.get(cookie)?.length).toBe(48);
  });

  it("without a COOKIE option it is FORMERR", () => {
    expect(decodeMessage(exchange(answerer, bytes([]))!).rcode).toBe(1);
  });
});

describe("RFC 9018 §5: secrets are rolled", () => {
  const rolled = makeAnswerer([zone], { cookieSecrets: [secret(2), secret(1)] });

  it("a cookie of the old secret is renewed with the new one", () => {
    const old = shown(client).opt?.options.get(cookie) ?? "";
    const fresh = shown(old, rolled).opt?.options.get(cookie);
    expect(fresh).not.toBe(old);
    expect(fresh).toBe(shown(client, rolled).opt?.options.get(cookie));
  });

  it("without a secret there are no cookies, and queries with one are answered", () => {
    const got = shown(client, makeAnswerer([zone]));
    expect([got.rcode, got.opt?.options.size]).toEqual([0, 0]);
  });
});
