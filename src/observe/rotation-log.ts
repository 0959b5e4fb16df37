/**
 * What the running steering tells, as log entries: a row for each kind of event. An outage may
 * change ten thousand targets at once; what is more than anybody reads is counted and left out.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import type { RotationEvent } from "../rotation/rotation-events.js";
import type { PlanEvent } from "../steering/plan.js";
import type { Override } from "../steering/state.js";
import type { Log, LogFields } from "./log.js";

/** Entries in a row of each sort, and how many more there may be each second after. */
const burstMax = 200;
const perSecond = 10;
/** A busy machine makes the probing thread stand still again and again: told together. */
const stallsMs = 10_000;

type Entry = readonly [level: keyof Log, message: string, fields: LogFields];

export class RotationLog {
  /** A panic must be seen among ten thousand targets that went down. */
  private readonly ofTargets: Allowance;
  private readonly ofOthers: Allowance;
  private omitted = 0;
  private readonly stalls = { count: 0, longestMs: 0, discarded: 0, toldAtMs: -stallsMs };

  constructor(
    private readonly log: Log,
    private readonly now: () => number,
  ) {
    this.ofTargets = new Allowance(now);
    this.ofOthers = new Allowance(now);
  }

  take(event: RotationEvent): void {
    if (event.kind === "prober-stalled") {
      this.stalls.count++;
      this.stalls.longestMs = Math.max(this.stalls.longestMs, Math.round(event.stalledMs));
      this.stalls.discarded += event.discarded;
      this.tellStalls();
      return;
    }
    const isOfTarget = event.kind === "planned" && event.event.kind === "target";
    const allowance = isOfTarget ? this.ofTargets : this.ofOthers;
    const written = (entries[event.kind] as (event: RotationEvent) => readonly Entry[])(event);
    for (const [level, message, fields] of written) {
      if (level === "debug" || allowance.take()) this.log[level](message, fields);
      else this.omitted++;
    }
  }

  /** Tells what was held back. To be called about once a second. */
  flush(): void {
    this.tellStalls();
    if (this.omitted === 0 || !this.ofOthers.take()) return;
    this.log.warn("entries about steering were left out: there were too many at once", {
      omitted: this.omitted,
      hint: "fivenines steer status tells how everything stands",
    });
    this.omitted = 0;
  }

  private tellStalls(): void {
    const { stalls } = this;
    const now = this.now();
    if (stalls.count === 0 || Math.abs(now - stalls.toldAtMs) < stallsMs) return;
    const { count, longestMs, discarded } = stalls;
    const fields = { times: count, longestMs, discarded };
    this.log.warn("probing stood still: no target is blamed for it", fields);
    Object.assign(stalls, { count: 0, longestMs: 0, discarded: 0, toldAtMs: now });
  }
}

/** Many at once, then a few each second. */
class Allowance {
  private left = burstMax;
  private earnedAtMs: number;

  constructor(private readonly now: () => number) {
    this.earnedAtMs = now();
  }

  take(): boolean {
    const now = this.now();
    // The clock may have been set back.
    this.earnedAtMs = Math.min(this.earnedAtMs, now);
    const earned = Math.floor(((now - this.earnedAtMs) / 1000) * perSecond);
    if (earned >= 1) {
      this.left = Math.min(burstMax, this.left + earned);
      this.earnedAtMs = now;
    }
    if (this.left <= 0) return false;
    this.left--;
    return true;
  }
}

type Entries = {
  readonly [K in Exclude<RotationEvent["kind"], "prober-stalled">]: (
    event: Extract<RotationEvent, { kind: K }>,
  ) => readonly Entry[];
};

const entries: Entries = {
  planned: ({ apex, event }) => planned(apex, event),
  "planning-failed": ({ apex, reason }) => [
    ["error", "steering of a zone failed: its answers stay as they are", { zone: apex, reason }],
  ],
  "planning-recovered": ({ apex }) => [["info", "steering of a zone works again", { zone: apex }]],
  shadow: ({ apex, owner, type, differs, because }) => [
    [
      "info",
      differs ? "a shadow would answer something else" : "a shadow would answer the same again",
      { zone: apex, name: owner, type, ...(differs && { because }) },
    ],
  ],
  "prober-started": ({ probes, restarts }) =>
    restarts === 0
      ? [["info", "probing", { probes }]]
      : [["warn", "probing thread replaced", { probes, restarts }]],
  "prober-died": ({ reason, restarts, restartInMs }) => [
    [
      "error",
      "probing thread died: answers stay as they are until it is back",
      { reason, restarts, restartInMs },
    ],
  ],
  "probe-warning": ({ probe, text }) => [["warn", text, probe === null ? {} : aim(probe)]],
  "probe-refused": ({ probe, reason }) => [
    [
      "warn",
      "a probe may not be aimed there: nothing is known of its targets",
      { ...aim(probe), reason, hint: "allow the range in fivenines.yaml under probes.allow" },
    ],
  ],
  "zone-left": ({ apex }) => [
    ["warn", "a zone is no longer steered: its steering file is gone, or the zone", { zone: apex }],
  ],
  override: ({ override, change, targets }) => [
    targets === 0 && change === "set"
      ? ["warn", "override set, but it matches no target", order(override)]
      : [
          "info",
          `override ${change}`,
          { ...order(override), ...(targets !== null && { targets }) },
        ],
  ],
  "override-file": ({ file, overrides, diagnostics }) => [
    ...(overrides === null ? [] : [["info", "overrides read", { file, overrides }] as const]),
    ...diagnostics.slice(0, diagnosticsLoggedMax).map(faultEntry),
  ],
  "state-restored": ({ ageMs, zones, probes }) => [
    ["info", "state of targets restored", { ageMs, zones, probes }],
  ],
  "state-unusable": ({ what, file, reason }) => [
    what === "targets"
      ? [
          "warn",
          "kept state of steering cannot be used: what is not known counts as up",
          { file, reason },
        ]
      : [
          "error",
          "kept orders of operators cannot be used: those given by command are not in force",
          { file, reason, hint: "give them again: fivenines steer drain | down | standby | up" },
        ],
  ],
  "state-alarm": ({ alarm }) => [
    alarm === null
      ? ["info", "state of steering is kept again", {}]
      : ["error", "state of steering cannot be kept: a restart would not know it", { alarm }],
  ],
  "geo-database": ({ file, fault, type, builtAt }) => [
    fault === null
      ? [
          "info",
          "geo database read",
          {
            file,
            type,
            ...(builtAt !== null && { built: new Date(builtAt * 1000).toISOString() }),
          },
        ]
      : [
          "error",
          "the geo database cannot be used: clients are looked up as before",
          { file, reason: fault },
        ],
  ],
  "geo-codes-unknown": ({ apex, owner, codes, database }) => [
    [
      "warn",
      codesUnknown[database],
      {
        zone: apex,
        name: owner,
        codes: codes.slice(0, codesLoggedMax),
        ...(database === "unset" && { hint: geoDatabaseHint }),
      },
    ],
  ],
};

const codesUnknown = {
  unset: "no geo database is configured: these codes lead nowhere",
  unread: "the geo database could not be read: these codes lead nowhere",
  read: "no network of the geo database has these codes",
} as const;
const geoDatabaseHint = "set steering.geoDatabase in fivenines.yaml to a MaxMind database";

const diagnosticsLoggedMax = 10;
const codesLoggedMax = 20;

function planned(zone: string, event: PlanEvent): readonly Entry[] {
  const { because } = event;
  switch (event.kind) {
    case "target": {
      const { target, from, to } = event;
      // A target that is new and serves, or is not known yet, is nobody's news.
      const isNews = from !== null || (to !== "serving" && to !== "unknown");
      const level = !isNews ? "debug" : to === "serving" ? "info" : "warn";
      return [[level, `target ${to}`, { zone, target, from, because }]];
    }
    case "guard-held":
    case "guard-released": {
      const what =
        event.kind === "guard-held"
          ? "guard holds a target: too many would be taken out"
          : "guard lets a target go";
      return [["warn", what, { zone, target: event.target, because }]];
    }
    case "panic":
    case "panic-over": {
      const { owner: name, type } = event;
      return event.kind === "panic"
        ? [
            [
              "error",
              "panic: too little is well, so all are answered",
              { zone, name, type, because },
            ],
          ]
        : [["info", "panic is over", { zone, name, type, because }]];
    }
    case "all-down":
      return [["error", "nothing of a steered name is well", ofRrset(zone, event)]];
    case "all-down-over":
      return [["info", "something of a steered name is well again", ofRrset(zone, event)]];
    case "tier": {
      const { owner: name, type, path, from, to } = event;
      return [["warn", "another tier is answered", { zone, name, type, path, from, to, because }]];
    }
  }
}

function ofRrset(
  zone: string,
  { owner: name, type, because }: Extract<PlanEvent, { readonly owner: string }>,
): LogFields {
  return { zone, name, type, because };
}

function faultEntry({ message, severity, hint, ...place }: Diagnostic): Entry {
  const level = severity === "error" ? "error" : "warn";
  return [level, message, { ...place, ...(hint !== undefined && { hint }) }];
}

function order({ pattern, action, untilMs, who, why, source }: Override): LogFields {
  return {
    pattern,
    action,
    who,
    why,
    source,
    ...(untilMs !== null && { until: new Date(untilMs).toISOString() }),
  };
}

function aim({ apex, monitor, host }: { apex: string; monitor: string; host: string }): LogFields {
  return { zone: apex, monitor, host };
}
