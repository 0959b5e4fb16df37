/** A ResourceRecordSet of the API: read from a request, written into a listing, compared. */
import { type Content, childOf, childrenOf, type Element, textOf } from "./xml.js";

export interface RecordSet {
  /** As Route 53 returns it. */
  readonly name: string;
  readonly type: string;
  readonly setIdentifier?: string | undefined;
  readonly weight?: number | undefined;
  readonly region?: string | undefined;
  readonly failover?: string | undefined;
  readonly multiValueAnswer?: boolean | undefined;
  /** GeoLocation, CidrRoutingConfig or GeoProximityLocation, kept as they came. */
  readonly place?: { readonly kind: string; readonly content: Content } | undefined;
  readonly ttl?: number | undefined;
  readonly values: readonly string[];
  readonly alias?: AliasTarget | undefined;
  readonly healthCheckId?: string | undefined;
  /** Made by a traffic policy: only that policy changes it. */
  readonly trafficPolicyInstanceId?: string | undefined;
}

export interface AliasTarget {
  readonly hostedZoneId: string;
  readonly dnsName: string;
  readonly evaluateTargetHealth: boolean;
}

const placeKinds = ["GeoLocation", "CidrRoutingConfig", "GeoProximityLocation"];

export function readRecordSet(element: Element | undefined): RecordSet {
  const alias = childOf(element, "AliasTarget");
  const kind = placeKinds.find((name) => childOf(element, name) !== undefined);
  const multiValue = textOf(element, "MultiValueAnswer");
  return {
    name: textOf(element, "Name") ?? "",
    type: textOf(element, "Type") ?? "",
    setIdentifier: textOf(element, "SetIdentifier"),
    weight: numberOf(textOf(element, "Weight")),
    region: textOf(element, "Region"),
    failover: textOf(element, "Failover"),
    multiValueAnswer: multiValue === undefined ? undefined : multiValue === "true",
    place: kind === undefined ? undefined : { kind, content: contentOf(childOf(element, kind)!) },
    ttl: numberOf(textOf(element, "TTL")),
    values: childrenOf(childOf(element, "ResourceRecords"), "ResourceRecord").map(
      (record) => textOf(record, "Value") ?? "",
    ),
    alias:
      alias === undefined
        ? undefined
        : {
            hostedZoneId: textOf(alias, "HostedZoneId") ?? "",
            dnsName: textOf(alias, "DNSName") ?? "",
            evaluateTargetHealth: textOf(alias, "EvaluateTargetHealth") === "true",
          },
    healthCheckId: textOf(element, "HealthCheckId"),
    trafficPolicyInstanceId: textOf(element, "TrafficPolicyInstanceId"),
  };
}

export function recordSetContent(set: RecordSet): Content {
  return {
    Name: set.name,
    Type: set.type,
    SetIdentifier: set.setIdentifier,
    Weight: set.weight,
    Region: set.region,
    ...(set.place === undefined ? {} : { [set.place.kind]: set.place.content }),
    Failover: set.failover,
    MultiValueAnswer: set.multiValueAnswer,
    TTL: set.ttl,
    ResourceRecords:
      set.values.length === 0
        ? undefined
        : { ResourceRecord: set.values.map((value) => ({ Value: value })) },
    AliasTarget:
      set.alias === undefined
        ? undefined
        : {
            HostedZoneId: set.alias.hostedZoneId,
            DNSName: set.alias.dnsName,
            EvaluateTargetHealth: set.alias.evaluateTargetHealth,
          },
    HealthCheckId: set.healthCheckId,
    TrafficPolicyInstanceId: set.trafficPolicyInstanceId,
  };
}

/** Which of the routing policies a set has; none is simple. */
export function policiesOf(set: RecordSet): string[] {
  return [
    ...(set.weight === undefined ? [] : ["weighted"]),
    ...(set.region === undefined ? [] : ["latency"]),
    ...(set.failover === undefined ? [] : ["failover"]),
    ...(set.multiValueAnswer === undefined ? [] : ["multivalue"]),
    ...(set.place === undefined ? [] : [set.place.kind]),
  ];
}

/** One key for each set that a zone can have. */
export function keyOf({ name, type, setIdentifier }: RecordSet): string {
  return `${name} ${type} ${setIdentifier ?? ""}`;
}

/** "You must specify all the same values": what DELETE needs; the order of values is free. */
export function isSame(a: RecordSet, b: RecordSet): boolean {
  const plain = (set: RecordSet) =>
    JSON.stringify({ ...set, trafficPolicyInstanceId: undefined, values: [...set.values].sort() });
  return plain(a) === plain(b);
}

function contentOf(element: Element): Content {
  if (typeof element === "string") return element;
  return Object.fromEntries(
    Object.entries(element).map(([name, children]) => [name, children.map(contentOf)]),
  );
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
