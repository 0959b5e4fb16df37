/**
 * The log: JSON lines by pino, or the same entries as text for a person at a terminal. The only
 * file that imports pino. What happens per query is counted, never logged.
 */
import { pino } from "pino";

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly format: "json" | "text";
  /** Takes one line, its end included. */
  readonly write: (line: string) => void;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export function openLog({ level, format, write, now }: LogOptions): Log {
  const sink = { write: format === "json" ? write : (line: string) => write(asText(line)) };
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    sink,
  );
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}

/** `12:00:00 warn  message key=value …`; "info" is left out, as most entries are. */
function asText(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const mark = level === "info" ? "" : `${String(level)}: `;
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${asValue(value)}`);
  return `${clock} ${mark}${String(msg)}${pairs.join("")}\n`;
}

function asValue(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(value);
}
