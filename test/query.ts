/** Makes queries for tests, well-formed ones and, with the right options, odd ones. */
import { nameFromText } from "../src/dns/name-text.js";
import { typeCodeFromText } from "../src/dns/rr/type-code.js";

export interface QueryOptions {
  readonly id?: number;
  /** Third and fourth octet of the header. */
  readonly flags?: number;
  readonly qclass?: number;
  readonly edns?: EdnsOptions;
}

export interface EdnsOptions {
  readonly payload?: number;
  readonly version?: number;
  /** All 16 flag bits; DO is 0x8000. */
  readonly flags?: number;
  /** Option code and data in hexadecimal. */
  readonly options?: readonly (readonly [code: number, data: string])[];
}

export function queryBytes(
  qname: string,
  qtype: string | number,
  { id = 0x1234, flags = 0, qclass = 1, edns }: QueryOptions = {},
): Uint8Array {
  const name = nameFromText(qname);
  if (name === undefined) throw new Error(`${qname} is no name`);
  const type = typeof qtype === "number" ? qtype : typeCodeFromText(qtype);
  if (type === -1) throw new Error(`${qtype} is no type`);
  return Uint8Array.from([
    ...u16(id),
    ...u16(flags),
    ...[0, 1, 0, 0, 0, 0, 0, edns === undefined ? 0 : 1],
    ...name,
    ...u16(type),
    ...u16(qclass),
    ...(edns === undefined ? [] : optBytes(edns)),
  ]);
}

export function optBytes({ payload = 1232, version = 0, flags = 0, options = [] }: EdnsOptions) {
  const rdata = options.flatMap(([code, data]) => [
    ...u16(code),
    ...u16(data.length / 2),
    ...Buffer.from(data, "hex"),
  ]);
  return [
    0,
    ...u16(41),
    ...u16(payload),
    0,
    version,
    ...u16(flags),
    ...u16(rdata.length),
    ...rdata,
  ];
}

export function u16(value: number): [number, number] {
  return [value >>> 8, value & 0xff];
}
