import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { peers, presentPeers } from "./peers/catalogue.js";
import { fivenines } from "./peers/fivenines.js";
import { launchPeer, type RunningPeer } from "./peers/launch.js";
import { askTcp, askUdp } from "./wire/client.js";
import { optionCodes, rcodes, typeCode } from "./wire/codes.js";
import { decodeMessage, type Message } from "./wire/decode.js";
import { encodeQuery } from "./wire/query.js";

/** ISC's EDNS compliance and flag-day queries, put over real sockets. */
const corpus = resolve(import.meta.dirname, "../../../shared/corpora/edns/tests.json");
const zonesFolder = resolve(import.meta.dirname, "zones/torture");
const apex = "types.example";

interface Case {
  readonly name: string;
  readonly group: string;
  readonly qtype: string;
  readonly optRdata: string;
  readonly udpsize: number;
  readonly ednsFlags: number;
  readonly version: number;
  readonly opcode: number;
  readonly tcp: number;
  readonly tc: number;
  readonly rd: number;
  readonly ra: number;
  readonly cd: number;
  readonly ad: number;
  readonly aa: number;
  readonly z: number;
}

/** In the corpus by their old or misprinted names. */
const namedTypes: Readonly<Record<string, number>> = {
  MD: 3,
  MF: 4,
  MB: 7,
  MG: 8,
  MR: 9,
  NULL: 10,
  WKS: 11,
  MINFO: 14,
  X25: 19,
  ISDN: 20,
  RT: 21,
  NSAP: 22,
  NSAP_PTR: 23,
  SIG: 24,
  PX: 26,
  GPOS: 27,
  NXT: 30,
  A6: 38,
  AVC: 258,
  DOA: 259,
  DLV: 32_769,
  L34: 106,
};

describe.skipIf(!existsSync(corpus))(
  "EDNS compliance (skipped where the corpus is missing)",
  () => {
    const cases = (JSON.parse(readFileSync(corpus, "utf8")) as Case[]).filter(
      (entry) => entry.group !== "NONE", // ping, and a TSIG key that no test server has
    );
    const running: RunningPeer[] = [];
    beforeAll(async () => {
      for (const peer of [fivenines, ...presentPeers(peers)]) {
        running.push(await launchPeer(peer, { zonesFolder, apexes: [apex] }));
      }
    });
    afterAll(async () => {
      await Promise.all(running.map((peer) => peer.stop()));
    });

    test("fivenines does what every query of the corpus expects", async () => {
      const faults = await faultsOf(running[0]!, cases);
      expect(faults).toEqual([]);
    });

    test("the peers are shown for information", async () => {
      for (const peer of running.slice(1)) {
        const faults = await faultsOf(peer, cases);
        console.info(
          `${peer.peer.name}: ${faults.length} of ${cases.length}: ${faults.join("; ")}`,
        );
      }
    });
  },
);

async function faultsOf(peer: RunningPeer, cases: readonly Case[]): Promise<string[]> {
  const queries = cases.map(toQuery);
  const over = (tcp: number) => queries.filter((_, index) => cases[index]!.tcp === tcp);
  const udp = await askUdp(peer.port, over(0));
  const tcp = await askTcp(peer.port, over(1));
  return cases.flatMap((entry) => {
    const bytes = (entry.tcp === 1 ? tcp : udp).shift();
    if (bytes === undefined) return [`${entry.name}: no answer`];
    return judge(entry, decodeMessage(bytes)).map((fault) => `${entry.name}: ${fault}`);
  });
}

function toQuery(entry: Case): Buffer {
  const bit = (on: number, value: number) => (on === 1 ? value : 0);
  const flags =
    bit(entry.aa, 0x0400) |
    bit(entry.tc, 0x0200) |
    bit(entry.rd, 0x0100) |
    bit(entry.ra, 0x0080) |
    bit(entry.z, 0x0040) |
    bit(entry.ad, 0x0020) |
    bit(entry.cd, 0x0010);
  const edns = {
    payload: entry.udpsize,
    version: entry.version,
    flags: entry.ednsFlags,
    options: Buffer.from(entry.optRdata, "hex"),
  };
  return encodeQuery({
    id: 0,
    name: `${apex}.`,
    type:
      namedTypes[entry.qtype] ??
      (/^\d+$/.test(entry.qtype) ? Number(entry.qtype) : typeCode(entry.qtype)),
    opcode: entry.opcode,
    flags,
    withoutQuestion: entry.opcode !== 0,
    ...(entry.udpsize > 0 && { edns }),
  });
}

/** The rules that come with the corpus. */
function judge(entry: Case, message: Message): string[] {
  const faults: string[] = [];
  const expectSame = (what: string, got: unknown, wanted: unknown) => {
    if (got !== wanted) faults.push(`${what} is ${got}, not ${wanted}`);
  };
  const query = entry.opcode === 0;
  const current = entry.version === 0;
  expectSame("rcode", message.rcode, expectedRcode(entry));
  expectSame("OPT", message.opt !== undefined, entry.udpsize > 0);
  expectSame("QR", message.qr, true);
  expectSame("opcode", message.opcode, entry.opcode);
  expectSame("RA", message.ra, false);
  expectSame("AD", message.ad, false);
  expectSame("Z", message.z, false);
  if (query) expectSame("RD", message.rd, entry.rd === 1);
  if (query && current) expectSame("AA", message.aa, true);
  if (query) expectSame("CD", message.cd, false);
  if (message.opt !== undefined) {
    expectSame("EDNS version", message.opt.version, 0);
    expectSame("EDNS flags", message.opt.flags, entry.ednsFlags & 0x8000);
    for (const option of message.opt.options) {
      const known: readonly number[] = [
        optionCodes.NSID,
        optionCodes.COOKIE,
        optionCodes.EDE,
        optionCodes.EXPIRE,
      ];
      if (!known.includes(option.code)) faults.push(`option ${option.code} came back`);
    }
  }
  if (!current) expectSame("answers of an unknown EDNS version", message.answer.length, 0);
  if (query && current && entry.qtype === "SOA")
    expectSame("SOA records", message.answer.length, 1);
  if (entry.tcp === 0 && message.bytes > Math.max(512, entry.udpsize)) {
    faults.push(`${message.bytes} octets where ${entry.udpsize} were allowed`);
  }
  return faults;
}

function expectedRcode(entry: Case): number {
  if (entry.opcode !== 0) return rcodes.NOTIMP;
  return entry.version === 0 ? rcodes.NOERROR : rcodes.BADVERS;
}
