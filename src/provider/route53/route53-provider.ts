/**
 * Amazon Route 53. A request of changes is all or nothing, and DELETE of exactly what was listed
 * beside CREATE makes it compare-and-swap. Health checks are calls of their own, before the records
 * that name them, and after those that did.
 */
import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  type Route53Client,
} from "@aws-sdk/client-route-53";
import { z } from "zod";
import { assert } from "../../base/assert.js";
import { nameToText } from "../../dns/name-text.js";
import { nameserversNamed } from "../adapter/addresses.js";
import { type Change, isRrsetChange, type Resource, type RrsetChange } from "../contract/change.js";
import type { DesiredZone } from "../contract/desired.js";
import type { ProviderFactory } from "../contract/factory.js";
import { ProviderFault } from "../contract/fault.js";
import type {
  Attempt,
  Batch,
  Expectation,
  ListOptions,
  Nameserver,
  OpaqueItem,
  PackOptions,
  Provider,
  ProviderContext,
  ProviderZone,
  Receipt,
  Settlement,
  Snapshot,
  Translation,
} from "../contract/provider.js";
import type { Route53Settings } from "../contract/settings.js";
import { undoOf } from "../plan/undo.js";
import type { ListedRrset, Rrset } from "../rrset/rrset.js";
import { Caller, openClient } from "./caller.js";
import { route53Capabilities } from "./capabilities.js";
import { requestChanges } from "./change-list.js";
import { CheckIds } from "./check-ids.js";
import { applyCheck, listChecks } from "./health-checks.js";
import { createZone, findZone } from "./hosted-zones.js";
import { listSets } from "./listing.js";
import { packRequests } from "./pack.js";
import { rrsetFromSet } from "./record-sets.js";
import { translateZone } from "./translate.js";

const SOA = "SOA";
/** Changes settle within a minute as a rule. */
const settleEveryMs = 5000;
const referenceBytes = 16;

/** Of what is done as soon as it is answered. */
const madeOnce: Receipt = { operation: null, serial: null, raw: null };

const changeSchema = z.object({
  ChangeInfo: z.object({ Id: z.string().max(256), Status: z.enum(["PENDING", "INSYNC"]) }),
});

export const route53: ProviderFactory<Route53Settings> = {
  kind: "route53",
  rate: route53Capabilities.rate,
  open: (settings, context) => new Route53Provider(settings, context, openClient(settings)),
};

export class Route53Provider implements Provider {
  readonly name: string;
  readonly capabilities = route53Capabilities;
  private readonly caller: Caller;
  /** Ids of health checks by zone, as last listed or made. */
  private readonly checkIds = new Map<string, CheckIds>();

  constructor(
    private readonly settings: Route53Settings,
    private readonly context: ProviderContext,
    client: Route53Client,
  ) {
    this.name = context.name;
    this.caller = new Caller(context.name, client, context.desk);
  }

  find(apex: Uint8Array, signal?: AbortSignal): Promise<ProviderZone | null> {
    return findZone(this.caller, apex, signal);
  }

  create(apex: Uint8Array, signal?: AbortSignal): Promise<ProviderZone> {
    const chance = Buffer.from(this.context.randomBytes(referenceBytes)).toString("hex");
    const { delegationSet } = this.settings;
    return createZone(this.caller, apex, `fivenines-${chance}`, delegationSet, signal);
  }

  async list(zone: ProviderZone, options: ListOptions = {}): Promise<Snapshot> {
    const listedAtMs = this.context.clock.nowMs();
    const sets = await listSets(this.caller, zone.id, options);
    const ids = new CheckIds();
    this.checkIds.set(zone.id, ids);
    const resources = await this.listChecks(zone, options.signal);
    const rrsets: ListedRrset[] = [];
    const opaque: OpaqueItem[] = [];
    for (const set of sets) {
      if (set.Type === SOA) continue;
      const read = rrsetFromSet(set, ids);
      if ("what" in read) {
        opaque.push(read);
        ids.usedByOthers(set.HealthCheckId);
      } else {
        rrsets.push(read);
        ids.usedByUs(set.HealthCheckId);
      }
    }
    const ours = resources.filter(({ name }) => !ids.isForOthersOnly(name));
    return { rrsets, settings: {}, resources: ours, opaque, serial: null, listedAtMs };
  }

  translate(desired: DesiredZone, zone: ProviderZone): Translation {
    return translateZone(desired, zone);
  }

  pack(changes: readonly Change[], zone: ProviderZone, options?: PackOptions): readonly Batch[] {
    return packRequests(changes, zone.apex, options);
  }

  async apply(batch: Batch, zone: ProviderZone, attempt: Attempt): Promise<Receipt> {
    const [first] = batch.changes;
    if (first?.kind === "resource") {
      assert(batch.changes.length === 1, "a health check is a batch of its own");
      // Somebody's record came to name it: then it is not only ours any more, and stays.
      if (first.after === null && this.idsOf(zone).isForOthers(first.name)) return madeOnce;
      const id = await applyCheck(this.caller, zone, first, attempt);
      this.idsOf(zone).set(first.name, id);
      return madeOnce;
    }
    const changes = batch.changes.filter(isRrsetChange);
    assert(changes.length === batch.changes.length, "Route 53 has no settings that change");
    const ids = this.idsOf(zone);
    if (ids.lacking(changes).length > 0) await this.listChecks(zone, attempt.signal);
    const lacking = ids.lacking(changes);
    if (lacking.length > 0) throw noCheckFault(this.name, lacking);
    const command = new ChangeResourceRecordSetsCommand({
      HostedZoneId: zone.id,
      ChangeBatch: { Changes: requestChanges(changes, zone.apex, batch.overwrite, ids) },
    });
    const { ChangeInfo } = await this.caller.write(command, changeSchema, changes, attempt.signal);
    return { operation: ChangeInfo.Id.replace(/^\/change\//, ""), serial: null, raw: null };
  }

  async settled(
    { operation }: Receipt,
    _zone: ProviderZone,
    signal?: AbortSignal,
  ): Promise<Settlement> {
    if (operation === null) return { kind: "settled" };
    const command = new GetChangeCommand({ Id: operation });
    const change = await this.caller.read(command, changeSchema, signal).catch((fault) => {
      // Forgotten: it was made long ago, by a run that was cut short.
      if (fault instanceof ProviderFault && fault.kind === "not-found") return null;
      throw fault;
    });
    return change === null || change.ChangeInfo.Status === "INSYNC"
      ? { kind: "settled" }
      : { kind: "pending", askAgainMs: settleEveryMs };
  }

  nameservers(zone: ProviderZone): Promise<readonly Nameserver[]> {
    return nameserversNamed(zone.assigned, this.context);
  }

  undo(done: readonly Change[], live: Snapshot): readonly Change[] {
    return undoOf(done, live);
  }

  expect(rrset: Rrset): Expectation {
    const { owner, type, variant, ttlSeconds: ttlMaxSeconds, rdatas } = rrset;
    if (rdatas.length === 0) {
      const reason = `${nameToText(owner)} is an alias: Route 53 answers what it aims at`;
      return { kind: "other", type, reason };
    }
    return { kind: variant === "" ? "exact" : "any-of", rrset, ttlMaxSeconds };
  }

  close(): Promise<void> {
    this.caller.close();
    return Promise.resolve();
  }

  private async listChecks(zone: ProviderZone, signal?: AbortSignal): Promise<Resource[]> {
    const resources = await listChecks(this.caller, zone, signal).catch((fault: unknown) => {
      // An account without steering need not allow it; what then names a check shows as foreign.
      const isForbidden = fault instanceof ProviderFault && fault.kind === "auth";
      if (!isForbidden) throw fault;
      return [];
    });
    this.idsOf(zone).learn(resources);
    return resources;
  }

  private idsOf(zone: ProviderZone): CheckIds {
    const ids = this.checkIds.get(zone.id) ?? new CheckIds();
    this.checkIds.set(zone.id, ids);
    return ids;
  }
}

function noCheckFault(provider: string, lacking: readonly RrsetChange[]): ProviderFault {
  const reason = "the health check that it is to name is not there";
  const culprits = lacking.map(({ id }) => ({ changeId: id, reason }));
  const ids = culprits.map(({ changeId }) => changeId).join(", ");
  return new ProviderFault("rejected", `${provider}: ${ids}: ${reason}`, {
    culprits,
    hint: "plan again",
  });
}
