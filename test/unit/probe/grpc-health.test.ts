import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { healthRequest, healthStatus } from "../../../src/probe/grpc-health.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);

describe("messages of grpc.health.v1", () => {
  it("have a length of several octets for a long service name", () => {
    const name = "s".repeat(300);
    const request = healthRequest(name);
    expect([...request.subarray(0, 8)]).toEqual([0, 0, 0, 1, 47, 0x0a, 0xac, 0x02]);
    expect(request.subarray(8).toString()).toBe(name);
  });

  it("take the last status if there are several, as protobuf has it", () => {
    expect(healthStatus(Buffer.from([0, 0, 0, 0, 4, 8, 2, 8, 1]))).toBe("serving");
    expect(healthStatus(Buffer.from([0, 0, 0, 0, 4, 8, 1, 8, 2]))).toBe("not serving");
  });

  it(`are read whatever octets come, without a fault of ours (SEED=${seed})`, () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.uint8Array({ maxLength: 32 }).map((message) => [0, 0, 0, 0, message.length, ...message]),
    );
    fc.assert(
      fc.property(body, (octets) => {
        const status = healthStatus(Buffer.from(octets));
        expect([undefined, "unknown", "serving", "not serving", "service unknown"]).toContain(
          status,
        );
      }),
      { seed, numRuns: 500 },
    );
  });
});
