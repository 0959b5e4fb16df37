/**
 * The parent's view: its NS against the NS at the apex that the zone is meant to have, and its DS
 * against the keys that the providers' nameservers answer. Only a registrar can change either.
 */

import { flag, rcode, rcodeName } from "../../dns/header.js";
import type { Message } from "../../dns/message.js";
import { namesEqual } from "../../dns/name.js";
import { nameToText } from "../../dns/name-text.js";
import { isDelegationOf } from "../../dnssec/delegation-digest.js";
import { readDnskey } from "../../dnssec/dnskey.js";
import type { DnsClient, Reply, ServerAddress } from "../../resolver/dns-client.js";
import type { Resolver } from "../../resolver/resolver.js";
import type { Nameserver } from "../contract/provider.js";
import { parentOf } from "../verify/zone-shape.js";
import type { DelegationReport, DriftFinding } from "./drift-finding.js";

const NS = 2;
const DS = 43;
const DNSKEY = 48;

/** Servers of a parent that are tried until one answers, nameservers asked for keys. */
const serversMax = 4;

export interface DelegationWorld {
  readonly client: DnsClient;
  readonly resolver: Resolver;
  /** Port of the parent's nameservers; 53 everywhere but in a laboratory. */
  readonly port: number;
}

export interface DelegationTask {
  readonly apex: Uint8Array;
  /** NS at the apex as all members are to have it, wire form; empty if none are managed. */
  readonly apexNs: readonly Uint8Array[];
  /** Nameservers of all providers of the zone. */
  readonly nameservers: readonly Nameserver[];
}

export async function delegationDrift(
  task: DelegationTask,
  world: DelegationWorld,
): Promise<DelegationReport> {
  const apex = nameToText(task.apex);
  const parent = await askParent(task.apex, world);
  if (typeof parent === "string") return { apex, findings: [], reason: parent };
  const findings = [
    ...nsFindings(task, parent.ns),
    ...(parent.ds.length === 0 ? [] : await dsFindings(task, parent.ds, world)),
  ];
  return { apex, findings, reason: "" };
}

interface Parent {
  /** Presentation form, lower case. */
  readonly ns: readonly string[];
  readonly ds: readonly Uint8Array[];
}

/** A sentence if nobody can say. */
async function askParent(
  apex: Uint8Array,
  { client, resolver, port }: DelegationWorld,
): Promise<Parent | string> {
  const name = nameToText(apex);
  const zone = apex.length === 1 ? null : await resolver.zoneOf(parentOf(apex));
  if (zone === null) return `the resolver does not tell the parent zone of ${name}`;
  const hosts = await resolver.nameserversOf(zone);
  const found = await Promise.all(hosts.map((host) => resolver.addressesOf(host)));
  const addresses = found.flatMap((one) => one.addresses).slice(0, serversMax);
  let reason = `no address of a nameserver of ${nameToText(zone)} is known`;
  for (const address of addresses) {
    const answer = await askParentServer(apex, { address, port }, client);
    if (typeof answer !== "string") return answer;
    reason = `the parent's nameserver ${address}: ${answer}`;
  }
  return reason;
}

async function askParentServer(
  apex: Uint8Array,
  server: ServerAddress,
  client: DnsClient,
): Promise<Parent | string> {
  const reply = await client.ask(server, { name: apex, type: NS });
  const fault = faultOf(reply);
  if (fault !== null || typeof reply === "string") return fault ?? "";
  const referral = ofName(reply.authorities, apex, NS);
  // A server that has the child too answers from it: what the parent says cannot be seen then.
  const isChild = (reply.flags & flag.aa) !== 0 && ofName(reply.answers, apex, NS).length > 0;
  if (isChild) return "it serves the zone itself and answers from that";
  const ds = await client.ask(server, { name: apex, type: DS });
  if (typeof ds === "string") return ds;
  return {
    ns: referral.map((rdata) => nameToText(rdata).toLowerCase()),
    ds: ofName(ds.answers, apex, DS),
  };
}

function faultOf(reply: Reply): string | null {
  if (typeof reply === "string") return reply;
  const isAnswer = reply.rcode === rcode.NOERROR || reply.rcode === rcode.NXDOMAIN;
  return isAnswer ? null : rcodeName(reply.rcode);
}

function nsFindings({ apex, apexNs }: DelegationTask, atParent: readonly string[]): DriftFinding[] {
  if (atParent.length === 0) {
    return [finding(apex, NS, `the parent does not delegate ${nameToText(apex)}`)];
  }
  if (apexNs.length === 0) return [];
  const wanted = new Set(apexNs.map((name) => nameToText(name).toLowerCase()));
  const there = new Set(atParent);
  return [
    ...[...wanted]
      .filter((name) => !there.has(name))
      .map((name) => finding(apex, NS, `the parent does not name the nameserver ${name}`)),
    ...[...there]
      .filter((name) => !wanted.has(name))
      .map((name) => finding(apex, NS, `the parent names ${name}, which the zone does not`)),
  ];
}

/** A provider without a key of any DS: whoever validates gets no answer from it (RFC 4035 §5.2). */
async function dsFindings(
  { apex, nameservers }: DelegationTask,
  ds: readonly Uint8Array[],
  { client }: DelegationWorld,
): Promise<DriftFinding[]> {
  const asked = nameservers.slice(0, serversMax * 2);
  const replies = await Promise.all(
    asked.map((server) => client.ask(server, { name: apex, type: DNSKEY })),
  );
  return replies.flatMap((reply, i) => {
    if (typeof reply === "string" || faultOf(reply) !== null) return [];
    const keys = ofName(reply.answers, apex, DNSKEY).filter((rdata) => rdata.length > 4);
    const fits = keys.some((rdata) =>
      ds.some((one) => one.length > 4 && isDelegationOf(one, apex, readDnskey(rdata))),
    );
    if (fits) return [];
    const { name, address } = asked[i]!;
    const has = keys.length === 0 ? "no DNSKEY" : "no DNSKEY of any DS";
    const detail = `the parent has DS, and ${name} (${address}) serves ${has}: answers cannot be validated`;
    return [finding(apex, DS, detail)];
  });
}

function finding(owner: Uint8Array, type: number, detail: string): DriftFinding {
  return {
    class: "delegation",
    view: "parent",
    owner,
    type,
    variant: "",
    detail,
    isConflict: false,
    changeId: "",
    live: null,
    applied: null,
    nameserver: null,
  };
}

/** RDATA of the records of a name and type. */
function ofName(section: Message["answers"], name: Uint8Array, type: number): Uint8Array[] {
  return section
    .filter(
      (record) =>
        record.type === type &&
        record.name.length === name.length &&
        namesEqual(record.name, 0, name, 0, name.length),
    )
    .map(({ rdata }) => rdata);
}
