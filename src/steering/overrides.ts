/**
 * Which targets an operator's order is about, and which order decides. A pattern is text with `*`
 * for any run of characters (`\*` is an asterisk itself), held against the names that a target has:
 * its id, its value, `pool/value`, its owner, `group:NAME`. Looked for from left to right once,
 * without regular expressions: the endpoint takes patterns, and some would take for ever.
 */
import { addressFromText, addressToText } from "../base/ip.js";
import type { SteeredRrset, Target } from "./config.js";
import type { Override } from "./state.js";

/** Whether `pattern` means the target of this RRset. Upper and lower case are the same. */
export function matchesTarget(
  pattern: string,
  target: Target,
  rrset: Pick<SteeredRrset, "owner">,
): boolean {
  return matchesNames(globParts(pattern), namesOf(target, rrset.owner));
}

/** The orders that are in force at a time, prepared for many targets. */
export class OverrideList {
  readonly #orders: readonly { readonly parts: readonly string[]; readonly order: Override }[];
  /** Unix time, milliseconds, when the next of them ends; null for never. */
  readonly endsAtMs: number | null;

  constructor(overrides: readonly Override[], nowMs: number) {
    const inForce = overrides.filter(({ untilMs }) => untilMs === null || untilMs > nowMs);
    this.#orders = inForce.map((order) => ({ order, parts: globParts(order.pattern) })).reverse();
    const ends = inForce.flatMap(({ untilMs }) => (untilMs === null ? [] : [untilMs]));
    this.endsAtMs = ends.length === 0 ? null : Math.min(...ends);
  }

  /** The last that matches decides (gdnsd's admin_state has this order, too). */
  deciding(target: Target, owner: string): Override | null {
    if (this.#orders.length === 0) return null;
    const names = namesOf(target, owner);
    return this.#orders.find(({ parts }) => matchesNames(parts, names))?.order ?? null;
  }
}

function namesOf({ id, value, group }: Target, owner: string): string[] {
  const names = [id, id.slice(owner.length + 1), value, owner].map((name) => name.toLowerCase());
  if (group !== null) names.push(`group:${group.toLowerCase()}`);
  return names;
}

function matchesNames(parts: readonly string[], names: readonly string[]): boolean {
  return names.some((name) => matchesParts(parts, name) || matchesParts(parts, withoutDot(name)));
}

/** `www.example.com` means `www.example.com.`, and so for what is below it. */
function withoutDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name.replace("./", "/");
}

/** What stands between asterisks, the ends included: `a*b` is `a`, `b`; `*` is two empty ends. */
function globParts(text: string): string[] {
  const pattern = withPlainAddress(text);
  const parts = [""];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === "*") parts.push("");
    else {
      const literal = character === "\\" && at + 1 < pattern.length ? pattern[++at]! : character;
      parts[parts.length - 1] += literal.toLowerCase();
    }
  }
  return parts;
}

/** People write an IPv6 address in many ways; targets have the one of RFC 5952. */
function withPlainAddress(pattern: string): string {
  const at = pattern.lastIndexOf("/") + 1;
  const address = addressFromText(pattern.slice(at));
  return address === undefined ? pattern : pattern.slice(0, at) + addressToText(address);
}

function matchesParts(parts: readonly string[], name: string): boolean {
  const first = parts[0]!;
  if (parts.length === 1) return name === first;
  const last = parts[parts.length - 1]!;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
