/** One page of the admin endpoint: why a steered name is answered as it is. */
import { addressFromText, addressToText } from "../base/ip.js";
import type { ClientRegion, RotationPort, ShadowDifference } from "../rotation/rotation-port.js";
import {
  type ExplainedRrset,
  explainRrset,
  type KeptResult,
  regionName,
} from "../steering/explain.js";
import type { ClientView } from "../steering/explain-odds.js";
import type { FoundRrset } from "./steering-names.js";

export interface SteeringExplanation {
  readonly nowMs: number;
  readonly prober: RotationPort["prober"];
  readonly rrsets: readonly (ExplainedRrset & {
    /** Where geo policies sent the client, by their path. */
    readonly client: ExplainedClient | null;
    /** Between this RRset and its shadow, or the one whose shadow it is; null if there is none. */
    readonly shadowDifference: ShadowDifference | null;
  })[];
}

export interface ExplainedClient {
  readonly address: string;
  readonly regions: readonly (ClientRegion & {
    /** Path of the geo policy. */
    readonly path: string;
    /** What the clients of that region are called. */
    readonly clients: string;
  })[];
}

/** Results shown of each probe; the trace has all of them. */
const resultsMax = 16;

export async function explainFound(
  rotation: RotationPort,
  found: readonly FoundRrset[],
  from: Uint8Array | null,
  nowMs: number,
): Promise<SteeringExplanation> {
  const histories = await latestResults(rotation, found);
  return {
    nowMs,
    prober: rotation.prober,
    rrsets: found.map(({ zone, place }) => {
      const { config, state, plan } = zone;
      const input = {
        config,
        state,
        plan,
        nowMs,
        histories: histories.get(zone.apex) ?? new Map(),
      };
      const shadowDifference =
        zone.shadows.find(({ shadow, live }) => shadow === place || live === place) ?? null;
      if (from === null) {
        return { ...explainRrset(input, place, null), client: null, shadowDifference };
      }
      const rrset = config.rrsets[place]!;
      const regions = new Map<string, ExplainedClient["regions"][number]>();
      const view: ClientView = {
        address: from,
        region: (path) => {
          const region = rotation.regionOf(zone.apex, place, path, from);
          if (region === null) return null;
          const clients = regionName(rrset, { path, branch: region.branch });
          regions.set(path, { path, clients, ...region });
          return region.branch;
        },
      };
      const address = addressToText(from);
      const explained = explainRrset(input, place, { view, name: address });
      return {
        ...explained,
        client: { address, regions: [...regions.values()] },
        shadowDifference,
      };
    }),
  };
}

/** By apex, then by the zone's own key of a probe. */
async function latestResults(
  rotation: RotationPort,
  found: readonly FoundRrset[],
): Promise<Map<string, Map<string, readonly KeptResult[]>>> {
  const wanted = new Map<string, { apex: string; key: string }[]>();
  for (const { zone, place } of found) {
    const keys = new Set(zone.config.rrsets[place]!.targets.flatMap(({ probes }) => probes));
    for (const key of keys) {
      const shared = rotation.probeKey(zone.apex, key);
      if (shared === undefined) continue;
      wanted.set(shared, [...(wanted.get(shared) ?? []), { apex: zone.apex, key }]);
    }
  }
  const histories = new Map<string, Map<string, readonly KeptResult[]>>();
  for (const { key: shared, results } of await rotation.history([...wanted.keys()])) {
    for (const { apex, key } of wanted.get(shared) ?? []) {
      const ofZone = histories.get(apex) ?? new Map<string, readonly KeptResult[]>();
      ofZone.set(key, results.slice(-resultsMax));
      histories.set(apex, ofZone);
    }
  }
  return histories;
}

/** The address that a query names; IPv4-mapped IPv6 counts as IPv4, as it does when queries come. */
export function clientAddress(text: string): Uint8Array | undefined {
  const address = addressFromText(text);
  if (address?.length !== 16) return address;
  const mapped = address.subarray(0, 10).every((octet) => octet === 0);
  return mapped && address[10] === 255 && address[11] === 255 ? address.slice(12) : address;
}
