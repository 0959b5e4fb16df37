/**
 * What an account of Route 53 holds, and what each operation does with it: zones, health checks,
 * tags, and changes that are PENDING until their time.
 */

import { ServedZone } from "../served-zone.js";
import { type Answer, throttled } from "./answer.js";
import { ApiFault, invalidInput, notFound } from "./api-fault.js";
import { runBatch } from "./change-batch.js";
import { HealthChecks, healthCheckContent } from "./health-checks.js";
import { HostedZone } from "./hosted-zone.js";
import type { Call } from "./http-call.js";
import { labelsOf, sortKeyOf } from "./record-name.js";
import { type RecordSet, recordSetContent } from "./record-set.js";
import { TagBook } from "./tag-book.js";
import { type Content, childOf, document, type Element, readXml, textOf } from "./xml.js";

const pageSizeMax = 300;
const healthCheckPageMax = 100;
const zonePageMax = 100;

export interface AccountOptions {
  readonly nowMs: () => number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly nameserverCount: number;
  /** Whether so many record changes are within the account's rate. */
  readonly takeChanges: (count: number) => boolean;
}

export class Account {
  readonly health = new HealthChecks();
  readonly zones = new Map<string, HostedZone>();
  /** From the commit of a change until it is INSYNC. */
  settleMs = 0;
  /** From the commit of a change until nameserver i serves it. */
  readonly delaysMs: number[];
  private readonly tags = new TagBook();
  private readonly changes = new Map<string, number>();
  private nextId = 1;

  constructor(private readonly options: AccountOptions) {
    this.delaysMs = Array.from({ length: options.nameserverCount }, () => 0);
  }

  /** Names of the nameservers, as in a delegation set: without final dot. */
  get nameserverNames(): string[] {
    return this.delaysMs.map((_, index) => `ns-${index + 1}.awsdns-0${index + 1}.example`);
  }

  /** A zone as if it had been there before. */
  createZone(name: string, callerReference = `test-${this.nextId}`, comment = ""): HostedZone {
    const apex = labelsOf(name);
    if (typeof apex === "string") throw new Error(`${name}: ${apex}`);
    const zone = new HostedZone({
      id: `Z${String(this.nextId++).padStart(13, "0")}`,
      apex,
      callerReference,
      comment,
      nameservers: this.nameserverNames.map((server) => `${server}.`),
      copies: this.delaysMs.map(() => new ServedZone(apex, this.options.nowMs)),
      isHealthy: (id) => this.health.isHealthy(id),
      random: this.options.random,
    });
    this.zones.set(zone.options.id, zone);
    return zone;
  }

  zoneNamed(name: string): HostedZone {
    const found = [...this.zones.values()].find((zone) => zone.name === name);
    if (found === undefined) throw new Error(`no zone ${name}`);
    return found;
  }

  /** Somebody else writes, past every check. */
  write(zone: HostedZone, put: readonly RecordSet[], removed: readonly RecordSet[] = []): void {
    zone.change(put, removed, this.servedFrom());
  }

  /** From now on nameserver i takes no change any more; or takes those missed. */
  freeze(index: number, frozen = true): void {
    for (const zone of this.zones.values()) zone.options.copies[index]!.frozen = frozen;
  }

  /** The zones as nameserver `index` has them now. */
  copiesAt(index: number): ServedZone[] {
    return [...this.zones.values()].map(({ options }) => {
      const copy = options.copies[index]!;
      copy.catchUp();
      return copy;
    });
  }

  private servedFrom(): number[] {
    return this.delaysMs.map((delay) => this.options.nowMs() + delay);
  }

  /** Carries an operation out. */
  perform(call: Call): Answer | ApiFault {
    const { operation, args, query } = call;
    const request = call.body === "" ? "" : readXml(call.body)?.element;
    if (request === undefined) return invalidInput("Invalid XML");
    const [first = "", second = ""] = args;
    switch (operation) {
      case "ListHostedZonesByName":
        return this.listZonesByName(query);
      case "ListHostedZones":
        return this.listZones(query);
      case "CreateHostedZone":
        return this.createHostedZone(request);
      case "GetHostedZone":
        return this.withZone(first, (zone) => ok(operation, this.zoneDetails(zone)));
      case "DeleteHostedZone":
        return this.withZone(first, (zone) => this.deleteZone(zone));
      case "ListResourceRecordSets":
        return this.withZone(first, (zone) => listSets(zone, query));
      case "ChangeResourceRecordSets":
        return this.withZone(first, (zone) => this.changeSets(zone, request));
      case "GetHostedZoneLimit":
        return this.withZone(first, (zone) =>
          ok(operation, { Limit: { Type: second, Value: 10_000 }, Count: zone.sets.size }),
        );
      case "GetChange":
        return this.changes.has(first)
          ? ok(operation, { ChangeInfo: this.changeInfo(first) })
          : notFound("NoSuchChange", "change", first);
      case "ChangeTagsForResource":
        return this.tags.change(first, second, request) ?? ok(operation, {});
      case "ListTagsForResources": {
        const sets = this.tags.list(first, request);
        if (sets instanceof ApiFault) return sets;
        return ok(operation, { ResourceTagSets: { ResourceTagSet: sets } });
      }
      default:
        return this.performHealthCheck(call, request);
    }
  }

  private performHealthCheck({ operation, args, query }: Call, request: Element) {
    const [id = ""] = args;
    if (operation === "ListHealthChecks") {
      const size = Math.min(
        Number(query.get("maxitems") ?? healthCheckPageMax),
        healthCheckPageMax,
      );
      const page = this.health.page(query.get("marker"), size);
      return ok(operation, {
        HealthChecks: { HealthCheck: page.checks.map(healthCheckContent) },
        Marker: query.get("marker") ?? "",
        IsTruncated: page.next !== undefined,
        NextMarker: page.next,
        MaxItems: size,
      });
    }
    if (operation === "DeleteHealthCheck") {
      this.tags.forget("healthcheck", id);
      return this.health.delete(id) ?? ok(operation, {});
    }
    const check =
      operation === "CreateHealthCheck"
        ? this.health.create(request)
        : operation === "UpdateHealthCheck"
          ? this.health.update(id, request)
          : this.health.get(id);
    if (check instanceof ApiFault) return check;
    if (operation === "GetHealthCheckStatus") {
      const status = this.health.isHealthy(id) ? "Success: HTTP 200" : "Failure: timed out";
      const observation = { Region: "us-east-1", StatusReport: { Status: status } };
      return ok(operation, { HealthCheckObservations: { HealthCheckObservation: [observation] } });
    }
    const status = operation === "CreateHealthCheck" ? 201 : 200;
    return ok(operation, { HealthCheck: healthCheckContent(check) }, status);
  }

  private withZone(id: string, work: (zone: HostedZone) => Answer | ApiFault): Answer | ApiFault {
    const zone = this.zones.get(id);
    return zone === undefined ? notFound("NoSuchHostedZone", "hosted zone", id) : work(zone);
  }

  /** In the order of their reversed labels, then of their ids. */
  private sortedZones(): HostedZone[] {
    const key = ({ options }: HostedZone) => `${sortKeyOf(options.apex)} ${options.id}`;
    return [...this.zones.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  private listZonesByName(query: URLSearchParams): Answer | ApiFault {
    const start = labelsOf(query.get("dnsname") ?? ".");
    if (typeof start === "string") return invalidInput(`dnsname: ${start}`);
    const size = Math.min(Number(query.get("maxitems") ?? zonePageMax), zonePageMax);
    const from = sortKeyOf(start);
    const zones = this.sortedZones().filter(({ options }) => sortKeyOf(options.apex) >= from);
    return ok("ListHostedZonesByName", {
      HostedZones: { HostedZone: zones.slice(0, size).map(zoneContent) },
      IsTruncated: zones.length > size,
      NextDNSName: zones[size]?.name,
      NextHostedZoneId: zones[size]?.options.id,
      MaxItems: size,
    });
  }

  private listZones(query: URLSearchParams): Answer {
    const size = Math.min(Number(query.get("maxitems") ?? zonePageMax), zonePageMax);
    const all = [...this.zones.values()];
    const marker = query.get("marker");
    const from = marker === null ? 0 : all.findIndex(({ options }) => options.id === marker);
    return ok("ListHostedZones", {
      HostedZones: { HostedZone: all.slice(from, from + size).map(zoneContent) },
      Marker: marker ?? "",
      IsTruncated: all.length > from + size,
      NextMarker: all[from + size]?.options.id,
      MaxItems: size,
    });
  }

  private createHostedZone(request: Element): Answer | ApiFault {
    const name = textOf(request, "Name") ?? "";
    const reference = textOf(request, "CallerReference") ?? "";
    const labels = labelsOf(name);
    if (typeof labels === "string") {
      return new ApiFault(
        400,
        "InvalidDomainName",
        `${name} is not a valid domain name: ${labels}`,
      );
    }
    const isUsed = [...this.zones.values()].some((zone) => {
      return zone.options.callerReference === reference;
    });
    if (isUsed || reference === "") {
      const message = `A hosted zone has already been created with the specified caller reference.`;
      return new ApiFault(409, "HostedZoneAlreadyExists", message);
    }
    const comment = textOf(childOf(request, "HostedZoneConfig"), "Comment") ?? "";
    const zone = this.createZone(name, reference, comment);
    const details = { ...this.zoneDetails(zone), ChangeInfo: this.commit() };
    return ok("CreateHostedZone", details, 201);
  }

  private deleteZone(zone: HostedZone): Answer | ApiFault {
    if (zone.sets.size > 2) {
      const message = "The specified hosted zone contains non-required resource record sets";
      return new ApiFault(400, "HostedZoneNotEmpty", message);
    }
    this.zones.delete(zone.options.id);
    return ok("DeleteHostedZone", { ChangeInfo: this.commit() });
  }

  private changeSets(zone: HostedZone, request: Element): Answer | ApiFault {
    const outcome = runBatch(request, {
      id: zone.options.id,
      apex: zone.options.apex,
      sets: zone.sets,
      hasHealthCheck: (id) => this.health.checks.has(id),
    });
    if (outcome instanceof ApiFault) return outcome;
    if (!this.options.takeChanges(outcome.changeCount)) return throttled();
    zone.change(outcome.put, outcome.removed, this.servedFrom());
    return ok("ChangeResourceRecordSets", { ChangeInfo: this.commit() });
  }

  /** A change of its own, PENDING until the nameservers are to have it. */
  private commit(): Content {
    const id = `C${String(this.nextId++).padStart(13, "0")}`;
    this.changes.set(id, this.options.nowMs());
    return this.changeInfo(id);
  }

  private changeInfo(id: string): Content {
    const submittedAt = this.changes.get(id)!;
    return {
      Id: `/change/${id}`,
      Status: this.options.nowMs() >= submittedAt + this.settleMs ? "INSYNC" : "PENDING",
      SubmittedAt: new Date(submittedAt).toISOString(),
    };
  }

  private zoneDetails(zone: HostedZone): { [name: string]: Content } {
    return {
      HostedZone: zoneContent(zone),
      DelegationSet: { NameServers: { NameServer: this.nameserverNames } },
    };
  }
}

function zoneContent({ name, options, sets }: HostedZone): Content {
  return {
    Id: `/hostedzone/${options.id}`,
    Name: name,
    CallerReference: options.callerReference,
    Config: { Comment: options.comment, PrivateZone: false },
    ResourceRecordSetCount: sets.size,
  };
}

function listSets(zone: HostedZone, query: URLSearchParams): Answer | ApiFault {
  const [name, type, identifier] = ["name", "type", "identifier"].map((key) => {
    return query.get(key) ?? undefined;
  });
  if (type !== undefined && name === undefined) {
    return invalidInput("The input is not valid: a type needs a name");
  }
  if (identifier !== undefined && type === undefined) {
    return invalidInput("The input is not valid: an identifier needs a name and a type");
  }
  if (name !== undefined && typeof labelsOf(name) === "string") {
    return invalidInput(`${name} is no name`);
  }
  const size = Math.min(Number(query.get("maxitems") ?? pageSizeMax), pageSizeMax);
  const { sets, next } = zone.page({ name, type, identifier }, size);
  return ok("ListResourceRecordSets", {
    ResourceRecordSets: { ResourceRecordSet: sets.map(recordSetContent) },
    IsTruncated: next !== undefined,
    NextRecordName: next?.name,
    NextRecordType: next?.type,
    NextRecordIdentifier: next?.setIdentifier,
    MaxItems: size,
  });
}

function ok(operation: string, content: Content, status = 200): Answer {
  return { status, body: document(`${operation}Response`, content) };
}
