import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import type { DriftReport } from "../../../../src/provider/drift/drift-finding.js";
import { findDrift } from "../../../../src/provider/drift/find-drift.js";
import { fetchPost, type Post, tellWebhook } from "../../../../src/provider/drift/webhook.js";
import { realAskPort } from "../../../../src/provider/verify/ask.js";
import { listingProvider, memberOf, memoryOf, steppingClock } from "../../../support/zone-lab.js";

const url = "https://hooks.example.net/secret-part";

async function driftOf(count: number): Promise<DriftReport> {
  const records = (value: string) =>
    Array.from({ length: count }, (_, i) => `n${i} A ${value}\n`).join("");
  const member = memberOf(listingProvider({ records: records("192.0.2.9") }), records("192.0.2.1"));
  const world = { port: realAskPort(1, () => 0), clock: steppingClock(), delegation: null };
  const options = { sampleMax: 0, random: () => 0 };
  const { members } = await findDrift([member], memoryOf(records("192.0.2.1")), options, world);
  return members[0]!;
}

/** Answers with these, in turn; -1 is none. */
async function told(statuses: readonly number[], count = 1) {
  const bodies: string[] = [];
  const post: Post = (_, body) => {
    const status = statuses[bodies.push(body) - 1]!;
    return status === -1
      ? Promise.reject(new Error(`cannot reach ${url}`))
      : Promise.resolve(status);
  };
  const world = { post, clock: steppingClock(), random: () => 0.5 };
  return { fault: await tellWebhook(url, await driftOf(count), world), bodies };
}

it("is told what drifted, from what to what", async () => {
  const { fault, bodies } = await told([204]);
  expect(fault).toBeNull();
  expect(JSON.parse(bodies[0]!)).toMatchObject({
    event: "drift",
    apex: "example.com.",
    provider: "lab",
    outcome: "drift",
    findings: [
      {
        class: "value",
        owner: "n0.example.com.",
        type: "A",
        live: { ttl: 300, values: ["192.0.2.9"] },
        applied: { ttl: 300, values: ["192.0.2.1"] },
      },
    ],
  });
});

it("is told again after a fault that may pass, and not after a refusal", async () => {
  expect((await told([503, -1, 200])).fault).toBeNull();
  const refused = await told([404, 200]);
  expect(refused.bodies).toHaveLength(1);
  expect(refused.fault).toBe(
    "the webhook of example.com. at lab was not told: it answered HTTP 404",
  );
});

it("is given up after four attempts, and its address is in no message", async () => {
  const { fault, bodies } = await told([-1, -1, -1, -1, 200]);
  expect(bodies).toHaveLength(4);
  expect(fault).toBe("the webhook of example.com. at lab was not told: it could not be reached");
});

it("is told of a hundred findings, and how many more there are", async () => {
  const message = JSON.parse((await told([200], 130)).bodies[0]!) as { findings: []; more: number };
  expect(message.findings).toHaveLength(100);
  expect(message.more).toBe(30);
});

it("is posted to over HTTP, and redirects are not followed", async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => bodies.push(chunk.toString()));
    request.on("end", () => {
      const isMoved = request.url === "/moved";
      response.writeHead(isMoved ? 302 : 200, isMoved ? { location: "/other" } : {}).end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    expect(await fetchPost(`http://127.0.0.1:${port}/hook`, "{}", undefined)).toBe(200);
    expect(bodies).toEqual(["{}"]);
    await expect(fetchPost(`http://127.0.0.1:${port}/moved`, "{}", undefined)).rejects.toThrow();
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
