/**
 * Cloudflare by its API v4. Batches are one transaction, deletes before patches before posts; how
 * they spread is not, and nothing tells when they have. There is no compare-and-swap: what was
 * listed just before is what is changed, by the ids of its records.
 */
import { nameToText } from "../../dns/name-text.js";
import { nameserversNamed } from "../adapter/addresses.js";
import type { Change } from "../contract/change.js";
import type { DesiredZone } from "../contract/desired.js";
import type { ProviderFactory } from "../contract/factory.js";
import { ProviderFault } from "../contract/fault.js";
import type {
  Attempt,
  Batch,
  Expectation,
  ListOptions,
  Nameserver,
  PackOptions,
  Provider,
  ProviderContext,
  ProviderZone,
  Receipt,
  Settlement,
  Snapshot,
  Translation,
} from "../contract/provider.js";
import type { CloudflareSettings } from "../contract/settings.js";
import type { Rrset } from "../rrset/rrset.js";
import { CloudflareCalls } from "./calls.js";
import { cloudflareCapabilities, limitsOfPlan } from "./capabilities.js";
import { expectationOf } from "./expectation.js";
import { listingOf } from "./listing.js";
import { ownerFromApi } from "./name-form.js";
import { packBatches } from "./pack.js";
import { type CloudflareZone, settingsAnswer, zoneAnswer, zonesAnswer } from "./payloads.js";
import { listAll } from "./record-pages.js";
import { sendBatch } from "./send.js";
import { translateZone } from "./translate.js";
import { undoAtCloudflare } from "./undo.js";

export const cloudflare: ProviderFactory<CloudflareSettings> = {
  kind: "cloudflare",
  rate: cloudflareCapabilities.rate,
  open: (settings, context) => new CloudflareProvider(settings, context),
};

/** How long a zone that was found is not looked for again: a run asks several times. */
const foundMs = 60_000;

class CloudflareProvider implements Provider {
  readonly name: string;
  readonly capabilities = cloudflareCapabilities;
  private readonly calls: CloudflareCalls;
  /** By name, with the time. */
  private readonly found = new Map<
    string,
    { readonly zone: ProviderZone; readonly atMs: number }
  >();

  constructor(
    private readonly settings: CloudflareSettings,
    private readonly context: ProviderContext,
  ) {
    this.name = context.name;
    this.calls = new CloudflareCalls(context.name, settings, context.desk, context.clock);
  }

  async find(apex: Uint8Array, signal?: AbortSignal): Promise<ProviderZone | null> {
    const name = nameToText(apex).slice(0, -1);
    const nowMs = this.context.clock.nowMs();
    const known = this.found.get(name);
    if (known !== undefined && nowMs - known.atMs < foundMs) return known.zone;
    const { accountId } = this.settings;
    const query = { name, ...(accountId === null ? {} : { account: { id: accountId } }) };
    const { result } = await this.calls.read(
      "find zone",
      (client, options) => client.zones.list(query, options),
      zonesAnswer,
      signal,
    );
    const found = result.filter(
      (zone) =>
        zone.name.toLowerCase() === name && (accountId === null || zone.account?.id === accountId),
    );
    if (found.length > 1) {
      const message = `${this.name}: ${found.length} accounts of the token have the zone ${name}`;
      throw new ProviderFault("not-found", message, { hint: "say which one with accountId" });
    }
    if (found[0] === undefined) return null;
    const zone = await this.zoneOf(found[0], apex, signal);
    this.found.set(name, { zone, atMs: nowMs });
    return zone;
  }

  async create(apex: Uint8Array, signal?: AbortSignal): Promise<ProviderZone> {
    const { accountId } = this.settings;
    const account = accountId === null ? {} : { id: accountId };
    const name = nameToText(apex).slice(0, -1);
    const made = await this.calls.write(
      "create zone",
      (client, options) => client.zones.create({ name, account, type: "full" }, options),
      zoneAnswer,
      signal,
    );
    this.calls.zoneMade();
    return this.zoneOf(made, apex, signal);
  }

  async list(zone: ProviderZone, options: ListOptions = {}): Promise<Snapshot> {
    const listedAtMs = this.context.clock.nowMs();
    const isHidden = zone.facts.settingsHidden === true;
    const read = isHidden ? null : await this.dnsSettings(zone.id, options.signal);
    const records = await listAll(this.calls, zone.id, options);
    const listing = listingOf(records, zone.apex, this.settings.mark);
    const settings = read === null ? {} : { multi_provider: read.multi_provider };
    return { ...listing, settings, resources: [], serial: null, listedAtMs };
  }

  translate(desired: DesiredZone, zone: ProviderZone, live: Snapshot | null): Translation {
    return translateZone(desired, zone, live);
  }

  pack(changes: readonly Change[], zone: ProviderZone, options?: PackOptions): readonly Batch[] {
    return packBatches(changes, limitsOfPlan(zone.facts.plan).batchMax, options);
  }

  async apply(batch: Batch, zone: ProviderZone, { signal }: Attempt): Promise<Receipt> {
    await sendBatch(this.calls, batch.changes, {
      zoneId: zone.id,
      marks: this.settings.mark,
      batchMax: limitsOfPlan(zone.facts.plan).batchMax,
      signal,
    });
    return { operation: null, serial: null, raw: null };
  }

  /** Nothing tells; usually it takes seconds. Verification asks until its deadline. */
  settled(): Promise<Settlement> {
    return Promise.resolve({ kind: "settled" });
  }

  nameservers(zone: ProviderZone): Promise<readonly Nameserver[]> {
    return nameserversNamed(zone.assigned, this.context);
  }

  undo(done: readonly Change[], live: Snapshot): readonly Change[] {
    return undoAtCloudflare(done, live);
  }

  expect(rrset: Rrset, zone: ProviderZone): Expectation {
    return expectationOf(rrset, zone);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Null if the token may not read them: records can be kept all the same. */
  private async dnsSettings(zoneId: string, signal: AbortSignal | undefined) {
    try {
      return await this.calls.read(
        "read DNS settings",
        (client, options) => client.dns.settings.zone.get({ zone_id: zoneId }, options),
        settingsAnswer,
        signal,
      );
    } catch (error) {
      if (error instanceof ProviderFault && error.kind === "auth") return null;
      throw error;
    }
  }

  private async zoneOf(
    zone: CloudflareZone,
    apex: Uint8Array,
    signal: AbortSignal | undefined,
  ): Promise<ProviderZone> {
    if (zone.type === "secondary") {
      const message = `${this.name}: Cloudflare is a secondary for ${nameToText(apex)}`;
      const hint = "change the zone at its primary, or make it a full zone there";
      throw new ProviderFault("rejected", message, { hint });
    }
    const read = await this.dnsSettings(zone.id, signal);
    const settings =
      read === null
        ? { settingsHidden: true }
        : { nsTtl: read.ns_ttl, flattenAll: read.flatten_all_cnames };
    const assigned = (zone.name_servers ?? []).flatMap((name) => ownerFromApi(name) ?? []);
    const plan = zone.plan?.legacy_id ?? "free";
    return { apex, id: zone.id, assigned, facts: { plan, ...settings } };
  }
}
