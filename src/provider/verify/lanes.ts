/**
 * Asks every nameserver every question over UDP and TCP, in rounds, until all answer as they should
 * or time is up. The first round asks everything; later ones ask only for what did not match.
 */
import { noRoute } from "../../resolver/dns-exchange.js";
import type { Clock } from "../contract/clock.js";
import type { VerifyPolicy } from "../contract/member.js";
import type { Nameserver } from "../contract/provider.js";
import type { Finding } from "../contract/verification.js";
import { type AskPort, askNameserver, type Transport } from "./ask.js";
import type { Expectancy } from "./expected.js";
import { type Judgement, judge } from "./judge.js";
import type { ServedAnswer } from "./served-answer.js";

/** Questions under way at one nameserver over one transport: polite, and fast enough. */
const inFlightMax = 16;
/** Questions in a row without an answer after which a nameserver is not asked any more this round. */
const silentMax = 16;
/** The longest pause between two rounds. */
const pauseMaxMs = 15_000;
/** Findings that a report holds for each nameserver and transport; the rest are counted in the last. */
const findingsMax = 1000;

export interface LaneTask {
  readonly apex: Uint8Array;
  readonly nameservers: readonly Nameserver[];
  readonly expectancies: readonly Expectancy[];
  /** A deadline of 0 is one round. */
  readonly policy: VerifyPolicy;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((asked: number, matched: number) => void) | undefined;
  /** Each answer as it comes; the last of a nameserver to a question counts. */
  readonly onAnswer?:
    | ((nameserver: Nameserver, to: Expectancy, answer: ServedAnswer) => void)
    | undefined;
}

export interface LaneOutcome {
  readonly asked: number;
  readonly matched: number;
  readonly findings: readonly Finding[];
  /** To whose networks this host has no route. */
  readonly unasked: readonly Nameserver[];
}

export interface LaneWorld {
  readonly port: AskPort;
  readonly clock: Clock;
}

export async function askAll(task: LaneTask, world: LaneWorld): Promise<LaneOutcome> {
  const { expectancies, nameservers, policy, signal } = task;
  const { clock } = world;
  const tally = new Tally(expectancies.length, nameservers.length * transports.length, task);
  const lanes = nameservers.flatMap((nameserver) =>
    transports.map((transport) => new Lane(nameserver, transport, task, world, tally)),
  );
  const endMs = clock.nowMs() + policy.deadlineMs;
  for (let pauseMs = policy.everyMs; ; pauseMs = Math.min(pauseMs * 1.5, pauseMaxMs)) {
    await Promise.all(lanes.map((lane) => lane.round()));
    // A host without IPv6 cannot ask half of the addresses; the other half answers for them.
    if (lanes.some((lane) => !lane.isCutOff)) for (const lane of lanes) lane.retireIfCutOff();
    const leftMs = endMs - clock.nowMs();
    const isOver = lanes.every((lane) => lane.isDone) || leftMs <= 0;
    if (isOver || signal?.aborted === true) break;
    await clock.wait(Math.min(pauseMs, leftMs), signal);
  }
  return {
    asked: expectancies.length,
    matched: tally.matched,
    findings: lanes.flatMap((lane) => lane.findings()),
    unasked: nameservers.filter((one) =>
      lanes.some((lane) => lane.isRetired && lane.nameserver === one),
    ),
  };
}

const transports: readonly Transport[] = ["udp", "tcp"];

/** How many questions every lane has the right answer to. */
class Tally {
  private readonly lanesLeft: Uint16Array;
  matched = 0;

  constructor(
    private readonly asked: number,
    lanes: number,
    private readonly task: LaneTask,
  ) {
    this.lanesLeft = new Uint16Array(asked).fill(lanes);
  }

  match(index: number): void {
    if (--this.lanesLeft[index]! > 0) return;
    this.matched++;
    this.task.onProgress?.(this.asked, this.matched);
  }
}

/** One nameserver over one transport. */
class Lane {
  /** Indices of the questions not matched yet, and what came of each. */
  private readonly open = new Map<number, Judgement>();
  private silentInRow = 0;
  private answered = 0;
  isRetired = false;

  constructor(
    readonly nameserver: Nameserver,
    private readonly transport: Transport,
    private readonly task: LaneTask,
    private readonly world: LaneWorld,
    private readonly tally: Tally,
  ) {
    const unasked: Judgement = { verdict: "unreachable", detail: "not asked" };
    for (let i = 0; i < task.expectancies.length; i++) this.open.set(i, unasked);
  }

  get isDone(): boolean {
    return this.open.size === 0;
  }

  /** Whether no question can so much as leave this host. */
  get isCutOff(): boolean {
    return this.answered === 0 && [...this.open.values()].some(({ detail }) => detail === noRoute);
  }

  retireIfCutOff(): void {
    if (!this.isCutOff) return;
    this.isRetired = true;
    for (const index of this.open.keys()) this.tally.match(index);
    this.open.clear();
  }

  async round(): Promise<void> {
    this.silentInRow = 0;
    const queue = [...this.open.keys()];
    let next = 0;
    const worker = async () => {
      while (next < queue.length && this.task.signal?.aborted !== true) {
        const index = queue[next++]!;
        if (this.silentInRow < silentMax) await this.ask(index);
        else this.open.set(index, silent);
      }
    };
    await Promise.all(Array.from({ length: Math.min(inFlightMax, queue.length) }, worker));
  }

  findings(): Finding[] {
    const { nameserver, transport } = this;
    const all = [...this.open].map(([index, judgement]): Finding => {
      const { owner, type } = this.task.expectancies[index]!.question;
      return { nameserver, transport, owner, type, ...judgement };
    });
    if (all.length === 0) return all;
    // Of a nameserver that answers nothing at all, one finding says it.
    const limit = this.answered === 0 ? 1 : findingsMax;
    if (all.length <= limit) return all;
    const last = all[limit - 1]!;
    const more = `${last.detail}; and ${all.length - limit} more questions`;
    return [...all.slice(0, limit - 1), { ...last, detail: more }];
  }

  private async ask(index: number): Promise<void> {
    const expectancy = this.task.expectancies[index]!;
    const { port } = this.world;
    const { nameserver, transport, task } = this;
    const answer = await askNameserver(port, nameserver, transport, expectancy.question, task.apex);
    const isSilent = answer.kind === "none" && answer.isSilent;
    this.silentInRow = isSilent ? this.silentInRow + 1 : 0;
    if (answer.kind !== "none") this.answered++;
    task.onAnswer?.(nameserver, expectancy, answer);
    const judgement = this.judged(expectancy, answer);
    if (judgement.verdict === "match") {
      this.open.delete(index);
      this.tally.match(index);
    } else {
      this.open.set(index, judgement);
    }
  }

  /** A truncated datagram is right: the same question goes over TCP in any case. */
  private judged(expectancy: Expectancy, answer: ServedAnswer): Judgement {
    if (answer.kind === "truncated") return { verdict: "match", detail: "" };
    return judge(expectancy, answer);
  }
}

const silent: Judgement = { verdict: "unreachable", detail: "no answer to the questions before" };
