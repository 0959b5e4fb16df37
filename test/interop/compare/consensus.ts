/**
 * What the peers agree on, facet by facet, and where a subject departs from it. More than half of
 * the peers that know the zone must agree, and at least two; otherwise there is no consensus and the
 * facet is only counted.
 */
import { type Facet, facetNames, type Response } from "./facets.js";
import type { Question } from "./questions.js";

export interface Departure {
  readonly question: Question;
  readonly facet: Facet;
  readonly ours: Response;
  readonly peers: ReadonlyMap<string, Response>;
  /** The value that most peers gave. */
  readonly consensus: string;
}

export interface Comparison {
  readonly compared: number;
  readonly departures: readonly Departure[];
  /** By facet: how often peers did not agree. */
  readonly undecided: ReadonlyMap<Facet, number>;
  /** Cases without consensus where no peer at all says what we say. */
  readonly alone: readonly Departure[];
}

export function compare(
  questions: readonly Question[],
  ours: readonly Response[],
  peers: ReadonlyMap<string, readonly Response[]>,
): Comparison {
  const departures: Departure[] = [];
  const alone: Departure[] = [];
  const undecided = new Map<Facet, number>();
  let compared = 0;
  for (const [index, question] of questions.entries()) {
    const subject = ours[index]!;
    const others = new Map([...peers].map(([name, responses]) => [name, responses[index]!]));
    for (const facet of facetNames) {
      const value = subject.facets[facet];
      const votes = [...others.values()]
        .map((response) => response.facets[facet])
        .filter((vote) => vote !== undefined);
      const consensus = majority(votes, others.size);
      if (value === undefined || votes.length === 0) continue;
      compared++;
      if (consensus === undefined) undecided.set(facet, (undecided.get(facet) ?? 0) + 1);
      if (consensus === undefined ? votes.includes(value) : consensus === value) continue;
      const departure = {
        question,
        facet,
        ours: subject,
        peers: others,
        consensus: consensus ?? "",
      };
      if (consensus === undefined) alone.push(departure);
      else departures.push(departure);
    }
  }
  return { compared, departures, undecided, alone };
}

function majority(votes: readonly string[], voters: number): string | undefined {
  const counts = new Map<string, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  for (const [vote, count] of counts) if (count >= 2 && count * 2 > voters) return vote;
  return undefined;
}
