/**
 * A Value of Route 53 into RDATA (Developer Guide, "Supported DNS record types"): as RFC 1035 writes
 * it, but for escapes, which are octal, and for TXT, which is quoted strings and nothing else.
 */
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { recordTypeOf, typeCodeFromText } from "../../../src/dns/rr/registry.js";
import { sourceOf } from "../../../src/dns/text/byte-source.js";
import { Scanner, TextFault } from "../../../src/dns/text/scanner.js";

/** RRType of the API. */
export const knownTypes: readonly string[] = [
  ..."SOA A TXT NS CNAME MX NAPTR PTR SRV SPF AAAA CAA DS TLSA SSHFP SVCB HTTPS".split(" "),
];

const valueCharactersMax = 4000;
const stringBytesMax = 255;

/** What Route 53 says of a Value that it does not take. */
export class ValueFault {
  constructor(readonly message: string) {}
}

/** RDATA in hexadecimal. */
export function rdataOf(type: string, value: string): string | ValueFault {
  const fault = (code: string, reason: string): ValueFault =>
    new ValueFault(
      `Invalid Resource Record: 'FATAL problem: ${code} (${reason}) encountered with '${value}''`,
    );
  if (value.length > valueCharactersMax) return fault("ValueTooLong", "Value is too long");
  // "If the value includes other characters than printable ASCII, use escape codes."
  if (/[^\x20-\x7e]/.test(value)) {
    return fault("UnsupportedCharacter", "Value contains unsupported characters");
  }
  if (!/^(?:[^\\]|\\[0-3][0-7][0-7]|\\["\\])*$/.test(value)) {
    return fault("InvalidEscapeSequence", "Value contains an invalid escape sequence");
  }
  if (type === "TXT" || type === "SPF") {
    const strings = stringsOf(value);
    if (strings === undefined) {
      return fault("InvalidCharacterString", "Value should be enclosed in quotation marks");
    }
    if (strings.some(({ length }) => length > stringBytesMax)) {
      return fault("CharacterStringTooLong", "Value is too long");
    }
    return Buffer.concat(
      strings.map((string) => Buffer.from([string.length, ...Buffer.from(string, "latin1")])),
    ).toString("hex");
  }
  // The rest is written as RFC 1035 says, with decimal escapes in place of the octal ones.
  const text = value.replace(/\\(["\\]|[0-3][0-7][0-7])/g, (whole, escaped: string) =>
    escaped.length === 1 ? whole : `\\${String(Number.parseInt(escaped, 8)).padStart(3, "0")}`,
  );
  const out = new ByteWriter();
  try {
    const window = new Uint8Array(text.length + 1);
    const scanner = new Scanner(sourceOf(Buffer.from(text, "latin1")), window);
    recordTypeOf(typeCodeFromText(type)).parse(scanner, { origin: Uint8Array.of(0) }, out);
  } catch (error) {
    if (!(error instanceof TextFault)) throw error;
    if (type === "A")
      return fault("ARRDATAIllegalIPv4Address", "Value is not a valid IPv4 address");
    if (type === "AAAA") {
      return fault("AAAARRDATAIllegalIPv6Address", "Value is not a valid IPv6 address");
    }
    return fault(`${type}RRDATAInvalid`, `Value is not a valid ${type} value`);
  }
  return Buffer.from(out.toBytes()).toString("hex");
}

/** The strings of `"…" "…"`, unescaped; undefined if it is something else. */
function stringsOf(value: string): string[] | undefined {
  if (!/^"(\\.|[^"\\])*"([ \t]+"(\\.|[^"\\])*")*$/.test(value.trim())) return undefined;
  const quoted = value.match(/"(\\.|[^"\\])*"/g) ?? [];
  return quoted.map((string) =>
    string.slice(1, -1).replace(/\\(["\\]|[0-7]{3})/g, (_, escaped: string) => {
      return escaped.length === 1 ? escaped : String.fromCharCode(Number.parseInt(escaped, 8));
    }),
  );
}
