import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CookieJar } from "../../../src/answer/cookie.js";

interface Vector {
  readonly id: string;
  readonly secret: string;
  readonly clientIp: string;
  readonly time: number;
  readonly clientCookie: string;
  readonly responseCookie: string;
  readonly requestCookie?: string;
}

const corpus = "../shared/corpora/rfc/rfc9018-cookies.json";
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

/** IPv4 or IPv6 text to octets; enough for the addresses of the vectors. */
function address(text: string): Uint8Array {
  if (text.includes(".")) return Uint8Array.from(text.split("."), Number);
  return hex(
    text
      .split(":")
      .map((group) => group.padStart(4, "0"))
      .join(""),
  );
}

function exchange(jar: CookieJar, shown: Uint8Array, client: Uint8Array, time: number) {
  const out = new Uint8Array(24);
  const length = client.length === 4 ? 4 : 16;
  const valid = jar.exchange(shown, shown.length, client, 0, length, time, out);
  return { valid, cookie: Buffer.from(out).toString("hex") };
}

describe("server cookies of RFC 9018 appendix A", () => {
  const vectors: Vector[] = existsSync(corpus) ? JSON.parse(readFileSync(corpus, "utf8")) : [];
  it.skipIf(vectors.length === 0)(
    "makes the cookies of every vector (corpus folder needed)",
    () => {
      for (const vector of vectors) {
        const jar = new CookieJar([hex(vector.secret)]);
        const shown = hex(vector.requestCookie ?? vector.clientCookie);
        const made = exchange(jar, shown, address(vector.clientIp), vector.time);
        expect(`${vector.id} ${made.cookie}`).toBe(`${vector.id} ${vector.responseCookie}`);
      }
      expect(vectors.length).toBe(4);
    },
  );

  it("takes a cookie made with the old secret and renews it with the new one (A.4)", () => {
    const jar = new CookieJar([
      hex("445536bcd2513298075a5d379663c962"),
      hex("dd3bdf9344b678b185a6f5cb60fca715"),
    ]);
    const client = address("2001:db8:220:1:59de:d0f4:8769:82b8");
    const shown = hex("22681ab97d52c298010000005cf7c57926556bd0934c72f8");
    const { valid, cookie } = exchange(jar, shown, client, 1559741961);
    expect(valid).toBe(true);
    expect(cookie).toBe("22681ab97d52c298010000005cf7c609a6bb79d16625507a");
  });
});

describe("the life of a server cookie", () => {
  const jar = new CookieJar([hex("e5e973e5a6b2a43f48e7dc849e37bfcf")]);
  const client = address("192.0.2.1");
  const born = 1_700_000_000;
  const first = hex(exchange(jar, hex("0102030405060708"), client, born).cookie);

  it.each([
    ["at once", 0, true, true],
    ["after half an hour", 1800, true, true],
    ["older than half an hour: a new one", 1801, true, false],
    ["after an hour", 3600, true, false],
    ["older than an hour: not valid", 3601, false, false],
    ["five minutes from the future", -300, true, true],
    ["six minutes from the future: not valid", -360, false, false],
  ] as const)("%s", (_, age, valid, kept) => {
    const next = exchange(jar, first, client, born + age);
    expect(next.valid).toBe(valid);
    expect(next.cookie === Buffer.from(first).toString("hex")).toBe(kept);
  });

  it("is of one client address only", () => {
    expect(exchange(jar, first, address("192.0.2.2"), born).valid).toBe(false);
  });

  it("is refused if any octet is changed, but always answered with a good one", () => {
    for (let i = 0; i < 24; i++) {
      const shown = Uint8Array.from(first);
      shown[i]! ^= 0x40;
      const next = exchange(jar, shown, client, born);
      expect(next.valid).toBe(false);
      expect(exchange(jar, hex(next.cookie), client, born).valid).toBe(true);
    }
  });

  it("has its time compared in serial arithmetic", () => {
    const wrapping = hex(exchange(jar, hex("0102030405060708"), client, 0xffff_fff0).cookie);
    expect(exchange(jar, wrapping, client, 2 ** 32 + 10).valid).toBe(true);
  });
});
