/**
 * Keeps entries until the real log is open, so that loading pino can wait until queries are
 * answered. If the start fails, `flush` gives them to the log that says why.
 */
import type { Log, LogFields } from "./log.js";

/** A start makes a handful of entries; a flood in this time is not worth its memory. */
const entriesMax = 1000;

export class EarlyLog implements Log {
  #target: Log | null = null;
  #entries: { level: keyof Log; message: string; fields: LogFields | undefined }[] = [];

  get isOpen(): boolean {
    return this.#target !== null;
  }

  debug(message: string, fields?: LogFields): void {
    this.#add("debug", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#add("info", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#add("warn", message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#add("error", message, fields);
  }

  /** Hands over what was kept; from now on entries go straight to `log`. */
  flush(log: Log): void {
    this.#target = log;
    for (const { level, message, fields } of this.#entries) log[level](message, fields);
    this.#entries = [];
  }

  #add(level: keyof Log, message: string, fields: LogFields | undefined): void {
    if (this.#target !== null) this.#target[level](message, fields);
    else if (this.#entries.length < entriesMax) this.#entries.push({ level, message, fields });
  }
}
