/**
 * The next serial of a zone, in the style that it has: a date and a counter, the time, or a plain
 * counter. The new one is always newer by RFC 1982, whatever the style would like.
 */
import { addToSerial, isNewerSerial } from "../zone/serial.js";

export const serialStyles = ["date", "time", "counter"] as const;
export type SerialStyle = (typeof serialStyles)[number];

/** No zone has a date from before its operator was born. */
const yearMin = 1980;
const yearMax = 2100;
/** September 2001: smaller numbers are counters. */
const timeMin = 1_000_000_000;
/** A clock may be ahead, but not by much. */
const aheadSeconds = 2 * 86_400;

/** `2026112203` is a date; near the present second it is the time; else it counts. */
export function serialStyleOf(serial: number, nowSeconds: number): SerialStyle {
  if (isDate(serial)) return "date";
  return serial >= timeMin && serial <= nowSeconds + aheadSeconds ? "time" : "counter";
}

/** A serial newer than all of `before`, of which the first gives the style. */
export function nextSerial(before: readonly [number, ...number[]], nowSeconds: number): number {
  const [first, ...others] = before;
  let newest = first;
  for (const serial of others) if (isNewerSerial(serial, newest)) newest = serial;
  const wished = wishOf(serialStyleOf(first, nowSeconds), nowSeconds);
  if (wished !== undefined && isNewerSerial(wished, newest)) return wished;
  // 0 stands for "no serial" with some secondaries.
  return addToSerial(newest, 1) || 1;
}

function wishOf(style: SerialStyle, nowSeconds: number): number | undefined {
  if (style === "counter") return undefined;
  if (style === "time") return nowSeconds;
  const date = new Date(nowSeconds * 1000).toISOString().slice(0, 10).replaceAll("-", "");
  return Number(date) * 100 + 1;
}

function isDate(serial: number): boolean {
  const year = Math.floor(serial / 1_000_000);
  const month = Math.floor(serial / 10_000) % 100;
  const day = Math.floor(serial / 100) % 100;
  if (year < yearMin || year >= yearMax) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
