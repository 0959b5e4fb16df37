/** The EDNS and flag-day queries of ISC's DNS-Compliance-Testing, each asked in process. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exchange, makeAnswerer, readZone } from "../../answerer.js";
import { decodeMessage } from "../../message-decoder.js";
import { optBytes, u16 } from "../../query.js";

interface Case {
  readonly name: string;
  readonly optRdata: string;
  readonly udpsize: number;
  readonly ednsFlags: number;
  readonly version: number;
  readonly opcode: number;
  readonly qtype: string;
  readonly tcp: number;
  readonly cookie: number;
  readonly [flag: string]: string | number;
}

const corpus = "../shared/corpora/edns/tests.json";
const all: readonly Case[] = existsSync(corpus) ? JSON.parse(readFileSync(corpus, "utf8")) : [];
/** "icmp" is a ping, no query. */
const cases = all.filter(({ name }) => name !== "icmp");

/** Types that only this corpus names. */
const codes: Readonly<Record<string, number>> = {
  ...{
    A: 1,
    NS: 2,
    MD: 3,
    MF: 4,
    CNAME: 5,
    SOA: 6,
    MB: 7,
    MG: 8,
    MR: 9,
    NULL: 10,
    WKS: 11,
    PTR: 12,
  },
  ...{
    HINFO: 13,
    MINFO: 14,
    MX: 15,
    TXT: 16,
    RP: 17,
    AFSDB: 18,
    X25: 19,
    ISDN: 20,
    RT: 21,
    NSAP: 22,
  },
  ...{ NSAP_PTR: 23, SIG: 24, KEY: 25, PX: 26, GPOS: 27, AAAA: 28, LOC: 29, NXT: 30, SRV: 33 },
  ...{ NAPTR: 35, KX: 36, CERT: 37, A6: 38, DNAME: 39, APL: 42, DS: 43, SSHFP: 44, IPSECKEY: 45 },
  ...{
    RRSIG: 46,
    NSEC: 47,
    DNSKEY: 48,
    DHCID: 49,
    NSEC3: 50,
    NSEC3PARAM: 51,
    TLSA: 52,
    SMIMEA: 53,
  },
  ...{
    HIP: 55,
    CDS: 59,
    CDNSKEY: 60,
    OPENPGPKEY: 61,
    SPF: 99,
    NID: 104,
    L32: 105,
    L34: 106,
    LP: 107,
  },
  ...{ EUI48: 108, EUI64: 109, URI: 256, CAA: 257, AVC: 258, DOA: 259, DLV: 32769 },
};

const answerer = makeAnswerer(
  [
    readZone(
      "example.com. 300 SOA ns.example.com. h.example.com. 1 2 3 4 5\n 300 NS ns.example.net.\n",
    ),
  ],
  { cookieSecrets: [new Uint8Array(16).fill(7)], nsid: Uint8Array.of(1, 2) },
);

function queryOf(test: Case): Uint8Array {
  const flagBits = {
    aa: 0x0400,
    tc: 0x0200,
    rd: 0x0100,
    ra: 0x0080,
    z: 0x0040,
    ad: 0x0020,
    cd: 0x0010,
  };
  let flags = test.opcode << 11;
  for (const [name, bit] of Object.entries(flagBits)) if (test[name]) flags |= bit;
  const edns = test.udpsize !== 0;
  const question = test.opcode !== 0 ? [] : nameAndType(test.qtype);
  const options: [number, string][] = [];
  for (let at = 0; at < test.optRdata.length; ) {
    const length = Number.parseInt(test.optRdata.slice(at + 4, at + 8), 16) * 2;
    const code = Number.parseInt(test.optRdata.slice(at, at + 4), 16);
    options.push([code, test.optRdata.slice(at + 8, at + 8 + length)]);
    at += 8 + length;
  }
  const { udpsize: payload, version, ednsFlags } = test;
  return Uint8Array.from([
    ...[0xab, 0xcd, ...u16(flags)],
    ...[0, question.length > 0 ? 1 : 0, 0, 0, 0, 0, 0, edns ? 1 : 0],
    ...question,
    ...(edns ? optBytes({ payload, version, flags: ednsFlags, options }) : []),
  ]);
}

function nameAndType(qtype: string): number[] {
  const type = codes[qtype] ?? Number(qtype);
  return [...Buffer.from("\u0007example\u0003com\u0000", "latin1"), ...u16(type), 0, 1];
}

describe("ISC DNS-Compliance-Testing", () => {
  it("has all its queries here (a skip means that the corpora are not beside the project)", (context) => {
    if (all.length === 0) context.skip("../shared/corpora/edns/tests.json is missing");
    expect(cases.length).toBe(99);
    expect(cases.filter(({ qtype }) => Number.isNaN(codes[qtype] ?? Number(qtype)))).toEqual([]);
  });

  it.each(cases.map((test) => [test.name, test] as const))("%s", (_, test) => {
    const via = test.tcp ? "tcp" : "udp";
    const bytes = exchange(answerer, queryOf(test), { via });
    const got = decodeMessage(bytes!);
    const badVersion = test.version !== 0;
    const notImplemented = test.opcode !== 0;
    expect(got.rcode).toBe(notImplemented ? 4 : badVersion ? 16 : 0);
    expect(got.opcode).toBe(test.opcode);
    expect(got.flags).toEqual({
      ...{ qr: true, tc: false, ra: false, z: false, ad: false, cd: false },
      aa: !badVersion && !notImplemented,
      rd: test.rd === 1,
    });
    if (badVersion) expect([...got.answer, ...got.authority]).toEqual([]);
    else if (!notImplemented) {
      const records = test.qtype === "SOA" ? got.answer : [...got.answer, ...got.authority];
      expect(records.some(({ type }) => type === "SOA" || type === test.qtype)).toBe(true);
    }
    expect(got.opt !== null).toBe(test.udpsize !== 0);
    if (got.opt !== null) {
      expect(got.opt.version).toBe(0);
      // DO is copied and every other bit is zero.
      expect(got.opt.flags).toBe(test.ednsFlags & 0x8000);
      expect([...got.opt.options.keys()].filter((code) => code !== 3 && code !== 10)).toEqual([]);
      expect(got.opt.options.get(10)?.startsWith("0102030405060708") ?? false).toBe(
        test.cookie === 1 && !badVersion,
      );
    }
    if (via === "udp") expect(bytes!.length).toBeLessThanOrEqual(Math.max(test.udpsize, 512));
  });
});
