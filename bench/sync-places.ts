/** Adapters opened on fakes that are elsewhere, and the zone that both sides of the benchmark know. */
import { Route53Client } from "@aws-sdk/client-route-53";
import { realClock } from "../src/cli/sync-clock.js";
import { lowerNameFromText } from "../src/dns/name-text.js";
import { cloudflare } from "../src/provider/cloudflare/cloudflare-provider.js";
import type { Member } from "../src/provider/contract/member.js";
import type { Provider } from "../src/provider/contract/provider.js";
import { Route53Provider } from "../src/provider/route53/route53-provider.js";
import type { Rrset } from "../src/provider/rrset/rrset.js";
import { contextOf } from "../test/contract/providers/provider-harness.js";
import { policy } from "../test/unit/provider/plan/plan-sketch.js";

export interface FakePlace {
  readonly endpoint: string;
  readonly token?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

export const apex = lowerNameFromText("example.com.")!;
const A = 1;

export function addressAt(i: number): string {
  return octetsAt(i).join(".");
}

function octetsAt(i: number): number[] {
  return [10, (i >> 16) & 255, (i >> 8) & 255, i & 255];
}

/** `count` names with an address each; `ttlSeconds` moves them all. */
export function addresses(count: number, ttlSeconds = 300): Rrset[] {
  return Array.from({ length: count }, (_, i) => ({
    owner: lowerNameFromText(`h${i}.example.com.`)!,
    type: A,
    variant: "",
    ttlSeconds,
    rdatas: [Uint8Array.from(octetsAt(i))],
    extra: null,
  }));
}

export function memberAt(provider: Provider, rrsets: readonly Rrset[]): Member {
  const desired = { apex, serial: 1, rrsets, steered: [], hints: new Map(), losses: [] };
  return { provider, desired, policy };
}

export function route53Client({ endpoint, accessKeyId, secretAccessKey }: FakePlace) {
  return new Route53Client({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: accessKeyId ?? "", secretAccessKey: secretAccessKey ?? "" },
    maxAttempts: 1,
  });
}

export function route53At(place: FakePlace): Provider {
  const { endpoint } = place;
  const settings = { type: "route53", region: "us-east-1", endpoint, delegationSet: null } as const;
  return new Route53Provider(settings, contextOf("aws", realClock, []), route53Client(place));
}

export function cloudflareAt({ endpoint, token }: FakePlace): Provider {
  const apiToken = token ?? "";
  return cloudflare.open(
    { type: "cloudflare", apiToken, baseUrl: endpoint, accountId: null, mark: false },
    contextOf("cf", realClock, []),
  );
}
