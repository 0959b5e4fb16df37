/**
 * An SPF record as terms (RFC 7208 §12). Receivers throw the whole record away for one term that
 * they cannot read, so each fault counts; a fault leaves its term out, and the others are read.
 *
 *   v=spf1 mx a:relay.example.com/28 ip6:2001:db8::/32 include:_spf.example.net -all
 *          └─ mechanisms: qualifier, name, ":" domain or network, "/" prefix lengths
 *   v=spf1 redirect=_spf.example.net
 *          └─ modifiers: name "=" domain
 */
import { addressFromText } from "../../src/base/ip.js";
import { limits } from "../../src/base/limits.js";
import { macroFault } from "./spf-macro.js";

export type SpfQualifier = "+" | "-" | "~" | "?";

export interface SpfTerm {
  readonly kind: "mechanism" | "modifier";
  /** Lower case: `include`, `redirect`. */
  readonly name: string;
  /** `+` for a modifier, which has none. */
  readonly qualifier: SpfQualifier;
  /** As written. */
  readonly text: string;
  /** Where it starts in the record's text. */
  readonly offset: number;
  /** The domain as written, macros and all; "" if there is none, as in `mx`. */
  readonly domain: string;
  /** Octets of ip4 and ip6; undefined for other terms. */
  readonly network: Uint8Array | undefined;
  /** Bits of an IPv4 and an IPv6 prefix. */
  readonly bits4: number;
  readonly bits6: number;
}

export interface SpfFault {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

export interface SpfRecord {
  readonly terms: readonly SpfTerm[];
  /** The first ones; one is enough for the record to be ignored. */
  readonly faults: readonly SpfFault[];
  /**
   * Terms that a receiver comes to and that make it ask the DNS: mechanisms up to `all`, and
   * `redirect` if there is no `all` (§5.1).
   */
  readonly asking: readonly SpfTerm[];
}

/** Enough to mend a record by; more would bury the rest. */
const faultsMax = 8;
const version = /^v=spf1(?= |$)/i;
const mechanism = /^([+\-~?]?)([a-z][a-z0-9\-_.]*)(?=[:/]|$)/i;
const modifier = /^([a-z][a-z0-9\-_.]*)=/i;
/** §4.6.4: what counts against the limit, besides `redirect`. */
const askingMechanisms = ["include", "a", "mx", "ptr", "exists"];
const mechanisms = ["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"];

/** Whether receivers take a text for an SPF record (RFC 7208 §4.5). */
export function isSpf(text: string): boolean {
  return version.test(text);
}

/** Reads a text for which `isSpf` holds, octets as Latin-1. */
export function parseSpf(text: string): SpfRecord {
  const terms: SpfTerm[] = [];
  const faults: SpfFault[] = [];
  const once = new Set<string>();
  for (let at = 6; at < text.length; ) {
    if (text[at] === " ") {
      at++;
      continue;
    }
    const blank = text.indexOf(" ", at);
    const end = blank === -1 ? text.length : blank;
    const read = termOf(text.slice(at, end), at);
    if ("message" in read) {
      if (faults.push(read) === faultsMax) break;
    } else {
      terms.push(read);
      if (read.kind === "modifier" && (read.name === "redirect" || read.name === "exp")) {
        // §6: neither may appear twice.
        if (once.has(read.name)) faults.push(twice(read));
        once.add(read.name);
      }
    }
    at = end;
  }
  return { terms, faults, asking: askingOf(terms) };
}

/** Whether a term matches everyone. A modifier may be called `all=`, and means nothing then. */
export function isAll({ kind, name }: SpfTerm): boolean {
  return kind === "mechanism" && name === "all";
}

function askingOf(terms: readonly SpfTerm[]): SpfTerm[] {
  const all = terms.findIndex(isAll);
  const reached = all === -1 ? terms : terms.slice(0, all);
  return [
    ...reached.filter(({ kind, name }) => kind === "mechanism" && askingMechanisms.includes(name)),
    ...(all === -1 ? terms.filter(({ name }) => name === "redirect").slice(0, 1) : []),
  ];
}

function twice({ name, offset }: SpfTerm): SpfFault {
  return {
    offset,
    message: `${name}= stands there twice`,
    hint: `keep one ${name}= (RFC 7208 §6)`,
  };
}

function termOf(text: string, offset: number): SpfTerm | SpfFault {
  const fault = (message: string, hint: string): SpfFault => ({ offset, message, hint });
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  const named = `\`${printable(shown)}\``;
  if (/[^\x21-\x7e]/.test(text)) {
    return fault(
      `${named} holds a character that SPF does not know`,
      "use printable ASCII, and blanks between terms",
    );
  }
  const assigned = modifier.exec(text);
  if (assigned !== null) return modifierOf(text, offset, assigned[1]!.toLowerCase(), fault, named);
  const called = mechanism.exec(text);
  const name = called === null ? "" : called[2]!.toLowerCase();
  if (called === null || !mechanisms.includes(name)) {
    return fault(`${named} is no term of SPF`, hintFor(text, name));
  }
  const base = {
    kind: "mechanism",
    name,
    qualifier: (called[1] === "" ? "+" : called[1]) as SpfQualifier,
    text,
    offset,
    domain: "",
    network: undefined,
    bits4: 32,
    bits6: 128,
  } as const;
  const rest = text.slice(called[0].length);
  if (name === "ip4" || name === "ip6") return networkOf(base, rest, fault, named);
  if (name === "all") {
    return rest === "" ? base : fault(`${named} gives "all" an argument`, "write -all");
  }
  const withBits = name === "a" || name === "mx";
  const ending = withBits ? /(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(rest)! : undefined;
  const domain = rest.slice(0, rest.length - (ending?.[0].length ?? 0));
  const bits4 = prefixBits(ending?.[1], 32);
  const bits6 = prefixBits(ending?.[2], 128);
  if (bits4 === undefined || bits6 === undefined) {
    return fault(
      `${named} has no such prefix length`,
      "write 0 to 32 behind / for IPv4 and 0 to 128 behind // for IPv6, without leading zeros",
    );
  }
  if (domain === "") {
    if (name !== "include" && name !== "exists") return { ...base, bits4, bits6 };
    return fault(`${named} names no domain`, `write ${name}: and a domain behind it`);
  }
  const trouble = domain.startsWith(":") ? domainFault(domain.slice(1)) : undefined;
  if (!domain.startsWith(":") || trouble !== undefined) {
    return fault(
      `${named} ${trouble ?? "has something behind its name that is no domain"}`,
      hintFor(text, name),
    );
  }
  return { ...base, domain: domain.slice(1), bits4, bits6 };
}

type Fault = (message: string, hint: string) => SpfFault;

function modifierOf(
  text: string,
  offset: number,
  name: string,
  fault: Fault,
  named: string,
): SpfTerm | SpfFault {
  const value = text.slice(name.length + 1);
  const isKnown = name === "redirect" || name === "exp";
  const trouble = isKnown ? domainFault(value) : macroTrouble(value, "explanation");
  if (trouble !== undefined) return fault(`${named} ${trouble}`, `write ${name}= and a domain`);
  return {
    kind: "modifier",
    name,
    qualifier: "+",
    text,
    offset,
    domain: value,
    network: undefined,
    bits4: 32,
    bits6: 128,
  };
}

function networkOf(base: SpfTerm, rest: string, fault: Fault, named: string): SpfTerm | SpfFault {
  const octets = base.name === "ip4" ? 4 : 16;
  const slash = rest.lastIndexOf("/");
  const address = rest.startsWith(":")
    ? addressFromText(rest.slice(1, slash === -1 ? undefined : slash))
    : undefined;
  if (address?.length !== octets) {
    const example = octets === 4 ? "ip4:192.0.2.0/24" : "ip6:2001:db8::/32";
    const hint =
      address === undefined
        ? `write it as in ${example}`
        : `write ip${octets === 4 ? 6 : 4}${rest}`;
    return fault(`${named} holds no IPv${octets === 4 ? 4 : 6} network`, hint);
  }
  const bits = prefixBits(slash === -1 ? undefined : rest.slice(slash + 1), octets * 8);
  if (bits === undefined) {
    return fault(
      `${named} has no such prefix length`,
      `write a number from 0 to ${octets * 8} behind the slash, without leading zeros`,
    );
  }
  return { ...base, network: address, ...(octets === 4 ? { bits4: bits } : { bits6: bits }) };
}

function prefixBits(digits: string | undefined, most: number): number | undefined {
  if (digits === undefined) return most;
  const bits = Number(digits);
  return /^(0|[1-9]\d{0,2})$/.test(digits) && bits <= most ? bits : undefined;
}

const longLabel = `holds a label of more than ${limits.labelBytesMax} octets`;
const topLabel = /^(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])$/i;

/** What is wrong with a domain-spec (§7.1), or undefined. */
function domainFault(text: string): string | undefined {
  if (text === "") return "names no domain";
  const trouble = macroTrouble(text, "domain");
  if (trouble !== undefined) return trouble;
  if (endsInMacro(text)) return undefined;
  const name = text.endsWith(".") ? text.slice(0, -1) : text;
  const dot = name.lastIndexOf(".");
  const top = name.slice(dot + 1);
  if (dot === -1) return "names a domain of one label";
  if (top.length > limits.labelBytesMax) return longLabel;
  if (/^\d+$/.test(top)) return "ends in a number, as no domain does";
  if (!topLabel.test(top)) return `ends in "${top}", which is no top-level domain`;
  if (text.includes("%")) return undefined;
  if (/^\.|\.\./.test(name)) return "holds an empty label";
  const isLong = name.split(".").some((label) => label.length > limits.labelBytesMax);
  return isLong ? longLabel : undefined;
}

/** Whether a well-formed macro string ends in `%{…}`, and not in `%%{…}`. */
function endsInMacro(text: string): boolean {
  const start = text.lastIndexOf("%{");
  if (start === -1 || text.indexOf("}", start) !== text.length - 1) return false;
  let percents = start;
  while (text[percents - 1] === "%") percents--;
  return (start - percents) % 2 === 0;
}

function macroTrouble(text: string, use: "domain" | "explanation"): string | undefined {
  const trouble = macroFault(text, use);
  return trouble === undefined ? undefined : `holds a broken macro: ${trouble}`;
}

/** What is most often meant by a term that is none. */
function hintFor(text: string, name: string): string {
  const end = text.slice(-40);
  const address = /\d+\.\d+\.\d+\.\d+[/\d]*$/.exec(end);
  if (address !== null) return `write ip4:${address[0]}`;
  if (/[,;"']$/.test(end)) return `remove the ${end.at(-1)} at the end; blanks separate terms`;
  if (/^[+\-~?]?[0-9a-f]*:[0-9a-f:]*:/i.test(text)) return "write ip6: in front of an IPv6 address";
  if (name === "redirect" || name === "exp") return `write ${name}= with an equals sign`;
  if (name === "ipv4" || name === "ip") return "write ip4:";
  if (name === "ipv6") return "write ip6:";
  if (/^[+\-~?]?all/i.test(text)) return "write -all, with nothing behind it";
  if (text.includes("%")) return "write macros as %{d} or %{ir}, and a percent sign as %%";
  if (name.includes(".")) return "put a:, mx: or include: in front of a domain";
  if (mechanisms.includes(name)) return `write ${name}: and a domain with at least two labels`;
  return `write one of ${mechanisms.join(", ")}, redirect= or exp=`;
}

function printable(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\${character.charCodeAt(0).toString().padStart(3, "0")}`,
  );
}
