/**
 * SvcParamKeys (RFC 9460 §14.3.2): how each key's value is read, checked and printed. A key without
 * a row is written `key123` and its value is octets.
 *
 * A value in text is decoded twice: as a character string, then, for lists, into items (RFC 9460
 * appendix A). The functions here see it after the first step.
 */

import { ByteWriter } from "../../base/byte-writer.js";
import { parseIpv4, parseIpv6, printIpv4, printIpv6 } from "../../base/ip.js";
import { decimalOf } from "../text/decimal.js";
import { Base64Decoder, printBase64 } from "./field-base64.js";
import { printQuoted } from "./field-text.js";

export interface SvcParamKey {
  readonly code: number;
  readonly name: string;
  readonly reference: string;
  /** What the value looks like, for messages. */
  readonly expected: string;
  /** The value may be left out, `name` alone; then `encode` is not asked. */
  readonly mayBeBare?: boolean;
  /** Appends the wire form of the value `text`; false if it is none. */
  encode(text: Uint8Array, out: ByteWriter): boolean;
  /** Whether `wire[at, end)` is a valid value. */
  check(wire: Uint8Array, at: number, end: number): boolean;
  /** The valid value with what joins it to the key; "" if bare. */
  print(wire: Uint8Array, at: number, end: number): string;
}

/** Keys whose presence or absence other keys depend on. */
export const svcParam = { mandatory: 0, alpn: 1, noDefaultAlpn: 2 } as const;

const COMMA = 0x2c;
const BACKSLASH = 0x5c;

const flag = (code: number, name: string, reference: string): SvcParamKey => ({
  code,
  name,
  reference,
  expected: "no value",
  mayBeBare: true,
  encode: () => false,
  check: (_wire, at, end) => at === end,
  print: () => "",
});

const addresses = (
  code: number,
  name: string,
  octets: number,
  parse: typeof parseIpv4,
  print: (bytes: Uint8Array, at: number) => string,
): SvcParamKey => ({
  code,
  name,
  reference: "RFC 9460 §7.3",
  expected: `IPv${octets === 4 ? 4 : 6} addresses with commas between them`,
  encode: (text, out) =>
    eachPlainItem(text, (start, end) => {
      out.reserve(octets);
      if (!parse(text, start, end, out.bytes, out.length)) return false;
      out.length += octets;
      return true;
    }),
  check: (_wire, at, end) => end > at && (end - at) % octets === 0,
  print: (wire, at, end) => {
    const items: string[] = [];
    for (; at < end; at += octets) items.push(print(wire, at));
    return `=${items.join(",")}`;
  },
});

/** Character strings of at least `min` octets, escaped twice in text. */
const strings = (
  code: number,
  name: string,
  reference: string,
  mayBeBare: boolean,
): SvcParamKey => ({
  code,
  name,
  reference,
  expected: "items of 1 to 255 octets with commas between them",
  mayBeBare,
  encode: encodeItems,
  check: (wire, at, end) => {
    if (at === end) return mayBeBare;
    while (at < end && wire[at] !== 0) at += 1 + wire[at]!;
    return at === end;
  },
  print: (wire, at, end) => (at === end ? "" : `=${printItems(wire, at, end)}`),
});

export const svcParamKeys: readonly SvcParamKey[] = [
  {
    code: svcParam.mandatory,
    name: "mandatory",
    reference: "RFC 9460 §8",
    expected: "keys with commas between them, each once and not mandatory itself",
    encode: encodeMandatory,
    check: (wire, at, end) => {
      let last = 0;
      for (; at + 2 <= end; at += 2) {
        const code = u16At(wire, at);
        // Ascending, each once; 0 is mandatory itself (RFC 9460 §8).
        if (code <= last) return false;
        last = code;
      }
      return at === end && last !== 0;
    },
    print: (wire, at, end) => {
      const names: string[] = [];
      for (; at < end; at += 2) names.push(svcKeyName(u16At(wire, at)));
      return `=${names.join(",")}`;
    },
  },
  strings(svcParam.alpn, "alpn", "RFC 9460 §7.1", false),
  flag(svcParam.noDefaultAlpn, "no-default-alpn", "RFC 9460 §7.1"),
  {
    code: 3,
    name: "port",
    reference: "RFC 9460 §7.2",
    expected: "a number from 0 to 65535",
    encode: (text, out) => {
      const port = decimalOf(text, 0, text.length);
      if (port < 0 || port > 0xffff) return false;
      out.u16(port);
      return true;
    },
    check: (_wire, at, end) => end - at === 2,
    print: (wire, at) => `=${u16At(wire, at)}`,
  },
  addresses(4, "ipv4hint", 4, parseIpv4, printIpv4),
  {
    code: 5,
    name: "ech",
    reference: "RFC 9460 §14.3.2",
    expected: "an ECHConfigList in Base64",
    encode: (text, out) => {
      const decoder = new Base64Decoder(out);
      return text.length > 0 && decoder.push(text, 0, text.length) && decoder.complete;
    },
    check: (_wire, at, end) => end > at,
    print: (wire, at, end) => `="${printBase64(wire, at, end)}"`,
  },
  addresses(6, "ipv6hint", 16, parseIpv6, printIpv6),
  {
    code: 7,
    name: "dohpath",
    reference: "RFC 9461 §5",
    expected: "a relative URI template in UTF-8 with the variable dns, such as /dns-query{?dns}",
    encode: (text, out) => {
      out.copy(text);
      return isDohPath(text, 0, text.length);
    },
    check: isDohPath,
    print: (wire, at, end) => `=${printQuoted(wire, at, end)}`,
  },
  flag(8, "ohttp", "RFC 9540 §4"),
  {
    code: 9,
    name: "tls-supported-groups",
    reference: "draft-ietf-tls-key-share-prediction",
    expected: "group numbers with commas between them, each once",
    encode: (text, out) => {
      const seen = new Set<number>();
      return eachPlainItem(text, (start, end) => {
        const group = decimalOf(text, start, end);
        if (group < 0 || group > 0xffff || seen.has(group)) return false;
        seen.add(group);
        out.u16(group);
        return true;
      });
    },
    check: (wire, at, end) => {
      const seen = new Set<number>();
      for (let i = at; i + 2 <= end; i += 2) seen.add(u16At(wire, i));
      return end > at && seen.size * 2 === end - at;
    },
    print: (wire, at, end) => {
      const groups: number[] = [];
      for (; at < end; at += 2) groups.push(u16At(wire, at));
      return `=${groups.join(",")}`;
    },
  },
  strings(10, "docpath", "RFC 9953", true),
  flag(11, "pvd", "draft-ietf-intarea-proxy-config"),
];

const byCode = new Map(svcParamKeys.map((key) => [key.code, key]));
const byName = new Map(svcParamKeys.map((key) => [key.name, key]));

/** The row of a key's code, if it has one. */
export function svcKeyOf(code: number): SvcParamKey | undefined {
  return byCode.get(code);
}

/** The row of a key's name, if it has one. `key3` is not a name: its value is taken as octets. */
export function svcKeyNamed(name: string): SvcParamKey | undefined {
  return byName.get(name);
}

export function svcKeyName(code: number): string {
  return byCode.get(code)?.name ?? `key${code}`;
}

/** Code of a key's name, `key123` without leading zeros included; -1 if it is none. */
export function svcKeyCode(name: string): number {
  const row = byName.get(name);
  if (row !== undefined) return row.code;
  if (!/^key(0|[1-9][0-9]{0,4})$/.test(name)) return -1;
  const code = Number(name.slice(3));
  // 65535 is reserved as "invalid key" (RFC 9460 §14.3.2), yet every server takes it.
  return code > 0xffff ? -1 : code;
}

/** Calls `item` for each part between commas; false if one is empty or refused. No escapes. */
function eachPlainItem(text: Uint8Array, item: (start: number, end: number) => boolean): boolean {
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && text[i] !== COMMA) continue;
    if (i === start || !item(start, i)) return false;
    start = i + 1;
  }
  return true;
}

/** A list of character strings, `\,` and `\\` escaped (RFC 9460 appendix A.1). */
function encodeItems(text: Uint8Array, out: ByteWriter): boolean {
  let lengthAt = out.length;
  out.u8(0);
  for (let i = 0; i <= text.length; i++) {
    if (i === text.length || text[i] === COMMA) {
      const length = out.length - lengthAt - 1;
      if (length === 0 || length > 255) return false;
      out.bytes[lengthAt] = length;
      if (i === text.length) break;
      lengthAt = out.length;
      out.u8(0);
    } else if (text[i] === BACKSLASH) {
      i++;
      if (text[i] !== COMMA && text[i] !== BACKSLASH) return false;
      out.u8(text[i]!);
    } else out.u8(text[i]!);
  }
  return true;
}

function printItems(wire: Uint8Array, at: number, end: number): string {
  const text = new ByteWriter();
  while (at < end) {
    if (text.length > 0) text.u8(COMMA);
    for (const itemEnd = at + 1 + wire[at]!; ++at < itemEnd; ) {
      if (wire[at] === COMMA || wire[at] === BACKSLASH) text.u8(BACKSLASH);
      text.u8(wire[at]!);
    }
  }
  return printQuoted(text.bytes, 0, text.length);
}

function encodeMandatory(text: Uint8Array, out: ByteWriter): boolean {
  const codes: number[] = [];
  const ok = eachPlainItem(text, (start, end) => {
    const code = svcKeyCode(
      String.fromCharCode(...text.subarray(start, Math.min(end, start + 64))),
    );
    if (code <= 0 || codes.includes(code)) return false;
    return codes.push(code) <= svcMandatoryMax;
  });
  for (const code of codes.sort((a, b) => a - b)) out.u16(code);
  return ok;
}

/** Keys that one list may name: a search through it stays cheap, and no client knows more. */
const svcMandatoryMax = 256;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Starts with "/" and has the variable dns in one of its expressions (RFC 6570 §2.2, §2.3). */
function isDohPath(wire: Uint8Array, at: number, end: number): boolean {
  if (at === end || wire[at] !== 0x2f) return false;
  let path: string;
  try {
    path = utf8.decode(wire.slice(at, end));
  } catch {
    return false;
  }
  for (const [, expression = ""] of path.matchAll(/\{[+#./;?&]?([^{}]*)\}/g)) {
    if (expression.split(",").some((name) => /^dns(:[0-9]+|\*)?$/.test(name))) return true;
  }
  return false;
}

function u16At(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
