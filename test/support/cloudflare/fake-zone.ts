/**
 * One zone of the fake: its records, its settings, and how changes of them travel to the
 * nameservers, each record by itself (batches are atomic in the database only).
 */
import { type Labels, labelsToHex } from "../../../src/naive/naive-zone.js";
import { ServedZone } from "../served-zone.js";
import { apiErrors } from "./api-error.js";
import { type PlanName, type PlanRules, planRules } from "./plan-rules.js";
import { RecordStore } from "./record-store.js";
import { type ServingFacts, servedAt } from "./served-records.js";
import { type RecordBody, recordOf, type StoredRecord } from "./stored-record.js";

const SOA = 6;

export interface ZoneOptions {
  readonly plan?: PlanName;
  /** Records that it may hold; no bound if left out. */
  readonly recordsMax?: number;
}

export interface ZoneFacts {
  readonly id: string;
  readonly name: string;
  readonly nameservers: readonly string[];
  readonly createdAtMs: number;
  readonly nowMs: () => number;
  readonly newId: () => string;
  /** Until the operation number `index` of a request is served by the nameserver. */
  readonly delayMs: (nameserver: number, index: number) => number;
  readonly addressesOf: ServingFacts["addressesOf"];
}

export interface DnsSettings {
  multi_provider: boolean;
  flatten_all_cnames: boolean;
  ns_ttl: number;
  [other: string]: unknown;
}

export class FakeZone {
  readonly plan: PlanName;
  readonly rules: PlanRules;
  readonly store: RecordStore;
  readonly settings: DnsSettings = {
    flatten_all_cnames: false,
    foundation_dns: false,
    internal_dns: {},
    multi_provider: false,
    nameservers: { type: "cloudflare.standard" },
    ns_ttl: 86_400,
    secondary_overrides: false,
    soa: { expire: 604_800, min_ttl: 1800, refresh: 10_000, retry: 2400, ttl: 3600 },
    zone_mode: "standard",
  };
  /** As each nameserver has it. */
  readonly served: readonly ServedZone[];
  private readonly apex: Labels;
  private readonly types = new Map<string, ReadonlySet<number>>();
  private serial = 2_300_000_000;

  constructor(
    readonly facts: ZoneFacts,
    options: ZoneOptions,
  ) {
    this.plan = options.plan ?? "free";
    this.rules = planRules[this.plan];
    this.store = new RecordStore(facts.name, options.recordsMax ?? Number.POSITIVE_INFINITY);
    this.apex = facts.name.split(".");
    this.served = facts.nameservers.map(() => new ServedZone(this.apex, facts.nowMs));
    const now = facts.nowMs();
    for (const zone of this.served) {
      zone.submit([{ owner: this.apex, type: SOA, served: this.soa() }], now);
    }
    this.publish([facts.name], true);
  }

  /** POST, PUT, PATCH and DELETE of one record, and the batch of many, end here. */
  change(work: (edit: ZoneEdit) => void): void {
    const touched: { readonly name: string; readonly records: readonly StoredRecord[] }[] = [];
    const note = (...names: string[]) => {
      for (const name of new Set(names)) touched.push({ name, records: this.store.at(name) });
    };
    this.store.transaction(() =>
      work({
        post: (body) => this.write(this.facts.newId(), body, undefined, note),
        put: (id, body) => this.write(id, body, this.store.get(id), note, true),
        patch: (id, body) => this.write(id, body, this.store.get(id), note),
        delete: (id) => {
          const gone = this.store.delete(id);
          note(gone.name);
          return gone;
        },
      }),
    );
    this.serial++;
    this.travel(touched, false);
  }

  edit(settings: RecordBody): void {
    const known = Object.keys(this.settings);
    if (Object.keys(settings).some((name) => !known.includes(name))) throw apiErrors.body();
    if (settings.flatten_all_cnames === true && !this.rules.flattening)
      throw apiErrors.flattening();
    Object.assign(this.settings, settings);
    this.publish([...new Set([this.facts.name, ...[...this.store.all()].map(({ name }) => name)])]);
  }

  /** Somebody else, behind the API's back: another user, or a service of Cloudflare. */
  plant(body: RecordBody, readOnly = false): StoredRecord {
    let planted: StoredRecord | undefined;
    this.store.transaction(() => {
      planted = recordOf(body, undefined, { ...this.recordFacts(this.facts.newId()), readOnly });
      this.store.put(planted);
    });
    this.publish([planted!.name]);
    return planted!;
  }

  private write(
    id: string,
    body: RecordBody,
    was: StoredRecord | undefined,
    note: (...names: string[]) => void,
    anew = false,
  ): StoredRecord {
    const facts = this.recordFacts(id);
    const made = recordOf(body, anew ? undefined : was, facts);
    const record = was === undefined ? made : { ...made, createdOn: was.createdOn };
    this.store.put(record);
    note(...(was === undefined ? [] : [was.name]), record.name);
    return record;
  }

  private recordFacts(id: string) {
    return { id, zone: this.facts.name, plan: this.rules, nowMs: this.facts.nowMs() };
  }

  private publish(names: readonly string[], atOnce = false): void {
    this.travel(
      names.map((name) => ({ name, records: this.store.at(name) })),
      atOnce,
    );
  }

  /** Each state of each name, when its delay at each nameserver is over. */
  private travel(
    states: readonly { readonly name: string; readonly records: readonly StoredRecord[] }[],
    atOnce: boolean,
  ): void {
    const now = this.facts.nowMs();
    const facts = this.serving();
    const changes = states.map(({ name, records }) => {
      const owner = name.split(".");
      const served = servedAt(owner, records, facts);
      const types = new Set([...(this.types.get(name) ?? []), ...served.keys()]);
      this.types.set(name, new Set(served.keys()));
      return [...types].map((type) => ({ owner, type, served: served.get(type) }));
    });
    for (const [nameserver, zone] of this.served.entries()) {
      let latest = now;
      for (const [index, change] of changes.entries()) {
        // A queue: what comes later is never served earlier.
        latest = atOnce ? now : Math.max(latest, now + this.facts.delayMs(nameserver, index));
        zone.submit(change, latest);
      }
    }
  }

  private serving(): ServingFacts {
    return {
      apex: this.apex,
      multiProvider: this.settings.multi_provider,
      flattenAll: this.settings.flatten_all_cnames,
      nsTtlSeconds: this.settings.ns_ttl,
      nameservers: this.facts.nameservers.map((name) => name.split(".")),
      addressesOf: this.facts.addressesOf,
    };
  }

  private soa() {
    return () => {
      const numbers = Buffer.alloc(20);
      for (const [i, value] of [this.serial, 10_000, 2400, 604_800, 1800].entries()) {
        numbers.writeUInt32BE(value, i * 4);
      }
      const mname = labelsToHex(this.facts.nameservers[0]!.split("."));
      const rname = labelsToHex(["dns", "cloudflare", "example"]);
      const rdata = [`${mname}${rname}${numbers.toString("hex")}`];
      return { owner: this.apex, type: SOA, ttl: 1800, rdata };
    };
  }
}

export interface ZoneEdit {
  post(body: RecordBody): StoredRecord;
  put(id: string, body: RecordBody): StoredRecord;
  patch(id: string, body: RecordBody): StoredRecord;
  delete(id: string): StoredRecord;
}
