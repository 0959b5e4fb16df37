/**
 * Any server that takes dynamic updates (RFC 2136): BIND, Knot, PowerDNS, Windows. Read by transfer
 * (RFC 5936), written by updates over TCP whose prerequisites are compare-and-swap, both signed with
 * TSIG. The SOA is the server's own; it moves the serial itself.
 */
import { isIPv6 } from "node:net";
import { assert } from "../../base/assert.js";
import { nameToText } from "../../dns/name-text.js";
import { transferZone } from "../../transfer/axfr.js";
import type { Dial } from "../../transfer/message-stream.js";
import { dialTcp } from "../../transfer/message-stream.js";
import { tsigKeyFromText } from "../../transfer/tsig-key.js";
import { serialOf, settledAt, soaSerial } from "../adapter/served-serial.js";
import type { Capabilities } from "../contract/capabilities.js";
import { type Change, isRrsetChange, type RrsetChange } from "../contract/change.js";
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
import type { Rfc2136Settings } from "../contract/settings.js";
import { undoOf } from "../plan/undo.js";
import { capabilitiesOf, updateRate } from "./capabilities.js";
import { listingOf } from "./listed-rrsets.js";
import { packUpdates } from "./pack.js";
import { Primaries, transferMs } from "./primaries.js";
import { apexNsOfNewTtl, renewalOf } from "./renewed-ttl.js";
import { sendUpdate } from "./send-update.js";
import { translateZone } from "./translate.js";
import { updateOfChanges } from "./update-of-changes.js";

const SOA = 6;
const RRSIG = 46;

export const rfc2136: ProviderFactory<Rfc2136Settings> = {
  kind: "rfc2136",
  rate: updateRate,
  open: (settings, context) => new Rfc2136Provider(settings, context, dialTcp),
};

export class Rfc2136Provider implements Provider {
  readonly name: string;
  readonly capabilities: Capabilities;
  private readonly primaries: Primaries;

  constructor(
    private readonly settings: Rfc2136Settings,
    private readonly context: ProviderContext,
    dial: Dial,
  ) {
    this.name = context.name;
    this.capabilities = capabilitiesOf(settings);
    const { key } = settings;
    const tsig = key === null ? undefined : tsigKeyFromText(key.name, key.algorithm, key.secret);
    if (typeof tsig === "string") throw new ProviderFault("auth", `${context.name}: ${tsig}`);
    this.primaries = new Primaries(settings.servers, tsig, dial, context);
  }

  async find(apex: Uint8Array, signal?: AbortSignal): Promise<ProviderZone | null> {
    const response = await this.primaries.ask(apex, SOA, signal).catch((fault: unknown) => {
      // Knot does not sign a REFUSED.
      if (fault instanceof ProviderFault && fault.kind === "not-found") return null;
      throw fault;
    });
    if (response === null || serialOf(response, apex) === null) return null;
    // A signature beside the SOA: the server signs, so DNSSEC's records are its own.
    const signed = response.answers.some(({ type }) => type === RRSIG);
    return { apex, id: nameToText(apex), assigned: [], facts: { signed } };
  }

  create(apex: Uint8Array): Promise<ProviderZone> {
    const message = `${this.name}: zones cannot be made by updates: ${nameToText(apex)}`;
    return Promise.reject(new ProviderFault("rejected", message));
  }

  list(zone: ProviderZone, { signal, onProgress }: ListOptions = {}): Promise<Snapshot> {
    const listedAtMs = this.context.clock.nowMs();
    const call = async (calling: AbortSignal): Promise<Snapshot> => {
      const zoneThere = await this.primaries.each("transfer", transferMs, calling, (peer, ending) =>
        transferZone(peer, zone.apex, ending),
      );
      const listing = listingOf(zoneThere, zone.apex, zone.facts.signed === true);
      onProgress?.(listing.rrsets.length, listing.rrsets.length);
      const serial = soaSerial(zoneThere.soa.rdata);
      return { ...listing, settings: {}, resources: [], serial, listedAtMs };
    };
    return this.context.desk.read("AXFR", call, signal);
  }

  translate(desired: DesiredZone, zone: ProviderZone): Translation {
    return translateZone(desired, zone.facts.signed === true, this.capabilities);
  }

  pack(changes: readonly Change[], zone: ProviderZone, options?: PackOptions): readonly Batch[] {
    const { batch, compareAndSwap } = this.capabilities;
    const guarded = compareAndSwap !== "none";
    return packUpdates(changes, zone.apex, guarded, batch.operationsMax, options);
  }

  async apply(batch: Batch, zone: ProviderZone, { signal }: Attempt): Promise<Receipt> {
    const changes = batch.changes.filter(isRrsetChange);
    assert(changes.length === batch.changes.length, "only RRsets are changed by updates");
    const guarded = this.capabilities.compareAndSwap !== "none" && !batch.overwrite;
    const parts = updateOfChanges(changes, zone.apex, guarded);
    const call = (calling: AbortSignal) => sendUpdate(this.primaries, zone.apex, parts, calling);
    await this.context.desk.write("UPDATE", call, signal);
    // The change is made; what comes now is no fault of it: verification tells what is served.
    await this.renewTtl(changes, zone, signal).catch(() => undefined);
    const serial = await this.serial(zone, signal).catch(() => null);
    return { operation: null, serial, raw: null };
  }

  async settled(
    { serial }: Receipt,
    zone: ProviderZone,
    signal?: AbortSignal,
  ): Promise<Settlement> {
    const wanted = serial ?? (await this.serial(zone, signal));
    const nameservers = await this.nameservers();
    return settledAt(wanted, zone, { dns: this.context.dns, nameservers });
  }

  /**
   * As configured, else the servers that take the updates. NS records at the apex would not tell:
   * those of all providers of the zone stand there.
   */
  nameservers(): Promise<readonly Nameserver[]> {
    const { nameservers } = this.context;
    if (nameservers.length > 0) return Promise.resolve(nameservers);
    return Promise.resolve(
      this.settings.servers.map(({ address, port }) => ({
        name: isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`,
        address,
        port,
      })),
    );
  }

  undo(done: readonly Change[], live: Snapshot): readonly Change[] {
    return undoOf(done, live);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async renewTtl(
    changes: readonly RrsetChange[],
    zone: ProviderZone,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const wanted = apexNsOfNewTtl(changes, zone.apex);
    if (wanted === null) return;
    // By transfer: answers may come from caches.
    const { rrsets } = await this.list(zone, signal === undefined ? {} : { signal });
    const parts = renewalOf(wanted, rrsets);
    if (parts === null) return;
    const call = (calling: AbortSignal) => sendUpdate(this.primaries, zone.apex, parts, calling);
    await this.context.desk.write("UPDATE", call, signal);
  }

  private async serial(zone: ProviderZone, signal?: AbortSignal): Promise<number> {
    const serial = serialOf(await this.primaries.ask(zone.apex, SOA, signal), zone.apex);
    if (serial !== null) return serial;
    const message = `${this.name} does not answer for ${nameToText(zone.apex)} any more`;
    throw new ProviderFault("not-found", message);
  }
}
