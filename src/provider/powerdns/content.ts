/**
 * RDATA between wire form and the `content` of a record. PowerDNS refuses every text that is not
 * letter by letter what it would print itself ("Not in expected format"); where it differs from our
 * printer is told here, tried against 4.7.3.
 */
import { nameEnd } from "../../dns/name.js";
import { printHex } from "../../dns/rr/hex.js";
import { rdataFromText, rdataToText } from "../../dns/rr/rdata-text.js";
import { isMetaType, typeCodeOf, typeName } from "../../dns/rr/registry.js";
import { TextFault } from "../../dns/text/scanner.js";
import { bareWords, escapedWords } from "./content-words.js";
import { isHostName, nameContent } from "./name-content.js";
import { svcbContent } from "./svcb-content.js";

const NS = 2;
const MX = 15;
const AAAA = 28;
const LOC = 29;
const SRV = 33;
const IPSECKEY = 45;
const SVCB = 64;
const HTTPS = 65;

/** Types that it knows by name, and holds against their format. Others are octets to it. */
const knownTypes: ReadonlySet<number> = new Set([
  1, 2, 5, 7, 8, 9, 12, 13, 14, 15, 16, 17, 18, 28, 29, 33, 35, 36, 37, 39, 42, 43, 44, 45, 48, 49,
  52, 53, 59, 60, 61, 62, 63, 64, 65, 99, 104, 105, 106, 107, 108, 109, 256, 257, 32769,
]);

/** SIG, KEY, NXT, A6, ADDR, ALIAS, LUA: names of PowerDNS for something else than records. */
const reservedTypes: ReadonlySet<number> = new Set([24, 25, 30, 38, 57, 259, 65401, 65402]);

/** Types that only whoever signs a zone makes. */
export const signersTypes: ReadonlySet<number> = new Set([46, 47, 50, 51]);

/** Whether a type can be written by the API. */
export function isTypeTaken(type: number): boolean {
  return !isMetaType(type) && type !== 0 && !reservedTypes.has(type) && !signersTypes.has(type);
}

/** The type as the API names it. */
export function typeContent(type: number): string {
  return knownTypes.has(type) ? typeName(type) : `TYPE${type}`;
}

/** Undefined for a type that is not known, as PowerDNS's own. */
export function typeOfContent(name: string): number | undefined {
  const bytes = Buffer.from(name, "latin1");
  const code = typeCodeOf(bytes, 0, bytes.length);
  return code === -1 ? undefined : code;
}

/** The text of well-formed RDATA, or undefined if PowerDNS has none for it. */
export function contentOf(type: number, rdata: Uint8Array): string | undefined {
  if (!knownTypes.has(type)) {
    return `\\# ${rdata.length} ${printHex(rdata, 0, rdata.length).toLowerCase()}`;
  }
  const special = specials[type];
  return special === undefined ? plain(type, rdata) : special(rdata);
}

/**
 * The same, or the nearest text that there is: what was listed once goes back when it is undone, and
 * PowerDNS says itself what it does not want.
 */
export function nearestContent(type: number, rdata: Uint8Array): string {
  return contentOf(type, rdata) ?? plain(type, rdata);
}

/** Undefined if it is no RDATA of the type, for us. */
export function rdataOfContent(type: number, content: string): Uint8Array | undefined {
  const text = type === IPSECKEY ? content.replace(/^(\d+ 0 \d+)/, "$1 .") : content;
  const rdata = rdataFromText(type, escapedWords(type, text));
  return rdata instanceof TextFault ? undefined : rdata;
}

const specials: { readonly [type: number]: (rdata: Uint8Array) => string | undefined } = {
  [NS]: (rdata) => (isHostName(nameContent(rdata)) ? plain(NS, rdata) : undefined),
  [MX]: (rdata) => (isTarget(rdata, 2) ? plain(MX, rdata) : undefined),
  [SRV]: (rdata) => (isTarget(rdata, 6) ? plain(SRV, rdata) : undefined),
  // Of the forms with `::`, it takes some and not others.
  [AAAA]: (rdata) =>
    Array.from({ length: 8 }, (_, i) =>
      ((rdata[2 * i]! << 8) | rdata[2 * i + 1]!).toString(16),
    ).join(":"),
  [LOC]: locContent,
  // Without the dot for a gateway of type 0 that RFC 4025 §3.1 has.
  [IPSECKEY]: (rdata) => plain(IPSECKEY, rdata).replace(/^(\d+ 0 \d+) \./, "$1"),
  [SVCB]: svcbContent,
  [HTTPS]: svcbContent,
};

/** The root is a target: there is no such service (RFC 7505, RFC 2782). */
function isTarget(rdata: Uint8Array, at: number): boolean {
  return nameEnd(rdata, at, rdata.length) === at + 1 || isHostName(nameContent(rdata, at));
}

/** Zero degrees are south and west there; sizes and altitudes overflow beyond 31 bits. */
function locContent(rdata: Uint8Array): string | undefined {
  const view = new DataView(rdata.buffer, rdata.byteOffset, rdata.length);
  if (rdata.length !== 16 || rdata[0] !== 0) return undefined;
  const sizes = [rdata[1]!, rdata[2]!, rdata[3]!];
  const tooLarge = sizes.some((size) => (size >>> 4) * 10 ** (size & 15) > 0x7fff_ffff);
  if (tooLarge || view.getUint32(12) > 0x7fff_ffff) return undefined;
  return plain(LOC, rdata)
    .replace("0 0 0.000 N", "0 0 0.000 S")
    .replace("0 0 0.000 E", "0 0 0.000 W");
}

function plain(type: number, rdata: Uint8Array): string {
  return bareWords(rdataToText(type, rdata));
}
