/**
 * PowerDNS Authoritative Server by its HTTP API. A PATCH is one transaction and empties the caches
 * of the server that takes it; others that serve from the same database follow within their
 * `cache-ttl` and `query-cache-ttl`, or when they see the serial.
 */
import { isIP } from "node:net";
import type { z } from "zod";
import { lowerNameFromText, nameToText } from "../../dns/name-text.js";
import { settledAt } from "../adapter/served-serial.js";
import type { Change } from "../contract/change.js";
import type { DesiredZone } from "../contract/desired.js";
import type { ProviderFactory } from "../contract/factory.js";
import { ProviderFault } from "../contract/fault.js";
import type {
  Attempt,
  Batch,
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
import type { PowerdnsSettings } from "../contract/settings.js";
import { undoOf } from "../plan/undo.js";
import { PowerdnsApi } from "./api.js";
import { powerdnsCapabilities } from "./capabilities.js";
import { withCulprits } from "./culprits.js";
import { listeningAt } from "./listening.js";
import { listingOf } from "./listing.js";
import { nameContent } from "./name-content.js";
import { packPatches } from "./pack.js";
import { patchBody } from "./patch.js";
import {
  type PowerdnsZone,
  serverSettings,
  zoneList,
  zoneOnly,
  zoneWithRrsets,
} from "./payloads.js";
import { translateZone } from "./translate.js";

/** Kinds whose records come from elsewhere. */
const readOnlyKinds: ReadonlySet<string> = new Set(["Slave", "Secondary", "Consumer"]);

export const powerdns: ProviderFactory<PowerdnsSettings> = {
  kind: "powerdns",
  rate: powerdnsCapabilities.rate,
  open: (settings, context) => new PowerdnsProvider(settings, context),
};

class PowerdnsProvider implements Provider {
  readonly name: string;
  readonly capabilities = powerdnsCapabilities;
  private readonly api: PowerdnsApi;

  constructor(
    settings: PowerdnsSettings,
    private readonly context: ProviderContext,
  ) {
    this.name = context.name;
    this.api = new PowerdnsApi(context.name, settings);
  }

  async find(apex: Uint8Array, signal?: AbortSignal): Promise<ProviderZone | null> {
    const name = nameContent(apex);
    const path = `/zones?zone=${encodeURIComponent(name)}`;
    const zones = await this.read("find zone", path, zoneList, signal);
    // Servers that do not know the parameter list all zones.
    const zone = zones.find((one) => isNamed(one, apex));
    if (zone === undefined) return null;
    const whole = `${pathOf(zone.id)}?rrsets=false`;
    return this.zoneOf(await this.read("read zone", whole, zoneOnly, signal), apex);
  }

  async create(apex: Uint8Array, signal?: AbortSignal): Promise<ProviderZone> {
    const body = JSON.stringify({ name: nameContent(apex), kind: "Native", nameservers: [] });
    const made = await this.context.desk.write(
      "create zone",
      (calling) => this.api.document({ method: "POST", path: "/zones", body }, zoneOnly, calling),
      signal,
    );
    return this.zoneOf(made, apex);
  }

  async list(zone: ProviderZone, { signal, onProgress }: ListOptions = {}): Promise<Snapshot> {
    const listedAtMs = this.context.clock.nowMs();
    const there = await this.read("list zone", pathOf(zone.id), zoneWithRrsets, signal);
    const listing = listingOf(there.rrsets, zone.apex);
    onProgress?.(listing.rrsets.length, listing.rrsets.length);
    const serial = there.serial ?? null;
    return { ...listing, settings: {}, resources: [], serial, listedAtMs };
  }

  translate(desired: DesiredZone, zone: ProviderZone): Translation {
    return translateZone(desired, zone.facts.soaEditApi !== "");
  }

  pack(changes: readonly Change[], _zone: ProviderZone, options?: PackOptions): readonly Batch[] {
    return packPatches(changes, options);
  }

  async apply(batch: Batch, zone: ProviderZone, { signal }: Attempt): Promise<Receipt> {
    const call = {
      method: "PATCH",
      path: pathOf(zone.id),
      body: patchBody(batch.changes),
    } as const;
    const answer = await this.context.desk
      .write("PATCH", (calling) => this.api.call(call, calling), signal)
      .catch((error: unknown) => {
        throw error instanceof ProviderFault ? withCulprits(error, batch.changes) : error;
      });
    const serial = Number(answer.headers.get("x-pdns-new-serial") ?? Number.NaN);
    // With SOA-EDIT another serial is answered than is kept.
    const told = Number.isInteger(serial) && zone.facts.soaEdit === "";
    return { operation: null, serial: told ? serial : null, raw: null };
  }

  async settled({ serial }: Receipt, zone: ProviderZone): Promise<Settlement> {
    return serial === null ? { kind: "settled" } : settledAt(serial, zone, this.context);
  }

  /** As configured, else where the server says that it listens. */
  async nameservers(_zone: ProviderZone, signal?: AbortSignal): Promise<readonly Nameserver[]> {
    const { nameservers } = this.context;
    if (nameservers.length > 0) return nameservers;
    const given = await this.read("read settings", "/config", serverSettings, signal);
    const settings = new Map(given.map(({ name, value }) => [name, value]));
    return listeningAt(settings, await this.apiAddresses());
  }

  private async apiAddresses(): Promise<readonly string[]> {
    const { host } = this.api;
    if (isIP(host) !== 0) return [host];
    // RFC 6761 §6.3: no resolver is to be asked for it.
    if (host === "localhost") return ["127.0.0.1", "::1"];
    const name = lowerNameFromText(host);
    return name === undefined ? [] : this.context.addressesOf(name);
  }

  undo(done: readonly Change[], live: Snapshot): readonly Change[] {
    return undoOf(done, live);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private read<T>(
    what: string,
    path: string,
    schema: z.ZodType<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    return this.context.desk.read(
      what,
      (calling) => this.api.document({ method: "GET", path }, schema, calling),
      signal,
    );
  }

  private zoneOf(zone: PowerdnsZone, apex: Uint8Array): ProviderZone {
    if (!isNamed(zone, apex)) {
      throw new ProviderFault("malformed", `${this.name} answered with another zone than asked`);
    }
    const { id, kind, dnssec, soa_edit: soaEdit, soa_edit_api: soaEditApi } = zone;
    if (readOnlyKinds.has(kind)) {
      const message = `${this.name} is a secondary for ${nameToText(apex)} (kind ${kind})`;
      const hint = "change the zone at its primary, or make it Native or Primary there";
      throw new ProviderFault("rejected", message, { hint });
    }
    return { apex, id, assigned: [], facts: { kind, dnssec, soaEdit, soaEditApi } };
  }
}

function pathOf(zoneId: string): string {
  return `/zones/${encodeURIComponent(zoneId)}`;
}

function isNamed({ name }: PowerdnsZone, apex: Uint8Array): boolean {
  const wire = lowerNameFromText(name.endsWith(".") ? name : `${name}.`);
  return wire !== undefined && Buffer.compare(wire, apex) === 0;
}
