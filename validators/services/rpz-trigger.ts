import { parseIpv6, printIpv4, printIpv6 } from "../../src/base/ip.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";

/** Labels below the apex of a response policy zone that stand above addresses. */
const triggers = ["rpz-ip", "rpz-client-ip", "rpz-nsip"];
const quadOctets = 4;

export const rpzTrigger: Rule = {
  id: "rpz-trigger",
  severity: "error",
  sets: ["strict"],
  reference: "draft-vixie-dnsop-dns-rpz §4.1.1",
  summary: "An address in a response policy zone is not written as resolvers expect it.",
  why: "Resolvers skip the trigger, some the whole zone, so that what you meant to block goes through.",
  hint: "write the prefix length and then the address backwards, its longest run of zeros as zz",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.CNAME)) {
      const labels = triggerLabels(zone, zone.ownerOf(rrset));
      const fault = labels === undefined ? undefined : faultOf(labels);
      if (fault !== undefined) found.at(zone.firstRecord(rrset), "owner", ...fault);
    }
    return found.diagnostics;
  },
};

/** Labels before `rpz-ip` and the like; undefined if the owner is no such trigger. */
function triggerLabels(zone: ZoneIndex, owner: number): string[] | undefined {
  const { names, nameStart, apex } = zone.zone;
  const end = nameStart[owner + 1]! - apex.length;
  // Every such label ends in "ip": a look at two octets sends nearly all names away.
  if (end - nameStart[owner]! < 9 || names[end - 1] !== 0x70 || names[end - 2] !== 0x69) {
    return undefined;
  }
  const labels: string[] = [];
  for (let at = nameStart[owner]!; at < end; at += 1 + names[at]!) {
    labels.push(Buffer.from(names.subarray(at + 1, at + 1 + names[at]!)).toString("latin1"));
  }
  const trigger = labels.pop() ?? "";
  return triggers.includes(trigger) ? labels : undefined;
}

/** What is wrong, and how to write it. */
function faultOf(labels: readonly string[]): [message: string, hint?: string] | undefined {
  const [prefix = "", ...rest] = labels;
  const written = labels.join(".");
  const isQuad = rest.length === quadOctets && rest.every((label) => /^\d{1,3}$/.test(label));
  const bitsMax = isQuad && !rest.includes("zz") ? 32 : 128;
  const bits = /^(0|[1-9]\d{0,2})$/.test(prefix) ? Number(prefix) : -1;
  if (bits < 1 || bits > bitsMax) return [`"${prefix}" is no prefix length from 1 to ${bitsMax}`];
  const address = isQuad ? quadOf(rest) : groupsOf(rest);
  if (address === undefined) return [`"${rest.join(".")}" is no address written backwards`];
  if (hasBitsBehind(address, bits)) {
    return [`the address has bits behind its prefix length of ${bits}`];
  }
  const right = canonical(address, bits);
  return right === written ? undefined : [`resolvers know this as ${right}`, `write ${right}`];
}

function quadOf(backwards: readonly string[]): Uint8Array | undefined {
  const octets = backwards.map(Number).reverse();
  return octets.every((octet) => octet <= 255) ? Uint8Array.from(octets) : undefined;
}

function groupsOf(backwards: readonly string[]): Uint8Array | undefined {
  const groups = [...backwards].reverse();
  const gap = groups.indexOf("zz");
  const text =
    gap === -1
      ? groups.join(":")
      : `${groups.slice(0, gap).join(":")}::${groups.slice(gap + 1).join(":")}`;
  if (groups.some((group) => group !== "zz" && !/^[0-9a-f]{1,4}$/.test(group))) return undefined;
  const bytes = Buffer.from(text);
  const address = new Uint8Array(16);
  return parseIpv6(bytes, 0, bytes.length, address, 0) ? address : undefined;
}

function hasBitsBehind(address: Uint8Array, bits: number): boolean {
  for (let bit = bits; bit < address.length * 8; bit++) {
    if (((address[bit >>> 3]! >>> (7 - (bit & 7))) & 1) !== 0) return true;
  }
  return false;
}

/** RFC 5952's form, its groups backwards, `zz` for the double colon. */
function canonical(address: Uint8Array, bits: number): string {
  if (address.length === 4) {
    return `${bits}.${printIpv4(address).split(".").reverse().join(".")}`;
  }
  const text = printIpv6(address).replace(/^::$/, "zz").replace(/^::/, "zz:").replace(/::$/, ":zz");
  const groups = text.replace("::", ":zz:").split(":");
  return `${bits}.${groups.reverse().join(".")}`;
}
