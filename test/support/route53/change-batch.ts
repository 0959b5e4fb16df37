/**
 * ChangeResourceRecordSets (API reference and Developer Guide, read 2026-11-22): all changes of a
 * batch or none. As octodns found out, deletions, and those that UPSERT stands for, come before
 * all creations; so a change is refused if what it needs is created later in the list.
 */
import type { Labels } from "../../../src/naive/naive-zone.js";
import { type ApiFault, invalidBatch, invalidInput, notFound } from "./api-fault.js";
import { isWithin, labelsOf, nameOf } from "./record-name.js";
import { isSame, keyOf, policiesOf, type RecordSet, readRecordSet } from "./record-set.js";
import { knownTypes, rdataOf, ValueFault } from "./record-value.js";
import { childOf, childrenOf, type Element, textOf } from "./xml.js";

const recordsMax = 1000;
/** Quotas, "records in a record set". */
const setRecordsMax = 400;
const charactersMax = 32_000;
const identifierCharactersMax = 128;
const ttlMax = 2_147_483_647;

/** What a zone is asked about while a batch is looked at. */
export interface BatchZone {
  readonly id: string;
  readonly apex: Labels;
  readonly sets: ReadonlyMap<string, RecordSet>;
  hasHealthCheck(id: string): boolean;
}

interface ReadChange {
  readonly action: "CREATE" | "DELETE" | "UPSERT";
  readonly set: RecordSet;
}

/** Sets to put and keys to take away; a fault, and nothing is to be done. */
export interface BatchOutcome {
  readonly put: readonly RecordSet[];
  readonly removed: readonly RecordSet[];
  readonly changeCount: number;
}

export function runBatch(request: Element, zone: BatchZone): BatchOutcome | ApiFault {
  const changes: ReadChange[] = [];
  const list = childrenOf(childOf(childOf(request, "ChangeBatch"), "Changes"), "Change");
  if (list.length === 0) return invalidInput("1 validation error detected: no Changes");
  for (const [index, change] of list.entries()) {
    const action = textOf(change, "Action") ?? "";
    const set = readRecordSet(childOf(change, "ResourceRecordSet"));
    const at = `changeBatch.changes.${index + 1}.member`;
    const isAction = action === "CREATE" || action === "DELETE" || action === "UPSERT";
    if (!isAction) return invalidInput(validation(action, `${at}.action`));
    if (!knownTypes.includes(set.type)) {
      return invalidInput(validation(set.type, `${at}.resourceRecordSet.type`));
    }
    changes.push({ action, set });
  }
  const tooMuch = sizeFault(changes);
  if (tooMuch !== undefined) return tooMuch;
  const missing = changes.find(
    ({ set }) => set.healthCheckId !== undefined && !zone.hasHealthCheck(set.healthCheckId),
  );
  if (missing !== undefined) {
    return notFound("NoSuchHealthCheck", "health check", missing.set.healthCheckId!);
  }
  return new Transaction(zone).run(changes);
}

/** 1,000 ResourceRecord elements, 32,000 characters of Value, both twice for UPSERT. */
function sizeFault(changes: readonly ReadChange[]): ApiFault | undefined {
  let records = 0;
  let characters = 0;
  for (const { action, set } of changes) {
    const weight = action === "UPSERT" ? 2 : 1;
    records += weight * set.values.length;
    characters += weight * set.values.reduce((sum, { length }) => sum + length, 0);
  }
  if (records > recordsMax) {
    return invalidBatch([`Number of records limit of ${recordsMax} exceeded.`]);
  }
  if (characters > charactersMax) {
    return invalidBatch([`Maximum data length of ${charactersMax} exceeded.`]);
  }
  return undefined;
}

class Transaction {
  private readonly sets: Map<string, RecordSet>;
  private readonly messages: string[] = [];
  private readonly put = new Map<string, RecordSet>();
  private readonly removed = new Map<string, RecordSet>();

  constructor(private readonly zone: BatchZone) {
    this.sets = new Map(zone.sets);
  }

  run(changes: readonly ReadChange[]): BatchOutcome | ApiFault {
    const valid: ReadChange[] = [];
    const seen = new Map<string, string[]>();
    for (const change of changes) {
      const set = this.checked(change);
      if (set === undefined) continue;
      const key = keyOf(set);
      const before = seen.get(key) ?? [];
      seen.set(key, [...before, change.action]);
      // A set may be deleted and created again; anything else twice makes no sense.
      const again = before.length === 1 && before[0] === "DELETE" && change.action !== "DELETE";
      if (before.length > 0 && !again) {
        this.messages.push(
          `The request contains an invalid set of changes for a resource record set '${set.type} ${set.name}'`,
        );
      } else valid.push({ action: change.action, set });
    }
    for (const { action, set } of valid) if (action !== "CREATE") this.remove(action, set);
    for (const { action, set } of valid) if (action !== "DELETE") this.create(set);
    if (this.messages.length > 0) return invalidBatch(this.messages);
    return {
      put: [...this.put.values()],
      removed: [...this.removed.values()],
      changeCount: changes.length,
    };
  }

  /** The set with its name as it is kept, if it is in order by itself. */
  private checked({ set }: ReadChange): RecordSet | undefined {
    const labels = labelsOf(set.name);
    if (typeof labels === "string") {
      this.messages.push(
        `Invalid Resource Record: 'FATAL problem: ${labels} (Domain name is invalid) encountered with '${set.name}''`,
      );
      return undefined;
    }
    const name = nameOf(labels);
    const { apex } = this.zone;
    const fault =
      (isWithin(labels, apex)
        ? undefined
        : `RRSet with DNS name ${name} is not permitted in zone ${nameOf(apex)}`) ??
      shapeFault(set, name, labels.length === apex.length) ??
      valueFault(set);
    if (fault === undefined) return { ...set, name };
    this.messages.push(fault);
    return undefined;
  }

  private remove(action: "DELETE" | "UPSERT", set: RecordSet): void {
    const key = keyOf(set);
    const there = this.sets.get(key);
    const isApex = set.name === nameOf(this.zone.apex);
    if (action === "UPSERT") {
      if (there !== undefined) this.take(key, there);
      return;
    }
    const subject = `Tried to delete resource record set [name='${set.name}', type='${set.type}'${
      set.setIdentifier === undefined ? "" : `, set identifier='${set.setIdentifier}'`
    }]`;
    if (isApex && set.type === "NS") {
      this.messages.push("A HostedZone must contain at least one NS record for the zone itself.");
    } else if (isApex && set.type === "SOA") {
      this.messages.push("A HostedZone must contain exactly one SOA record.");
    } else if (there === undefined) {
      this.messages.push(`${subject} but it was not found`);
    } else if (!isSame(there, set)) {
      this.messages.push(`${subject} but the values provided do not match the current values`);
    } else this.take(key, there);
  }

  private take(key: string, there: RecordSet): void {
    this.sets.delete(key);
    this.put.delete(key);
    this.removed.set(key, there);
  }

  private create(set: RecordSet): void {
    const key = keyOf(set);
    const isApex = set.name === nameOf(this.zone.apex);
    // What a new zone brings along is there already: creating it changes it.
    const replaces = isApex && (set.type === "NS" || set.type === "SOA");
    const fault =
      this.sets.has(key) && !replaces
        ? `Tried to create resource record set [name='${set.name}', type='${set.type}'${
            set.setIdentifier === undefined ? "" : `, set identifier='${set.setIdentifier}'`
          }] but it already exists`
        : this.conflict(set);
    if (fault !== undefined) {
      this.messages.push(fault);
      return;
    }
    this.sets.set(key, set);
    this.put.set(key, set);
    this.removed.delete(key);
    this.note(set);
  }

  private conflict(set: RecordSet): string | undefined {
    const zoneName = nameOf(this.zone.apex);
    const others = this.at(set.name);
    if (others.some(({ type }) => (type === "CNAME") !== (set.type === "CNAME"))) {
      return `RRSet of type ${set.type} with DNS name ${set.name} is not permitted as it conflicts with other records with the same DNS name in zone ${zoneName}`;
    }
    const subject = `RRSet with DNS name ${set.name}, type ${set.type}`;
    const siblings = others.filter(({ type, setIdentifier }) => {
      return type === set.type && setIdentifier !== set.setIdentifier;
    });
    const [policy] = policiesOf(set);
    for (const sibling of siblings) {
      const [other] = policiesOf(sibling);
      if (policy === undefined || other === undefined) {
        return `${subject}${identified(set)} cannot be created as other RRSets exist with the same name and type.`;
      }
      if (policy !== other) {
        return `${subject}${identified(set)} cannot be created as a non-${policy} set exists with the same name and type.`;
      }
      if (policy === "failover" && sibling.failover === set.failover) {
        return `${subject}${identified(set)} cannot be created as a ${set.failover} failover set exists with the same name and type.`;
      }
    }
    return this.aliasFault(set);
  }

  private aliasFault(set: RecordSet): string | undefined {
    const { alias } = set;
    if (alias === undefined) return undefined;
    const target = labelsOf(alias.dnsName);
    const subject = `Tried to create an alias that targets ${alias.dnsName}, type ${set.type} in zone ${alias.hostedZoneId}`;
    if (typeof target === "string") return `${subject}, but that name is invalid`;
    if (alias.hostedZoneId !== this.zone.id) {
      return /\.(amazonaws\.com|cloudfront\.net|elasticbeanstalk\.com|awsglobalaccelerator\.com)\.$/.test(
        nameOf(target),
      )
        ? undefined
        : `${subject}, but the alias target name does not lie within the target zone`;
    }
    if (!isWithin(target, this.zone.apex)) {
      return `${subject}, but the alias target name does not lie within the target zone`;
    }
    const found = this.at(nameOf(target)).some(({ type }) => type === set.type);
    const isItself = nameOf(target) === set.name;
    return found && !isItself ? undefined : `${subject}, but that target was not found`;
  }

  private at(name: string): RecordSet[] {
    const prefix = `${name} `;
    const found: RecordSet[] = [];
    for (const type of knownTypes) {
      const simple = this.sets.get(`${prefix}${type} `);
      if (simple !== undefined) found.push(simple);
    }
    for (const set of this.routed(name)) found.push(set);
    return found;
  }

  /** Sets with an identifier are few; they are looked for by name once a batch. */
  private routedByName: Map<string, Set<string>> | undefined;

  private routed(name: string): RecordSet[] {
    if (this.routedByName === undefined) {
      this.routedByName = new Map();
      for (const set of [...this.zone.sets.values(), ...this.put.values()]) this.note(set);
    }
    const keys = this.routedByName.get(name) ?? new Set<string>();
    return [...keys].map((key) => this.sets.get(key)).filter((set) => set !== undefined);
  }

  private note(set: RecordSet): void {
    if (set.setIdentifier === undefined || this.routedByName === undefined) return;
    const keys = this.routedByName.get(set.name) ?? new Set<string>();
    keys.add(keyOf(set));
    this.routedByName.set(set.name, keys);
  }
}

function shapeFault(set: RecordSet, name: string, isApex: boolean): string | undefined {
  const subject = `RRSet with DNS name ${name}, type ${set.type}`;
  const policies = policiesOf(set);
  if (isApex && set.type === "CNAME") {
    return `RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${name}`;
  }
  if (set.type === "SOA" && !isApex) {
    return `RRSet of type SOA with DNS name ${name} is not permitted below the apex`;
  }
  if (set.type === "NS" && name.startsWith("\\052.")) {
    return `RRSet of type NS with DNS name ${name} is not permitted: a wildcard cannot be delegated`;
  }
  if (set.trafficPolicyInstanceId !== undefined) {
    return `${subject} is managed by a traffic policy instance and cannot be changed`;
  }
  if (policies.length > 1) return `${subject} has more than one routing policy`;
  if ((policies.length === 1) !== (set.setIdentifier !== undefined)) {
    return `${subject}: a SetIdentifier and a routing policy need each other`;
  }
  if (set.setIdentifier !== undefined) {
    const { length } = set.setIdentifier;
    if (length < 1 || length > identifierCharactersMax) {
      return `${subject}: a SetIdentifier has 1 to ${identifierCharactersMax} characters`;
    }
    if (set.type === "NS" || set.type === "SOA") return `${subject}: only simple routing`;
  }
  if (set.weight !== undefined && !(set.weight >= 0 && set.weight <= 255)) {
    return `${subject}: a weight is 0 to 255`;
  }
  if (set.failover !== undefined && set.failover !== "PRIMARY" && set.failover !== "SECONDARY") {
    return `${subject}: failover is PRIMARY or SECONDARY`;
  }
  if (set.multiValueAnswer === true && (set.alias !== undefined || set.type === "CNAME")) {
    return `${subject}: no multivalue answer for an alias or a CNAME`;
  }
  if (set.alias !== undefined) {
    if (set.ttl !== undefined || set.values.length > 0) {
      return `${subject}: an alias has neither TTL nor ResourceRecords`;
    }
    return set.type === "NS" || set.type === "SOA" ? `${subject}: no alias` : undefined;
  }
  if (set.ttl === undefined || set.values.length === 0) {
    return `${subject}: TTL and ResourceRecords are needed, or an AliasTarget`;
  }
  if (set.values.length > setRecordsMax) {
    return `${subject}: more than ${setRecordsMax} records in a record set`;
  }
  if (!Number.isInteger(set.ttl) || set.ttl < 0 || set.ttl > ttlMax) {
    return `${subject}: a TTL is 0 to ${ttlMax}`;
  }
  return set.type === "CNAME" && set.values.length > 1
    ? `${subject}: a CNAME has one value`
    : undefined;
}

function valueFault(set: RecordSet): string | undefined {
  const seen = new Set<string>();
  for (const value of set.values) {
    const rdata = rdataOf(set.type, value);
    if (rdata instanceof ValueFault) return rdata.message;
    if (seen.has(value)) return `Duplicate Resource Record: '${value}'`;
    seen.add(value);
  }
  return undefined;
}

function identified({ setIdentifier }: RecordSet): string {
  return setIdentifier === undefined ? "" : `, SetIdentifier ${setIdentifier}`;
}

function validation(value: string, at: string): string {
  return `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: Member must satisfy enum value set`;
}
