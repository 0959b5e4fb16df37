/** A zone of the fake of Cloudflare with its adapter, brought from one state to the next by plans. */

import { lowerNameFromText } from "../../../../src/dns/name-text.js";
import { typeCodeFromText } from "../../../../src/dns/rr/registry.js";
import type { DesiredZone, ProviderHints } from "../../../../src/provider/contract/desired.js";
import type { Json, JsonObject } from "../../../../src/provider/contract/json.js";
import type { PlanPart } from "../../../../src/provider/contract/plan.js";
import type { ProviderZone, Translation } from "../../../../src/provider/contract/provider.js";
import type { CloudflareSettings } from "../../../../src/provider/contract/settings.js";
import { type Rrset, rrsetKey } from "../../../../src/provider/rrset/rrset.js";
import {
  type OpenCloudflare,
  openCloudflare,
} from "../../../contract/providers/fake-cloudflare.js";
import { applyAll, planOf } from "../../../contract/providers/mirroring.js";
import { rrsetOf } from "../../../contract/providers/rdata-of.js";
import type { FakeCloudflareOptions } from "../../../support/cloudflare/fake-cloudflare.js";
import type { FakeZone } from "../../../support/cloudflare/fake-zone.js";

/** By `www A`, relative to example.com. */
export type HintTable = Readonly<Record<string, ProviderHints>>;

export class CloudflarePlace {
  private constructor(
    readonly open: OpenCloudflare,
    readonly there: FakeZone,
    readonly zone: ProviderZone,
  ) {}

  static async make(
    options: Partial<FakeCloudflareOptions> = {},
    settings: Partial<CloudflareSettings> = {},
  ): Promise<CloudflarePlace> {
    const open = await openCloudflare(options, settings);
    const there = open.fake.createZone("example.com");
    const zone = await open.provider.find(lowerNameFromText("example.com.")!);
    return new CloudflarePlace(open, there, zone!);
  }

  desired(rrsets: readonly Rrset[], hints: HintTable = {}): DesiredZone {
    const table = Object.entries(hints).map(([where, hint]): [string, ProviderHints] => {
      const [owner = "", type = ""] = where.split(" ");
      return [rrsetKey(nameOf(owner), typeCodeFromText(type)), hint];
    });
    const { apex } = this.zone;
    return { apex, serial: 1, rrsets, steered: [], hints: new Map(table), losses: [] };
  }

  async translate(rrsets: readonly Rrset[], hints: HintTable = {}): Promise<Translation> {
    const { provider } = this.open;
    return provider.translate(
      this.desired(rrsets, hints),
      this.zone,
      await provider.list(this.zone),
    );
  }

  async plan(rrsets: readonly Rrset[], hints: HintTable = {}): Promise<PlanPart> {
    const place = { provider: this.open.provider, zone: this.zone };
    return planOf(this.desired(rrsets, hints), place, await place.provider.list(this.zone));
  }

  /** Plans and applies; the bodies of the batches that went out. */
  async bring(rrsets: readonly Rrset[], hints: HintTable = {}): Promise<JsonObject[]> {
    const part = await this.plan(rrsets, hints);
    const before = this.open.fake.calls.length;
    await applyAll(part.batches, { provider: this.open.provider, zone: this.zone });
    return this.open.fake.calls
      .slice(before)
      .filter(({ operation }) => operation === "BatchRecords")
      .map(({ body }) => body as JsonObject);
  }

  /** Ids of changes that a plan would make now. */
  async pending(rrsets: readonly Rrset[], hints: HintTable = {}): Promise<string[]> {
    return (await this.plan(rrsets, hints)).changes.map(({ change }) => change.id);
  }

  /** Records as the API holds them: only the members asked for. */
  records(...members: string[]): Json[][] {
    return [...this.there.store.all()]
      .map((record) => members.map((name) => record[name as keyof typeof record] as Json))
      .sort();
  }
}

/** Relative to example.com; `@` is the apex. */
export function nameOf(owner: string): Uint8Array {
  return lowerNameFromText(owner === "@" ? "example.com." : `${owner}.example.com.`)!;
}

/** `set("www 300 A", "192.0.2.1", …)` */
export function set(head: string, ...values: string[]): Rrset {
  const [owner = "", ttl = "", type = ""] = head.split(" ");
  return { ...rrsetOf("x.", typeCodeFromText(type), Number(ttl), values), owner: nameOf(owner) };
}
