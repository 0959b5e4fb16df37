/**
 * The fake of Route 53 keeps health checks and tags as the API reference of CreateHealthCheck,
 * UpdateHealthCheck, DeleteHealthCheck and ChangeTagsForResource says; read 2026-11-22.
 */
import {
  ChangeTagsForResourceCommand,
  CreateHealthCheckCommand,
  DeleteHealthCheckCommand,
  GetHealthCheckCommand,
  GetHealthCheckStatusCommand,
  type HealthCheckConfig,
  ListHealthChecksCommand,
  ListTagsForResourcesCommand,
  UpdateHealthCheckCommand,
} from "@aws-sdk/client-route-53";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSession, type Session } from "../../support/route53/route53-session.js";

let session: Session;
beforeEach(async () => {
  session = await openSession();
});
afterEach(() => session.close());

const plain: HealthCheckConfig = {
  Type: "HTTP",
  IPAddress: "192.0.2.1",
  Port: 80,
  ResourcePath: "/",
  RequestInterval: 10,
  FailureThreshold: 3,
};

async function create(
  CallerReference: string,
  config: Partial<HealthCheckConfig> = {},
): Promise<string> {
  const { HealthCheck } = await session.client.send(
    new CreateHealthCheckCommand({ CallerReference, HealthCheckConfig: { ...plain, ...config } }),
  );
  return HealthCheck?.Id ?? "";
}

it("makes one check for a caller reference with the same settings, and refuses other settings", async () => {
  const id = await create("one");
  expect(await create("one")).toBe(id);
  await expect(create("one", { Port: 81 })).rejects.toMatchObject({
    name: "HealthCheckAlreadyExists",
  });
  expect(await create("two")).not.toBe(id);
});

it("refuses the caller reference of a deleted check for ever", async () => {
  const id = await create("one");
  await session.client.send(new DeleteHealthCheckCommand({ HealthCheckId: id }));
  await expect(create("one")).rejects.toMatchObject({ name: "HealthCheckAlreadyExists" });
  await expect(
    session.client.send(new DeleteHealthCheckCommand({ HealthCheckId: id })),
  ).rejects.toMatchObject({ name: "NoSuchHealthCheck" });
});

it("takes intervals of 10 and 30 seconds, thresholds of 1 to 10, and public addresses", async () => {
  const bad: Partial<HealthCheckConfig>[] = [
    { RequestInterval: 20 },
    { FailureThreshold: 11 },
    { IPAddress: "10.0.0.1" },
    { IPAddress: "fd00::1" },
    { ResourcePath: `/${"x".repeat(255)}` },
    { Type: "TCP" },
    { Type: "HTTP_STR_MATCH" },
  ];
  for (const config of bad) {
    await expect(create("bad", config)).rejects.toMatchObject({ name: "InvalidInput" });
  }
  await expect(create("x".repeat(65))).rejects.toMatchObject({ name: "InvalidInput" });
});

it("returns IPv6 addresses in another spelling", async () => {
  const id = await create("six", { IPAddress: "2001:db8::1" });
  const got = await session.client.send(new GetHealthCheckCommand({ HealthCheckId: id }));
  expect(got.HealthCheck?.HealthCheckConfig?.IPAddress).toBe(
    "2001:0db8:0000:0000:0000:0000:0000:0001",
  );
});

it("updates a check of the version that is named, but not its type", async () => {
  const HealthCheckId = await create("one");
  const update = (more: object) =>
    session.client.send(new UpdateHealthCheckCommand({ HealthCheckId, ...more }));
  const { HealthCheck } = await update({ HealthCheckVersion: 1, Port: 8080 });
  expect(HealthCheck).toMatchObject({ HealthCheckVersion: 2, HealthCheckConfig: { Port: 8080 } });
  await expect(update({ HealthCheckVersion: 1, Port: 80 })).rejects.toMatchObject({
    name: "HealthCheckVersionMismatch",
  });
});

it("lists checks in pages, and says what the test wants their status to be", async () => {
  const ids = [await create("1"), await create("2"), await create("3")];
  const first = await session.client.send(new ListHealthChecksCommand({ MaxItems: 2 }));
  expect(first.HealthChecks?.map(({ Id }) => Id)).toEqual(ids.slice(0, 2));
  const Marker = first.NextMarker;
  const second = await session.client.send(new ListHealthChecksCommand({ Marker }));
  expect(second.HealthChecks?.map(({ Id }) => Id)).toEqual(ids.slice(2));
  session.fake.health.setHealthy(ids[0]!, false);
  const status = await session.client.send(
    new GetHealthCheckStatusCommand({ HealthCheckId: ids[0]! }),
  );
  expect(status.HealthCheckObservations?.[0]?.StatusReport?.Status).toContain("Failure");
});

it("keeps tags of letters, digits and a few signs, and lists those of up to ten resources", async () => {
  const id = await create("1");
  const tag = (Value: string) =>
    session.client.send(
      new ChangeTagsForResourceCommand({
        ResourceType: "healthcheck",
        ResourceId: id,
        AddTags: [{ Key: "fivenines", Value }],
      }),
    );
  await tag("example.com. www");
  await expect(tag("*.example.com.")).rejects.toMatchObject({ name: "InvalidInput" });
  const list = (ResourceIds: string[]) =>
    session.client.send(
      new ListTagsForResourcesCommand({ ResourceType: "healthcheck", ResourceIds }),
    );
  expect((await list([id])).ResourceTagSets?.[0]?.Tags).toEqual([
    { Key: "fivenines", Value: "example.com. www" },
  ]);
  await expect(list(Array.from({ length: 11 }, () => id))).rejects.toMatchObject({
    name: "InvalidInput",
  });
});
