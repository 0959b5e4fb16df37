/**
 * Gathers what the live DNS says of a zone: the parent's servers about its delegation, then every
 * nameserver that either of them names. Facts only; the rules in `validators/live/` judge them.
 */
import type { LiveFacts, ParentAnswer, ServerAnswer } from "../../validators/live-facts.js";
import { addressToText } from "../base/ip.js";
import { flag, rcode, rcodeName } from "../dns/header.js";
import type { Message, ResourceRecord } from "../dns/message.js";
import { namesEqual } from "../dns/name.js";
import { nameFromText, nameToText } from "../dns/name-text.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import type { DnsClient, Reply } from "../resolver/dns-client.js";
import type { Resolver } from "../resolver/resolver.js";

const A = 1;
const NS = 2;
const SOA = 6;
const AAAA = 28;
const DS = 43;

/** Servers of a parent that are asked: enough to see a difference, few enough to be polite. */
const parentServersMax = 4;
/** Names of nameservers that are looked up; the rest of what a hostile parent tells is left. */
const namesMax = 64;
/** Nameserver addresses of one zone that are asked. */
const serversMax = 32;

export interface GatherOptions {
  readonly client: DnsClient;
  readonly resolver: Resolver;
  /** Port of the nameservers; 53 everywhere but in a laboratory. */
  readonly port: number;
}

export interface LiveQuestion {
  /** Wire form. */
  readonly apex: Uint8Array;
  /** Targets of the zone's own apex NS RRset, absolute. */
  readonly nameservers: readonly string[];
}

export async function gatherLiveFacts(
  question: LiveQuestion,
  options: GatherOptions,
): Promise<LiveFacts> {
  const parent = await askParent(question.apex, options);
  const names = new Set(question.nameservers.map((name) => name.toLowerCase()));
  for (const { ns } of parent.answers) for (const name of ns) names.add(name);
  const glue = parent.answers.flatMap((answer) => answer.glue);
  const resolved = await Promise.all(
    [...names]
      .slice(0, namesMax)
      .map(async (name) => ({ name, ...(await addressesOf(name, glue, options)) })),
  );
  const unresolved = resolved.flatMap(({ name, fault }) =>
    fault === null ? [] : [{ name, fault }],
  );
  const hosts = resolved.flatMap(({ name, addresses }) =>
    addresses.map((address) => ({ name, address })),
  );
  const servers = await Promise.all(
    hosts.slice(0, serversMax).map((host) => askServer(question.apex, host, options)),
  );
  return { parent, servers, unresolved };
}

interface Host {
  readonly name: string;
  readonly address: string;
}

/** The parent's glue counts where the resolver finds nothing, and beside what it finds. */
async function addressesOf(name: string, glue: readonly Host[], { resolver }: GatherOptions) {
  const wire = nameFromText(name);
  const { addresses, fault } =
    wire === undefined
      ? { addresses: [], fault: "it is no name" }
      : await resolver.addressesOf(wire);
  const glued = glue.filter((host) => host.name === name).map(({ address }) => address);
  const all = [...new Set([...addresses, ...glued])];
  return { addresses: all, fault: all.length > 0 ? null : fault };
}

async function askParent(apex: Uint8Array, options: GatherOptions): Promise<LiveFacts["parent"]> {
  const { resolver } = options;
  const zone = apex.length === 1 ? null : await resolver.zoneOf(apex.subarray(apex[0]! + 1));
  if (zone === null) return { zone: null, answers: [] };
  const hosts: Host[] = [];
  for (const name of await resolver.nameserversOf(zone)) {
    const { addresses } = await resolver.addressesOf(name);
    for (const address of addresses) hosts.push({ name: lower(name), address });
  }
  const asked = hosts.slice(0, parentServersMax);
  const answers = await Promise.all(asked.map((host) => askOneParent(apex, host, options)));
  return { zone: lower(zone), answers };
}

async function askOneParent(
  apex: Uint8Array,
  host: Host,
  { client, port }: GatherOptions,
): Promise<ParentAnswer> {
  const server = { address: host.address, port };
  const reply = await client.ask(server, { name: apex, type: NS });
  const empty = { ...host, denied: false, ns: [], glue: [], ds: [] };
  if (typeof reply === "string") return { ...empty, fault: reply };
  if (reply.rcode === rcode.NXDOMAIN) return { ...empty, fault: null, denied: true };
  if (reply.rcode !== rcode.NOERROR) return { ...empty, fault: rcodeName(reply.rcode) };
  // A server that has the child too answers from it: what the parent says cannot be seen then.
  const referral = ofName(reply.authorities, apex, NS);
  const isChild = (reply.flags & flag.aa) !== 0 && referral.length === 0;
  if (isChild && reply.answers.length > 0) {
    return { ...empty, fault: "it serves the zone itself and answers from that" };
  }
  const ds = await client.ask(server, { name: apex, type: DS });
  return {
    ...empty,
    fault: null,
    denied: referral.length === 0,
    ns: referral.map(({ rdata }) => lower(rdata)).sort(),
    glue: reply.additionals
      .filter(({ type }) => type === A || type === AAAA)
      .map(({ name, rdata }) => ({ name: lower(name), address: addressToText(rdata) })),
    ds: typeof ds === "string" ? [] : ofName(ds.answers, apex, DS).map(rdataText),
  };
}

async function askServer(
  apex: Uint8Array,
  host: Host,
  { client, port }: GatherOptions,
): Promise<ServerAnswer> {
  const server = { address: host.address, port };
  const [soa, ns, tcp] = await Promise.all([
    client.ask(server, { name: apex, type: SOA }),
    client.ask(server, { name: apex, type: NS }),
    client.askTcp(server, { name: apex, type: SOA }),
  ]);
  const nothing = { ...host, authoritative: false, serial: null, ns: [] };
  const tcpFault = typeof tcp === "string" ? tcp : null;
  const fault = faultOf(soa);
  if (typeof soa === "string" || fault !== null) return { ...nothing, fault, tcpFault };
  const [record] = ofName(soa.answers, apex, SOA);
  return {
    ...host,
    fault: null,
    authoritative: (soa.flags & flag.aa) !== 0,
    serial: record === undefined ? null : serialOf(record.rdata),
    ns: typeof ns === "string" ? [] : ofName(ns.answers, apex, NS).map(({ rdata }) => lower(rdata)),
    tcpFault,
  };
}

function faultOf(reply: Reply): string | null {
  if (typeof reply === "string") return reply;
  return reply.rcode === rcode.NOERROR ? null : rcodeName(reply.rcode);
}

function ofName(
  section: Message["answers"],
  name: Uint8Array,
  type: number,
): readonly ResourceRecord[] {
  return section.filter(
    (record) =>
      record.type === type &&
      record.name.length === name.length &&
      namesEqual(record.name, 0, name, 0, name.length),
  );
}

/** SERIAL is the first of the five numbers at the end of a SOA (RFC 1035 §3.3.13). */
function serialOf(rdata: Uint8Array): number {
  const view = new DataView(rdata.buffer, rdata.byteOffset, rdata.length);
  return view.getUint32(rdata.length - 20);
}

function rdataText({ type, rdata }: ResourceRecord): string {
  return recordTypeOf(type).print(rdata, 0, rdata.length);
}

function lower(name: Uint8Array): string {
  return nameToText(name).toLowerCase();
}
