import { generateKeyPairSync, type KeyObject } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rsaBitsOf } from "../../../../validators/mail/rsa-key.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 1000);
const rsa = (modulusLength: number) => generateKeyPairSync("rsa", { modulusLength }).publicKey;
const der = (key: KeyObject, type: "spki" | "pkcs1") => key.export({ type, format: "der" });

describe("RSA keys", () => {
  it.each([512, 1024, 1536, 2048])("of %i bits are measured, bare and in an envelope", (bits) => {
    const key = rsa(bits);
    expect(rsaBitsOf(der(key, "spki"))).toBe(bits);
    expect(rsaBitsOf(der(key, "pkcs1"))).toBe(bits);
  });

  it("are not seen in keys of other kinds", () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect(rsaBitsOf(der(publicKey, "spki"))).toBeUndefined();
    expect(rsaBitsOf(new Uint8Array(32))).toBeUndefined();
    expect(rsaBitsOf(new Uint8Array(0))).toBeUndefined();
  });

  it("are none if anything is cut off, or follows", () => {
    const whole = der(rsa(512), "spki");
    for (let length = 0; length < whole.length; length++) {
      expect({ length, bits: rsaBitsOf(whole.subarray(0, length)) }).toEqual({
        length,
        bits: undefined,
      });
    }
    expect(rsaBitsOf(Buffer.concat([whole, Buffer.of(0)]))).toBeUndefined();
  });

  it(`are never measured as longer than their octets (SEED=${seed})`, () => {
    const whole = der(rsa(512), "pkcs1");
    const changed = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(changed, (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, octet] of changes) bytes[at] = octet;
        expect(rsaBitsOf(bytes) ?? 0).toBeLessThanOrEqual(whole.length * 8);
      }),
      { seed, numRuns },
    );
  });
});
