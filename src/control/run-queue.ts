/**
 * Runs of one task, one after the other. A request that comes during a run joins the one run that
 * follows it: ten signals in a row cost two reloads, and each caller hears of a run that began
 * after it asked.
 */
export class RunQueue<Request, Outcome> {
  private running: Promise<unknown> | null = null;
  private waiting: { request: Request; outcome: Promise<Outcome> } | null = null;

  constructor(
    private readonly run: (request: Request) => Promise<Outcome>,
    private readonly merge: (first: Request, second: Request) => Request,
  ) {}

  request(request: Request): Promise<Outcome> {
    if (this.waiting !== null) {
      this.waiting.request = this.merge(this.waiting.request, request);
      return this.waiting.outcome;
    }
    const waiting = { request, outcome: this.next() };
    this.waiting = waiting;
    return waiting.outcome;
  }

  /** Resolves when no run is under way. */
  async idle(): Promise<void> {
    while (this.running !== null) await this.running.catch(() => {});
  }

  private async next(): Promise<Outcome> {
    // Yields once, so that `waiting` is set before it is taken.
    await null;
    while (this.running !== null) await this.running.catch(() => {});
    const { request } = this.take();
    const run = this.run(request);
    this.running = run;
    try {
      return await run;
    } finally {
      this.running = null;
    }
  }

  private take(): { request: Request } {
    const waiting = this.waiting;
    this.waiting = null;
    if (waiting === null) throw new Error("a run without a request");
    return waiting;
  }
}
