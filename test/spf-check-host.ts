/**
 * check_host() of RFC 7208 §4, as a receiver would run it: the second opinion on what the rules about
 * SPF say of a record. It shares their parser, and nothing else.
 */
import { addressFromText, addressToText } from "../src/base/ip.js";
import { expandMacros, macroFault } from "../validators/mail/spf-macro.js";
import { isSpf, parseSpf, type SpfRecord, type SpfTerm } from "../validators/mail/spf-record.js";
import type { SpfData } from "./spf-suite.js";

export type SpfResult =
  | "none"
  | "neutral"
  | "pass"
  | "fail"
  | "softfail"
  | "temperror"
  | "permerror";

export interface SpfVerdict {
  readonly result: SpfResult;
  /** What `exp` says to those who fail; undefined if it says nothing that can be used. */
  readonly explanation: string | undefined;
}

export interface SpfMail {
  readonly ip: string;
  readonly helo: string;
  /** `user@example.com`, or empty for a bounce. */
  readonly mailfrom: string;
}

type Names = ReadonlyMap<string, SpfData>;

const lookupsMax = 10;
const voidsMax = 2;
const namesMax = 10;
const resultOf = { "+": "pass", "-": "fail", "~": "softfail", "?": "neutral" } as const;

class Fault {
  constructor(readonly result: "temperror" | "permerror") {}
}

/** Judges a mail by the names that there are. */
export function checkHost(names: Names, mail: SpfMail): SpfVerdict {
  const address = addressFromText(mail.ip)!;
  const mapped =
    address.length === 16 && address.subarray(0, 12).every((x, i) => x === (i < 10 ? 0 : 255));
  const at = mail.mailfrom.lastIndexOf("@");
  const domain = mail.mailfrom === "" ? mail.helo : mail.mailfrom.slice(at + 1);
  const local = at > 0 ? mail.mailfrom.slice(0, at) : "postmaster";
  const check = new Check(names, mapped ? address.slice(12) : address, local, domain, mail.helo);
  try {
    return check.domain(domain);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { result: fault.result, explanation: undefined };
  }
}

class Check {
  private lookups = 0;
  private voids = 0;

  constructor(
    private readonly names: Names,
    private readonly ip: Uint8Array,
    private readonly local: string,
    private readonly sender: string,
    private readonly helo: string,
  ) {}

  domain(domain: string): SpfVerdict {
    const verdict = (result: SpfResult) => ({ result, explanation: undefined });
    if (!isName(domain) || !domain.replace(/\.$/, "").includes(".")) return verdict("none");
    const records = this.texts(domain).filter(isSpf);
    if (records.length === 0) return verdict("none");
    if (records.length > 1) throw new Fault("permerror");
    const spf = parseSpf(records[0]!);
    if (spf.faults.length > 0) throw new Fault("permerror");
    for (const term of spf.terms) {
      if (term.kind !== "mechanism" || !this.matches(term, domain)) continue;
      const result = resultOf[term.qualifier];
      return { result, explanation: result === "fail" ? this.explain(spf, domain) : undefined };
    }
    const redirect = spf.terms.find(({ kind, name }) => kind === "modifier" && name === "redirect");
    if (redirect === undefined) return verdict("neutral");
    this.count();
    const target = this.target(redirect, domain);
    const redirected = this.domain(target);
    if (redirected.result === "none") throw new Fault("permerror");
    return redirected;
  }

  private matches(term: SpfTerm, domain: string): boolean {
    const { name } = term;
    if (name === "all") return true;
    if (name === "ip4" || name === "ip6") return this.isWithin(term.network!, term);
    this.count();
    const target = this.target(term, domain);
    if (name === "include") {
      const { result } = this.domain(target);
      if (result === "none") throw new Fault("permerror");
      return result === "pass";
    }
    if (!isName(target)) return false;
    if (name === "exists") return this.counted(this.data(target)?.a ?? []).length > 0;
    if (name === "a")
      return this.counted(this.addresses(target)).some((ip) => this.isWithin(ip, term));
    if (name === "mx") {
      const hosts = this.counted(this.data(target, "mx")?.mx ?? []);
      if (hosts.length > namesMax) throw new Fault("permerror");
      return hosts.some(([, host]) => this.addresses(host).some((ip) => this.isWithin(ip, term)));
    }
    return this.validatedNames().some((host) => isBelow(host, target));
  }

  private count(): void {
    if (++this.lookups > lookupsMax) throw new Fault("permerror");
  }

  /** §4.6.4: an answer with nothing in it counts. */
  private counted<T>(found: readonly T[]): readonly T[] {
    if (found.length === 0 && ++this.voids > voidsMax) throw new Fault("permerror");
    return found;
  }

  private isWithin(network: Uint8Array, { bits4, bits6 }: SpfTerm): boolean {
    if (network.length !== this.ip.length) return false;
    const bits = network.length === 4 ? bits4 : bits6;
    for (let bit = 0; bit < bits; bit++) {
      const mask = 0x80 >>> (bit & 7);
      if (((network[bit >>> 3]! ^ this.ip[bit >>> 3]!) & mask) !== 0) return false;
    }
    return true;
  }

  /** Where the aliases of a name end; throws what a resolver would. */
  private data(name: string, type: keyof SpfData = "a", steps = 0): SpfData | undefined {
    const data = this.names.get(name.toLowerCase().replace(/\.$/, ""));
    if (data === undefined) return undefined;
    if (data.cname !== undefined) {
      if (steps > 8) throw new Fault("temperror");
      return this.data(data.cname, type, steps + 1);
    }
    const values = data[type];
    if (data.timesOut && Array.isArray(values) && values.length === 0) throw new Fault("temperror");
    return data;
  }

  private texts(name: string): string[] {
    return (this.data(name, "txt")?.txt ?? []).map((strings) => strings.join(""));
  }

  private addresses(name: string): Uint8Array[] {
    const type = this.ip.length === 4 ? "a" : "aaaa";
    return (this.data(name, type)?.[type] ?? []).map((text) => addressFromText(text)!);
  }

  /** §5.5: names of the address that lead back to it. */
  private validatedNames(): string[] {
    let hosts: readonly string[];
    try {
      hosts = this.data(reverseName(this.ip), "ptr")?.ptr ?? [];
    } catch {
      return [];
    }
    return hosts.slice(0, namesMax).filter((host) => {
      try {
        return this.addresses(host).some((ip) => ip.every((octet, i) => octet === this.ip[i]));
      } catch {
        return false;
      }
    });
  }

  private target(term: SpfTerm, domain: string): string {
    if (term.domain === "") return domain;
    let name = expandMacros(term.domain, (letter) => this.value(letter, domain))!;
    name = name.replace(/\.$/, "");
    // §7.3: what is too long loses labels from the left.
    while (name.length > 253 && name.includes(".")) name = name.slice(name.indexOf(".") + 1);
    return name;
  }

  private value(letter: string, domain: string): string {
    if (letter === "s") return `${this.local}@${this.sender}`;
    if (letter === "l") return this.local;
    if (letter === "o") return this.sender;
    if (letter === "d") return domain;
    if (letter === "h") return this.helo;
    if (letter === "v") return this.ip.length === 4 ? "in-addr" : "ip6";
    if (letter === "c") return addressToText(this.ip);
    if (letter === "r") return "unknown";
    if (letter === "t") return "0";
    if (letter === "p") {
      const names = this.validatedNames();
      const own = names.find((name) => isBelow(name, domain)) ?? names[0] ?? "unknown";
      return own.replace(/\.$/, "");
    }
    if (this.ip.length === 4) return addressToText(this.ip);
    return [...Buffer.from(this.ip).toString("hex").toUpperCase()].join(".");
  }

  /** §6.2: whatever goes wrong, there is no explanation. */
  private explain({ terms }: SpfRecord, domain: string): string | undefined {
    const exp = terms.find(({ kind, name }) => kind === "modifier" && name === "exp");
    if (exp === undefined) return undefined;
    try {
      const texts = this.texts(this.target(exp, domain));
      const [text] = texts;
      if (texts.length !== 1 || text === undefined || /[^\x20-\x7e]/.test(text)) return undefined;
      if (macroFault(text, "explanation") !== undefined) return undefined;
      return expandMacros(text, (letter) => this.value(letter, domain));
    } catch {
      return undefined;
    }
  }
}

function isName(text: string): boolean {
  const labels = text.replace(/\.$/, "").split(".");
  return text.length <= 254 && labels.every((label) => label !== "" && label.length <= 63);
}

function isBelow(name: string, ancestor: string): boolean {
  const [below, above] = [name, ancestor].map((text) => text.toLowerCase().replace(/\.$/, ""));
  return below === above || below!.endsWith(`.${above}`);
}

function reverseName(ip: Uint8Array): string {
  if (ip.length === 4) return `${[...ip].reverse().join(".")}.in-addr.arpa`;
  return `${[...Buffer.from(ip).toString("hex")].reverse().join(".")}.ip6.arpa`;
}
