/**
 * Keeps the probing thread alive: starts it when there is something to probe, replaces it when it
 * dies or gives no sign of life, and hands what it says on. Its death changes no answer: what was
 * known stays known, and its successor goes on from there.
 */
import type { Clock } from "../control/clock.js";
import { RestartPolicy } from "../net/restart-policy.js";
import type {
  PlannedProbe,
  ProbeHistory,
  ProbeNews,
  ProbeOrder,
} from "../probe/probe-thread-messages.js";

/** A thread, or what a test puts in its place. */
export interface ProbeThread {
  post(order: ProbeOrder): void;
  /** Sets who hears of news and of the end; called once, before the first order. */
  listen(onNews: (news: ProbeNews) => void, onEnd: (reason: string) => void): void;
  end(): void;
}

export interface ProbeCrewOptions {
  readonly start: () => ProbeThread;
  readonly clock: Clock;
  /** All probes that there are to be, each from where it stands. */
  readonly probes: () => Iterable<PlannedProbe>;
  onNews(news: ProbeNews): void;
  onStarted(probes: number, restarts: number): void;
  onDied(reason: string, restarts: number, restartInMs: number): void;
}

/** A thousand zones may change in one reload: the list goes out once for many of them. */
const gatherMs = 50;
/** A thread is asked for a sign of life this often, and given up after so many silent rounds. */
const pingMs = 2000;
const silentRoundsMax = 5;
/** A thread has so long to end its checks. */
const stopMs = 1000;
/** A page waits this long for histories. */
const historyMs = 2000;

export class ProbeCrew {
  restarts = 0;
  private thread: ProbeThread | null = null;
  private ready = false;
  /** Probes that the thread was told of last. */
  private count = 0;
  private readonly restart = new RestartPolicy();
  private cancelGather: (() => void) | null = null;
  private cancelRestart: (() => void) | null = null;
  private cancelPing: () => void = () => {};
  private silentRounds = 0;
  private nextId = 1;
  private readonly asked = new Map<number, (found: readonly ProbeHistory[]) => void>();
  private closed = false;

  constructor(private readonly options: ProbeCrewOptions) {}

  get isAlive(): boolean {
    return this.ready;
  }

  /** The list of probes has changed. */
  changed(): void {
    if (this.closed || this.cancelGather !== null) return;
    this.cancelGather = this.options.clock.after(gatherMs, () => {
      this.cancelGather = null;
      this.send();
    });
  }

  push(key: string, ok: boolean, reason: string): void {
    this.thread?.post({ kind: "push", key, ok, reason });
  }

  /** Rejects never; empty without a thread, or if it takes too long. */
  history(keys: readonly string[]): Promise<readonly ProbeHistory[]> {
    const { thread } = this;
    if (thread === null || keys.length === 0) return Promise.resolve([]);
    return new Promise((resolve) => {
      const id = this.nextId++;
      const cancel = this.options.clock.after(historyMs, () => this.settle(id, []));
      this.asked.set(id, (found) => {
        cancel();
        resolve(found);
      });
      thread.post({ kind: "history", id, keys });
    });
  }

  close(): void {
    this.closed = true;
    this.cancelGather?.();
    this.cancelRestart?.();
    this.dismiss();
  }

  private send(): void {
    const probes = [...this.options.probes()];
    if (probes.length === 0) {
      this.dismiss();
      return;
    }
    // A thread that is to come gets the list when it starts.
    if (this.cancelRestart !== null) return;
    if (this.thread === null) this.begin();
    else this.tell(this.thread, probes);
  }

  private begin(): void {
    this.cancelRestart = null;
    const probes = [...this.options.probes()];
    if (this.closed || probes.length === 0) return;
    let thread: ProbeThread;
    try {
      thread = this.options.start();
    } catch (error) {
      this.lose(error instanceof Error ? error.message : String(error));
      return;
    }
    this.thread = thread;
    this.silentRounds = 0;
    thread.listen(
      (news) => this.hear(thread, news),
      (reason) => {
        if (this.thread === thread) this.lose(reason);
      },
    );
    this.tell(thread, probes);
    this.ping(thread);
  }

  private tell(thread: ProbeThread, probes: readonly PlannedProbe[]): void {
    this.count = probes.length;
    thread.post({ kind: "probes", probes });
  }

  private hear(thread: ProbeThread, news: ProbeNews): void {
    if (this.thread !== thread) return;
    this.silentRounds = 0;
    if (news.kind === "ready") {
      this.ready = true;
      this.options.onStarted(this.count, this.restarts);
    } else if (news.kind === "history") this.settle(news.id, news.of);
    else this.options.onNews(news);
  }

  /** Rounds are counted, not time: if this process stood still, so did the thread. */
  private ping(thread: ProbeThread): void {
    this.cancelPing = this.options.clock.after(pingMs, () => {
      if (this.thread !== thread) return;
      if (this.silentRounds >= silentRoundsMax) {
        thread.end();
        this.lose(`no sign of life for ${(pingMs * silentRoundsMax) / 1000} s`);
        return;
      }
      this.silentRounds++;
      thread.post({ kind: "history", id: this.nextId++, keys: [] });
      this.ping(thread);
    });
  }

  private lose(reason: string): void {
    this.forget();
    this.restarts++;
    const delayMs = this.restart.delayMs(this.options.clock.now(), true);
    this.cancelRestart = this.options.clock.after(delayMs, () => this.begin());
    this.options.onDied(reason, this.restarts, delayMs);
  }

  private dismiss(): void {
    const { thread } = this;
    this.forget();
    if (thread === null) return;
    thread.post({ kind: "stop" });
    // It ends what it has under way, and then by itself; if it hangs, it is ended.
    this.options.clock.after(stopMs, () => thread.end());
  }

  private forget(): void {
    this.thread = null;
    this.ready = false;
    this.cancelPing();
    for (const id of [...this.asked.keys()]) this.settle(id, []);
  }

  private settle(id: number, found: readonly ProbeHistory[]): void {
    const settle = this.asked.get(id);
    this.asked.delete(id);
    settle?.(found);
  }
}
