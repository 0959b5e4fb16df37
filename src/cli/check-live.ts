/** `fivenines check --live`: asks the live DNS about the zones before the rules see them. */
import { getServers } from "node:dns";
import { isIP } from "node:net";
import type { LiveFacts } from "../../validators/live-facts.js";
import { rrtype } from "../../validators/rrtype.js";
import { ZoneIndex } from "../../validators/zone-index.js";
import type { CheckRun } from "../check/check-run.js";
import type { ListedZone } from "../check/listed-zone.js";
import { formatEndpoint, parseEndpoint } from "../config/endpoint.js";
import type { LiveQuestion } from "../live/gather.js";
import { resolverFault, type SurveyOptions, surveyLive } from "../live/survey.js";
import type { ServerAddress } from "../resolver/dns-client.js";
import { ZoneReader } from "../zone/reader.js";
import { apexToWire } from "../zone/zone-file-name.js";
import { Progress } from "./progress.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";

export interface LiveFlags {
  /** True without a resolver of its own: the system's is asked. */
  readonly live?: string | true;
  readonly livePort?: number;
}

/** Facts of each zone that could be read, by its path. */
export async function liveFactsOf(
  { files, targets }: Pick<CheckRun, "files" | "targets">,
  flags: LiveFlags,
  around: Surroundings,
): Promise<ReadonlyMap<string, LiveFacts>> {
  const resolver = resolverOf(flags.live ?? true);
  const reader = new ZoneReader({ files });
  const asked: ListedZone[] = [];
  const questions: LiveQuestion[] = [];
  for (const target of targets) {
    const question = questionOf(reader, target);
    if (question === undefined) continue;
    asked.push(target);
    questions.push(question);
  }
  const progress = new Progress("asked about", questions.length, around);
  const options: SurveyOptions = {
    resolver,
    randomId: () => {
      const [high = 0, low = 0] = around.randomBytes(2);
      return (high << 8) | low;
    },
    ...(flags.livePort === undefined ? {} : { port: flags.livePort }),
    onZone: () => progress.advance(),
  };
  const fault = await resolverFault(options);
  if (fault !== null) fail(`--live: the resolver ${formatEndpoint(resolver)} gave ${fault}`);
  const facts = await surveyLive(questions, options);
  progress.clear();
  return new Map(asked.map(({ path }, index) => [path, facts[index]!]));
}

/** Undefined for a zone that could not be served: nothing live is compared with it. */
function questionOf(reader: ZoneReader, { path, root, apex }: ListedZone) {
  const { zone } = reader.read({
    path,
    root,
    ...(apex === null ? {} : { apex: apexToWire(apex) }),
  });
  if (zone === null) return undefined;
  const index = new ZoneIndex(zone);
  const rrset = index.rrset(0, rrtype.NS);
  const nameservers: string[] = [];
  for (let record = index.firstRecord(rrset); record < index.endRecord(rrset); record++) {
    nameservers.push(index.nameText(record).toLowerCase());
  }
  return { apex: zone.apex.slice(), nameservers };
}

function resolverOf(asked: string | true): ServerAddress {
  const text = asked === true ? getServers()[0] : asked;
  if (text === undefined) fail("this system has no resolver; name one: --live=192.0.2.1");
  if (isIP(text) !== 0) return { address: text, port: 53 };
  const result = parseEndpoint(text);
  if (result.kind === "endpoint") return result.endpoint;
  fail(`--live: "${text}" is no resolver's address; write --live=ADDR, or paths before --live`);
}

function fail(message: string): never {
  throw new CommandFailure(message, exitCode.usage);
}
