/**
 * What each record type looks like in Cloudflare's API, and the RDATA that its nameservers make of
 * it. Some types are one text, `content`; the others an object `data`, of which `content` is only a
 * rendering. Names have no final dot, and the root is `.`. Written from the API's schema and from
 * the RFCs, apart from the adapter, so that a mistake there is not made again here.
 * https://developers.cloudflare.com/api/resources/dns/subresources/records/
 */
import { rdataFromText } from "../../../src/dns/rr/rdata-text.js";
import { apiErrors } from "./api-error.js";

export interface TypeForm {
  readonly code: number;
  /** Names of the members of `data`, all required; undefined if the type is `content` alone. */
  readonly data?: readonly string[];
  /** MX and URI have their priority outside. */
  readonly priority?: true;
  /** RDATA, and the `content` that the API answers. Throws if the parts make no record. */
  readonly read: (parts: RecordParts) => { readonly rdata: Uint8Array; readonly content: string };
}

export interface RecordParts {
  readonly content: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly priority: number;
}

/** A name as the API writes it: octets of host names, underscores, and what RFC 2317 needs. */
export function readName(text: unknown, type: string): { wire: Buffer; text: string } {
  if (typeof text !== "string" || text === "") throw apiErrors.content(type);
  if (text === ".") return { wire: Buffer.from([0]), text };
  const name = text.replace(/\.$/, "").toLowerCase();
  const labels = name.split(".");
  if (!labels.every((label) => /^[a-z0-9_*/-]{1,63}$/.test(label))) throw apiErrors.content(type);
  const wire = Buffer.concat([
    ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label, "latin1")])),
    Buffer.from([0]),
  ]);
  if (wire.length > 255) throw apiErrors.content(type);
  return { wire, text: name };
}

function parsed(code: number, type: string, text: string): Uint8Array {
  const rdata = rdataFromText(code, text);
  if (!(rdata instanceof Uint8Array)) throw apiErrors.content(type);
  return rdata;
}

function whole(value: unknown, max: number, type: string): number {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < 0 || number > max) {
    throw apiErrors.content(type);
  }
  return number;
}

const u16 = (value: number) => Buffer.from([value >>> 8, value & 255]);

function text(value: unknown, type: string, max = 255): Buffer {
  const bytes = Buffer.from(typeof value === "string" ? value : "", "utf8");
  if (typeof value !== "string" || bytes.length > max) throw apiErrors.content(type);
  return bytes;
}

const counted = (bytes: Buffer) => Buffer.concat([Buffer.from([bytes.length]), bytes]);

const quoted = (bytes: Buffer) => `"${bytes.toString("utf8").replace(/["\\]/g, "\\$&")}"`;

function address(code: number, type: string): TypeForm {
  return {
    code,
    read: ({ content }) => {
      const rdata = parsed(code, type, content);
      return { rdata, content: code === 28 ? shortIpv6(content) : content };
    },
  };
}

/** Cloudflare answers IPv6 addresses in the short form of RFC 5952. */
function shortIpv6(content: string): string {
  return new URL(`http://[${content}]`).hostname.slice(1, -1);
}

function hostName(code: number, type: string): TypeForm {
  return {
    code,
    read: ({ content }) => {
      const name = readName(content, type);
      return { rdata: name.wire, content: name.text };
    },
  };
}

/** Octets in hexadecimal or base64, behind some numbers. */
function digest(
  code: number,
  type: string,
  numbers: readonly (readonly [name: string, max: number])[],
  octets: string,
  encoding: "hex" | "base64",
): TypeForm {
  return {
    code,
    data: [...numbers.map(([name]) => name), octets],
    read: ({ data }) => {
      const values = numbers.map(([name, max]) => whole(data[name], max, type));
      const written = String(data[octets] ?? "").replace(/\s+/g, "");
      const bytes = Buffer.from(written, encoding);
      const again = bytes.toString(encoding);
      if (bytes.length === 0 || again.toLowerCase() !== written.toLowerCase()) {
        throw apiErrors.content(type);
      }
      const head = values.map((value, i) =>
        numbers[i]![1] > 255 ? u16(value) : Buffer.from([value]),
      );
      return { rdata: Buffer.concat([...head, bytes]), content: [...values, written].join(" ") };
    },
  };
}

function serviceBinding(code: number, type: string): TypeForm {
  return {
    code,
    data: ["priority", "target", "value"],
    read: ({ data }) => {
      const priority = whole(data.priority, 65_535, type);
      const target = readName(data.target, type);
      const value = String(data.value ?? "");
      const absolute = target.text === "." ? "." : `${target.text}.`;
      const rdata = parsed(code, type, `${priority} ${absolute} ${value}`);
      return { rdata, content: `${priority} ${target.text} ${value}`.trimEnd() };
    },
  };
}

const associated = [
  ["usage", 255],
  ["selector", 255],
  ["matching_type", 255],
] as const;

export const typeForms: Readonly<Record<string, TypeForm>> = {
  A: address(1, "A"),
  AAAA: address(28, "AAAA"),
  CNAME: hostName(5, "CNAME"),
  NS: hostName(2, "NS"),
  PTR: hostName(12, "PTR"),
  MX: {
    code: 15,
    priority: true,
    read: ({ content, priority }) => {
      const name = readName(content, "MX");
      return { rdata: Buffer.concat([u16(priority), name.wire]), content: name.text };
    },
  },
  TXT: { code: 16, read: ({ content }) => readTxt(content) },
  OPENPGPKEY: {
    code: 61,
    read: ({ content }) => ({ rdata: parsed(61, "OPENPGPKEY", content), content }),
  },
  CAA: {
    code: 257,
    data: ["flags", "tag", "value"],
    read: ({ data }) => {
      const flags = whole(data.flags, 255, "CAA");
      const tag = text(data.tag, "CAA");
      const value = text(data.value, "CAA", 4096);
      if (!/^[A-Za-z0-9]+$/.test(tag.toString())) throw apiErrors.content("CAA");
      return {
        rdata: Buffer.concat([Buffer.from([flags]), counted(tag), value]),
        content: `${flags} ${tag} ${quoted(value)}`,
      };
    },
  },
  CERT: digest(
    37,
    "CERT",
    [
      ["type", 65_535],
      ["key_tag", 65_535],
      ["algorithm", 255],
    ],
    "certificate",
    "base64",
  ),
  DNSKEY: digest(
    48,
    "DNSKEY",
    [
      ["flags", 65_535],
      ["protocol", 255],
      ["algorithm", 255],
    ],
    "public_key",
    "base64",
  ),
  DS: digest(
    43,
    "DS",
    [
      ["key_tag", 65_535],
      ["algorithm", 255],
      ["digest_type", 255],
    ],
    "digest",
    "hex",
  ),
  SSHFP: digest(
    44,
    "SSHFP",
    [
      ["algorithm", 255],
      ["type", 255],
    ],
    "fingerprint",
    "hex",
  ),
  TLSA: digest(52, "TLSA", associated, "certificate", "hex"),
  SMIMEA: digest(53, "SMIMEA", associated, "certificate", "hex"),
  HTTPS: serviceBinding(65, "HTTPS"),
  SVCB: serviceBinding(64, "SVCB"),
  LOC: {
    code: 29,
    data: [
      "lat_degrees",
      "lat_minutes",
      "lat_seconds",
      "lat_direction",
      "long_degrees",
      "long_minutes",
      "long_seconds",
      "long_direction",
      "altitude",
      "size",
      "precision_horz",
      "precision_vert",
    ],
    read: ({ data: d }) => {
      const content =
        `${d.lat_degrees} ${d.lat_minutes} ${d.lat_seconds} ${d.lat_direction} ` +
        `${d.long_degrees} ${d.long_minutes} ${d.long_seconds} ${d.long_direction} ` +
        `${d.altitude}m ${d.size}m ${d.precision_horz}m ${d.precision_vert}m`;
      return { rdata: parsed(29, "LOC", content), content: `IN LOC ${content}` };
    },
  },
  NAPTR: {
    code: 35,
    data: ["order", "preference", "flags", "service", "regex", "replacement"],
    read: ({ data }) => {
      const order = whole(data.order, 65_535, "NAPTR");
      const preference = whole(data.preference, 65_535, "NAPTR");
      const texts = [data.flags, data.service, data.regex].map((value) => text(value, "NAPTR"));
      const replacement = readName(data.replacement, "NAPTR");
      return {
        rdata: Buffer.concat([
          u16(order),
          u16(preference),
          ...texts.map(counted),
          replacement.wire,
        ]),
        content: [order, preference, ...texts.map(quoted), replacement.text].join(" "),
      };
    },
  },
  SRV: {
    code: 33,
    data: ["priority", "weight", "port", "target"],
    read: ({ data }) => {
      const numbers = [data.priority, data.weight, data.port].map((value) =>
        whole(value, 65_535, "SRV"),
      );
      const target = readName(data.target, "SRV");
      return {
        rdata: Buffer.concat([...numbers.map(u16), target.wire]),
        content: [...numbers, target.text].join(" "),
      };
    },
  },
  URI: {
    code: 256,
    data: ["weight", "target"],
    priority: true,
    read: ({ data, priority }) => {
      const weight = whole(data.weight, 65_535, "URI");
      const target = text(data.target, "URI", 4096);
      if (target.length === 0) throw apiErrors.content("URI");
      return {
        rdata: Buffer.concat([u16(priority), u16(weight), target]),
        content: `${weight} ${quoted(target)}`,
      };
    },
  },
};

/**
 * Quoted character strings, divided anew where one is longer than 255 octets; or, as older records
 * are, the bare text. An empty text is refused.
 */
function readTxt(content: string): { rdata: Uint8Array; content: string } {
  const strings = content.startsWith('"') ? quotedStrings(content) : [Buffer.from(content, "utf8")];
  const total = strings.reduce((sum, string) => sum + string.length, 0);
  if (total === 0) throw apiErrors.content("TXT");
  const divided = strings.flatMap((string) => {
    const parts: Buffer[] = [];
    for (let at = 0; at < string.length || at === 0; at += 255) {
      parts.push(string.subarray(at, at + 255));
    }
    return parts;
  });
  return {
    rdata: Buffer.concat(divided.map(counted)),
    content: content.startsWith('"') ? divided.map(printString).join(" ") : content,
  };
}

function quotedStrings(content: string): Buffer[] {
  const strings: Buffer[] = [];
  let rest = content.trim();
  while (rest !== "") {
    const [all = "", inside = ""] =
      /^"((?:[^"\\]|\\[0-9]{3}|\\[^0-9])*)"(?:\s+|$)/s.exec(rest) ?? [];
    if (all === "") throw apiErrors.content("TXT");
    strings.push(
      Buffer.concat(
        [...inside.matchAll(/\\([0-9]{3})|\\(.)|[^\\]+/gs)].map(([plain, decimal, escaped]) =>
          decimal === undefined ? Buffer.from(escaped ?? plain) : Buffer.from([Number(decimal)]),
        ),
      ),
    );
    rest = rest.slice(all.length);
  }
  return strings;
}

function printString(string: Buffer): string {
  let printed = "";
  for (const octet of string) {
    const letter = String.fromCharCode(octet);
    if (octet < 0x20 || octet > 0x7e) printed += `\\${String(octet).padStart(3, "0")}`;
    else printed += letter === '"' || letter === "\\" ? `\\${letter}` : letter;
  }
  return `"${printed}"`;
}
