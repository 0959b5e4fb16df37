/** The live facts of many zones, a few at a time: nobody's servers are flooded. */
import type { LiveFacts } from "../../validators/live-facts.js";
import { rcode } from "../dns/header.js";
import { rootName } from "../dns/name.js";
import { DnsClient, type ServerAddress } from "../resolver/dns-client.js";
import { Resolver } from "../resolver/resolver.js";
import { type GatherOptions, gatherLiveFacts, type LiveQuestion } from "./gather.js";

const NS = 2;

/** Zones that are asked about at once. */
const zonesAtOnce = 8;

export interface SurveyOptions {
  readonly resolver: ServerAddress;
  readonly randomId: () => number;
  /** Port of the nameservers; 53 unless told. */
  readonly port?: number;
  /** For each attempt; two seconds unless told. */
  readonly timeoutMs?: number;
  /** Called after each zone. */
  readonly onZone?: (done: number, of: number) => void;
}

/** Why the resolver is of no use; null if it answers. */
export async function resolverFault(options: SurveyOptions): Promise<string | null> {
  const reply = await clientOf(options).ask(options.resolver, {
    name: rootName,
    type: NS,
    recursive: true,
  });
  if (typeof reply === "string") return reply;
  // An authoritative server, or a resolver that serves others: no nameserver is to be blamed for it.
  return reply.rcode === rcode.REFUSED ? "REFUSED: it resolves no names for this machine" : null;
}

/** Facts of each zone, in the order of the questions. */
export async function surveyLive(
  questions: readonly LiveQuestion[],
  options: SurveyOptions,
): Promise<LiveFacts[]> {
  const { resolver: address, port = 53, onZone } = options;
  const client = clientOf(options);
  const gathering: GatherOptions = { client, port, resolver: new Resolver(client, address) };
  const facts: LiveFacts[] = [];
  let next = 0;
  let done = 0;
  const worker = async () => {
    for (let index = next++; index < questions.length; index = next++) {
      facts[index] = await gatherLiveFacts(questions[index]!, gathering);
      onZone?.(++done, questions.length);
    }
  };
  await Promise.all(Array.from({ length: zonesAtOnce }, worker));
  return facts;
}

function clientOf({ timeoutMs = 2000, randomId }: SurveyOptions): DnsClient {
  return new DnsClient({ timeoutMs, attempts: 2, randomId });
}
