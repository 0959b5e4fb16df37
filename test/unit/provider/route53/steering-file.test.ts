/** From a steering file to records and health checks of Route 53, and away from them again. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { lowerNameFromText } from "../../../../src/dns/name-text.js";
import type { DesiredZone } from "../../../../src/provider/contract/desired.js";
import type { ProviderZone } from "../../../../src/provider/contract/provider.js";
import { desiredZone } from "../../../../src/provider/desired/desired-zone.js";
import { steeredZone } from "../../../../src/provider/desired/steered-zone.js";
import { route53Capabilities } from "../../../../src/provider/route53/capabilities.js";
import { readZoneText } from "../../../../src/zone/zone-text.js";
import { applyAll, planOf } from "../../../contract/providers/mirroring.js";
import { type Lab, openLab } from "../../../support/route53/route53-lab.js";
import { steeringFrom } from "../../steering/steered-example.js";

const apex = lowerNameFromText("example.com.")!;
let lab: Lab;
let zone: ProviderZone;

beforeEach(async () => {
  lab = await openLab();
  lab.fake.createZone("example.com.");
  zone = await lab.zoneAt(apex);
});
afterEach(() => lab.close());

const records = "www A 192.0.2.1\nwww A 192.0.2.2\nwww A 192.0.2.3\n";
const yaml = (path: string) => `
monitors: { web: { type: http, port: 80, path: ${path}, host: www.example.com, interval: 10s } }
steer:
  - name: www
    policy: failover
    pools:
      - { name: near, monitor: web, targets: [192.0.2.1, 192.0.2.2] }
      - { name: far, monitor: web, targets: [192.0.2.3] }
`;

async function desired(mode: "native" | "static", path = "/up"): Promise<DesiredZone> {
  const text = `$TTL 300\n@ SOA ns1.example.net. h 1 1h 10m 7d 5m\n@ NS ns1.example.net.\n${records}`;
  const { zone: read } = readZoneText(text, { apex: "example.com" });
  const plain = desiredZone(read!, { apexNs: "keep", assigned: [] });
  const live = await lab.provider.list(zone);
  const ns = live.rrsets.filter(({ type, owner }) => type === 2 && owner.length === apex.length);
  const whole = { ...plain, rrsets: [...plain.rrsets, ...ns] };
  const seat = {
    mode,
    otherwise: "static",
    capabilities: route53Capabilities,
    answers: null,
  } as const;
  return steeredZone(whole, steeringFrom(records, yaml(path)), seat);
}

/** Names of the calls that it took. */
async function mirror(wanted: DesiredZone): Promise<string[]> {
  const place = { provider: lab.provider, zone };
  const part = planOf(wanted, place, await lab.provider.list(zone));
  await applyAll(part.batches, place);
  return part.batches.map(({ summary }) => summary.replace(/:.*/, ""));
}

const paths = () =>
  [...lab.fake.health.checks.values()].map(({ config }) => config.get("ResourcePath"));

it("makes a check for each target, and a second plan finds nothing to do", async () => {
  expect((await mirror(await desired("native"))).sort()).toEqual([
    "ChangeResourceRecordSets",
    ...Array.from({ length: 3 }, () => "CreateHealthCheck"),
  ]);
  expect(paths()).toEqual(["/up", "/up", "/up"]);
  expect(await mirror(await desired("native"))).toEqual([]);
});

it("has new checks before the records that name them when a monitor changes, and the old ones go last", async () => {
  await mirror(await desired("native"));
  const calls = await mirror(await desired("native", "/healthz"));
  const three = (call: string) => Array.from({ length: 3 }, () => call);
  expect(calls).toEqual([
    ...three("CreateHealthCheck"),
    "ChangeResourceRecordSets",
    ...three("DeleteHealthCheck"),
  ]);
  expect(paths()).toEqual(["/healthz", "/healthz", "/healthz"]);
  expect(await mirror(await desired("native", "/healthz"))).toEqual([]);
});

it("goes to plain records and back in one request, with a check of somebody else untouched", async () => {
  const other = lab.fake.createZone("example.net.");
  const there = await lab.zoneAt(lowerNameFromText("example.net.")!);
  const [foreign] = lab.provider.translate(await desired("native", "/theirs"), there).resources;
  const change = { kind: "resource", id: "r", name: foreign!.name, before: null } as const;
  const [batch] = lab.provider.pack([{ ...change, after: foreign! }], there);
  await lab.provider.apply(batch!, there, { token: "t" });
  await mirror(await desired("native"));
  expect(await mirror(await desired("static"))).toEqual([
    "ChangeResourceRecordSets",
    "DeleteHealthCheck",
    "DeleteHealthCheck",
    "DeleteHealthCheck",
  ]);
  expect(paths()).toEqual(["/theirs"]);
  const back = await mirror(await desired("native"));
  expect(back.filter((call) => call === "ChangeResourceRecordSets")).toHaveLength(1);
  expect(await mirror(await desired("native"))).toEqual([]);
  expect(other.sets.size).toBe(2);
});
