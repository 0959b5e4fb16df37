/** What tests of the fake share: the SDK pointed at it, short ways to say a change. */
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { type FakeOptions, FakeRoute53 } from "./fake-route53.js";
import type { HostedZone } from "./hosted-zone.js";

export interface Session {
  readonly fake: FakeRoute53;
  readonly client: Route53Client;
  readonly zone: HostedZone;
  /** Unix time of the fake, to be moved by the test. */
  readonly time: { nowMs: number };
  change(...changes: readonly Change[]): Promise<string>;
  /** The error's name and message. */
  refused(...changes: readonly Change[]): Promise<string>;
  close(): Promise<void>;
}

/** A fake with the zone example.com, and a client that repeats nothing. */
export async function openSession(options: Partial<FakeOptions> = {}): Promise<Session> {
  const time = { nowMs: Date.UTC(2026, 10, 22) };
  const fake = await FakeRoute53.start({ nowMs: () => time.nowMs, ...options });
  const zone = fake.createZone("example.com");
  const client = new Route53Client({
    endpoint: fake.endpoint,
    region: "us-east-1",
    credentials: fake.credentials,
    maxAttempts: 1,
  });
  const change = async (...changes: readonly Change[]): Promise<string> => {
    const { ChangeInfo } = await client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zone.options.id,
        ChangeBatch: { Changes: [...changes] },
      }),
    );
    return ChangeInfo?.Id ?? "";
  };
  return {
    fake,
    client,
    zone,
    time,
    change,
    refused: (...changes) =>
      change(...changes).then(
        () => "accepted",
        (error: Error) => `${error.name}: ${error.message}`,
      ),
    async close() {
      client.destroy();
      await fake.close();
    },
  };
}

type Action = "CREATE" | "DELETE" | "UPSERT";

/** `set("CREATE", "www A 300", "192.0.2.1")`; names are relative to example.com, `@` is the apex. */
export function set(
  action: Action,
  head: string,
  values: string | readonly string[],
  more: Partial<ResourceRecordSet> = {},
): Change {
  const [name = "", type = "A", ttl = "300"] = head.split(" ");
  const records = (typeof values === "string" ? [values] : values).map((Value) => ({ Value }));
  return {
    Action: action,
    ResourceRecordSet: {
      Name: name === "@" ? "example.com." : name.endsWith(".") ? name : `${name}.example.com.`,
      Type: type as ResourceRecordSet["Type"],
      ...(records.length === 0 ? {} : { TTL: Number(ttl), ResourceRecords: records }),
      ...more,
    },
  };
}
