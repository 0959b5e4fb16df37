/** Puts the same questions to a server, over the transport that each one names. */
import { askTcp, askUdp } from "../wire/client.js";
import { encodeQuery } from "../wire/query.js";
import { type Response, readResponse } from "./facets.js";
import type { Question } from "./questions.js";

/** Queries of one TCP connection; peers close a connection that asks for ever. */
const tcpBatch = 100;

export async function askAll(port: number, questions: readonly Question[]): Promise<Response[]> {
  const responses: Response[] = new Array(questions.length);
  const indexes = (transport: "udp" | "tcp") =>
    [...questions.keys()].filter((index) => questions[index]!.transport === transport);
  const queriesAt = (chosen: readonly number[]) =>
    chosen.map((index) => encodeQuery(questions[index]!));

  const udp = indexes("udp");
  const overUdp = await askUdp(port, queriesAt(udp));
  for (const [at, index] of udp.entries()) responses[index] = readResponse(overUdp[at]);

  const tcp = indexes("tcp");
  for (let start = 0; start < tcp.length; start += tcpBatch) {
    const batch = tcp.slice(start, start + tcpBatch);
    const overTcp = await askTcp(port, queriesAt(batch));
    for (const [at, index] of batch.entries()) {
      // Some close the connection at a question they dislike; that must not count against the rest.
      const bytes = overTcp[at] ?? (await askTcp(port, queriesAt([index])))[0];
      responses[index] = readResponse(bytes);
    }
  }
  return responses;
}
