/** What the loading of zones tells, as log entries: a row for each kind of event. */
import type { Diagnostic } from "../base/diagnostic.js";
import type { ServedVersion, ZoneEvent } from "../control/zone-events.js";
import type { Log, LogFields } from "./log.js";

/** Diagnostics of one zone that are logged; `/zones` has all. */
const diagnosticsLoggedMax = 10;

export function logZoneEvent(log: Log, event: ZoneEvent): void {
  (entries[event.kind] as (log: Log, event: ZoneEvent) => void)(log, event);
}

type Entries = {
  readonly [K in ZoneEvent["kind"]]: (log: Log, event: Extract<ZoneEvent, { kind: K }>) => void;
};

const entries: Entries = {
  "load-progress": (log, { done, total }) => log.debug("loading zones", { done, total }),
  "zone-loaded": (log, { apex, version, previousSerial, diagnostics }) => {
    log.info("zone loaded", {
      zone: apex,
      serial: version.serial,
      previousSerial,
      records: version.records,
      origin: version.origin,
    });
    logDiagnostics(log, "warn", apex, diagnostics);
  },
  "zone-broken": (log, { apex, file, serving, diagnostics }) => {
    const what =
      serving === null
        ? "zone is broken and was never good: it is not served"
        : "zone is broken: its last good version stays in service";
    log.error(what, { zone: apex, file, ...served(serving) });
    logDiagnostics(log, "error", apex, diagnostics);
  },
  "zone-removal-pending": (log, { apex, file, removalAt }) =>
    log.warn("zone file is gone: the zone is served until the delay is over", {
      zone: apex,
      file,
      until: new Date(removalAt).toISOString(),
    }),
  "zone-removal-cancelled": (log, { apex }) =>
    log.info("zone file is back: the zone stays", { zone: apex }),
  "zone-removed": (log, { apex }) => log.warn("zone removed from service", { zone: apex }),
  "reload-done": (log, { summary }) => {
    const { reason, zones, records, loaded, broken, removed, removalPending } = summary;
    // A file that was touched without a change is nobody's news.
    const news = loaded + removed + removalPending > 0 || reason !== "file change";
    log[news ? "info" : "debug"]("zones loaded", {
      reason,
      zones,
      records,
      loaded,
      broken,
      removed,
      removalPending,
      ms: Math.round(summary.durationMs),
    });
    logDiagnostics(log, "warn", undefined, summary.folderDiagnostics);
  },
  "reload-refused": (log, { reason, diagnostic }) =>
    log.error(`reload refused, everything stays as it was: ${diagnostic.message}`, {
      reason,
      ...place(diagnostic),
    }),
  "state-alarm": (log, { alarm }) =>
    alarm === null
      ? log.info("state folder is well again")
      : log.error("state folder cannot be used: serving goes on without it", { alarm }),
  "image-refused": (log, { file, reason }) =>
    log.warn("a kept image cannot be used", { file, reason }),
  "watch-polling": (log, { reason }) => log.warn("file changes are noticed by polling", { reason }),
};

function logDiagnostics(
  log: Log,
  level: "warn" | "error",
  zone: string | undefined,
  diagnostics: readonly Diagnostic[],
): void {
  for (const diagnostic of diagnostics.slice(0, diagnosticsLoggedMax)) {
    // A zone's errors are errors, but its warnings are not.
    const severity = diagnostic.severity === "error" ? level : "warn";
    log[severity](diagnostic.message, { ...(zone && { zone }), ...place(diagnostic) });
  }
  const more = diagnostics.length - diagnosticsLoggedMax;
  if (more > 0)
    log[level](`${more} more diagnostics are listed at /zones`, { ...(zone && { zone }) });
}

function place({ code, file, line, column, hint }: Diagnostic): LogFields {
  return {
    code,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(hint !== undefined && { hint }),
  };
}

function served(serving: ServedVersion | null): LogFields {
  return serving === null ? {} : { servedSerial: serving.serial, servedFrom: serving.origin };
}
