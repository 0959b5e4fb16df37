/**
 * TSIG, AXFR and UPDATE as spoken here, held against servers of others: what they accept is signed
 * and encoded right, and what they send is read right.
 */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { opcode, rcode, rcodeName } from "../../src/dns/header.js";
import { encodeQuery, type Message } from "../../src/dns/message.js";
import { nameFromText, nameToText } from "../../src/dns/name-text.js";
import { recordTypeOf } from "../../src/dns/rr/registry.js";
import { transferZone } from "../../src/transfer/axfr.js";
import { exchange, type TransferPeer } from "../../src/transfer/conversation.js";
import { TransferFault } from "../../src/transfer/fault.js";
import { dialTcp } from "../../src/transfer/message-stream.js";
import { type TsigAlgorithm, TsigKey, tsigAlgorithms } from "../../src/transfer/tsig-key.js";
import {
  encodeUpdate,
  type Prerequisite,
  type UpdateStep,
} from "../../src/transfer/update-message.js";
import { launchPeer, type RunningPeer, whyMissing } from "./peers/launch.js";
import { nsd } from "./peers/nsd.js";
import { loopback, type Peer } from "./peers/peer.js";
import { type PeerKey, syncKey } from "./peers/writable.js";
import { writableBind } from "./peers/writable-bind.js";
import { writableKnot } from "./peers/writable-knot.js";

const apexText = "sync.example";
const apex = wire(`${apexText}.`);
const A = 1;
const NS = 2;
const TXT = 16;

function wire(text: string): Uint8Array {
  const name = nameFromText(text);
  if (name === undefined) throw new Error(text);
  return name;
}

const zone = `$ORIGIN ${apexText}.
$TTL 300
@ SOA ns1 hostmaster 1 7200 900 1209600 300
@ NS ns1
@ NS ns2
ns1 A 192.0.2.1
ns2 A 192.0.2.2
www A 192.0.2.10
www A 192.0.2.11
txt TXT "one" "two"
${Array.from({ length: 4000 }, (_, i) => `n${i} TXT "${"x".repeat(60)}${i}"`).join("\n")}
`;

function keyOf({ name, algorithm, secret }: PeerKey): TsigKey {
  return new TsigKey(wire(`${name}.`), algorithm as TsigAlgorithm, Buffer.from(secret, "base64"));
}

let nextId = 1;

function peerAt(port: number, key: TsigKey | undefined, skewSeconds = 0): TransferPeer {
  return {
    server: { address: loopback, port },
    key,
    dial: dialTcp,
    nowSeconds: () => Math.floor(Date.now() / 1000) + skewSeconds,
    randomId: () => nextId++,
  };
}

const signal = () => AbortSignal.timeout(20_000);

async function faultOf(call: Promise<unknown>): Promise<TransferFault> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TransferFault) return error;
    throw error;
  }
  throw new Error("it succeeded");
}

const peers: readonly { name: string; make: (key: PeerKey | null) => Peer }[] = [
  { name: "BIND", make: (key) => writableBind(key) },
  { name: "Knot", make: (key) => writableKnot(key) },
];

const folder = mkdtempSync(join(tmpdir(), "fivenines-transfer-"));
writeFileSync(join(folder, `${apexText}.zone`), zone);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(whyMissing(nsd) !== undefined)("NSD as a primary", () => {
  it("gives a zone away in many messages, and is believed", async () => {
    const key = keyOf(syncKey);
    const signing: Peer = {
      ...nsd,
      prepare(setup, port) {
        const launch = nsd.prepare(setup, port);
        const { name, algorithm, secret } = syncKey;
        const lines = `  provide-xfr: ${loopback} ${name}\nkey:\n  name: ${name}\n  algorithm: ${algorithm}\n  secret: ${secret}\n`;
        appendFileSync(`${setup.folder}/nsd.conf`, lines);
        return launch;
      },
    };
    const running = await launchPeer(signing, { zonesFolder: folder, apexes: [apexText] });
    try {
      const peer = peerAt(running.port, key);
      const { records, messages } = await transferZone(peer, apex, signal());
      expect(records).toHaveLength(2 + 2 + 2 + 1 + 4000);
      expect(messages).toBeGreaterThan(1);
    } finally {
      await running.stop();
    }
  });
});

for (const { name, make } of peers) {
  const missing = whyMissing(make(syncKey));
  if (missing !== undefined) console.warn(`${name} is left out: ${missing}`);

  describe.skipIf(missing !== undefined)(`${name} as a primary`, () => {
    let running: RunningPeer;
    let peer: TransferPeer;

    beforeAll(async () => {
      running = await launchPeer(make(syncKey), { zonesFolder: folder, apexes: [apexText] });
      peer = peerAt(running.port, keyOf(syncKey));
    });
    afterAll(() => running?.stop());

    const update = async (
      prerequisites: readonly Prerequisite[],
      steps: readonly UpdateStep[],
    ): Promise<Message> =>
      exchange(peer, encodeUpdate(nextId++, apex, prerequisites, steps), signal());

    const texts = async (owner: string, type: number): Promise<string[]> => {
      const { records } = await transferZone(peer, apex, signal());
      return records
        .filter((record) => nameToText(record.name) === owner && record.type === type)
        .map(({ ttlSeconds, rdata }) => {
          return `${ttlSeconds} ${recordTypeOf(type).print(rdata, 0, rdata.length)}`;
        })
        .sort();
    };

    it("gives the whole zone away in several signed messages", async () => {
      const { records, messages, strayRecords, soa } = await transferZone(peer, apex, signal());
      expect(messages).toBeGreaterThan(1);
      expect(strayRecords).toBe(0);
      expect(records).toHaveLength(2 + 2 + 2 + 1 + 4000);
      expect(nameToText(soa.name)).toBe(`${apexText}.`);
    });

    it("adds, replaces and deletes", async () => {
      const name = wire(`new.${apexText}.`);
      const add = (rdata: readonly number[]): UpdateStep => {
        return { kind: "add", name, type: A, ttlSeconds: 60, rdata: Uint8Array.from(rdata) };
      };
      const first = await update(
        [{ kind: "name-not-in-use", name }],
        [add([192, 0, 2, 1]), add([192, 0, 2, 2])],
      );
      expect(rcodeName(first.rcode)).toBe("NOERROR");
      expect(first.opcode).toBe(opcode.UPDATE);
      expect(await texts(`new.${apexText}.`, A)).toEqual(["60 192.0.2.1", "60 192.0.2.2"]);
      const gone = Uint8Array.of(192, 0, 2, 1);
      await update(
        [{ kind: "name-in-use", name }],
        [{ kind: "delete-record", name, type: A, rdata: gone }],
      );
      expect(await texts(`new.${apexText}.`, A)).toEqual(["60 192.0.2.2"]);
      await update(
        [{ kind: "rrset-exists", name, type: A }],
        [{ kind: "delete-rrset", name, type: A }],
      );
      expect(await texts(`new.${apexText}.`, A)).toEqual([]);
    });

    it("refuses the whole update when an RRset is not what it was", async () => {
      const name = wire(`www.${apexText}.`);
      const other = wire(`other.${apexText}.`);
      const steps: UpdateStep[] = [
        { kind: "add", name: other, type: TXT, ttlSeconds: 60, rdata: Uint8Array.of(1, 65) },
        { kind: "delete-rrset", name, type: A },
      ];
      const rdatas = [Uint8Array.of(192, 0, 2, 10)];
      const refused = await update([{ kind: "rrset-is", name, type: A, rdatas }], steps);
      expect(rcodeName(refused.rcode)).toBe("NXRRSET");
      expect(await texts(`other.${apexText}.`, TXT)).toEqual([]);
      expect(await texts(`www.${apexText}.`, A)).toHaveLength(2);
      const present = await update([{ kind: "rrset-absent", name, type: A }], steps);
      expect(rcodeName(present.rcode)).toBe("YXRRSET");
      const used = await update([{ kind: "name-not-in-use", name }], steps);
      expect(rcodeName(used.rcode)).toBe("YXDOMAIN");
      const unused = await update([{ kind: "name-in-use", name: other }], steps);
      expect(rcodeName(unused.rcode)).toBe("NXDOMAIN");
    });

    it("changes NS records at the apex one by one, and their TTL", async () => {
      const names = [wire(`ns1.${apexText}.`), wire(`ns3.${apexText}.`)];
      const rdata = Uint8Array.of(192, 0, 2, 3);
      const steps: UpdateStep[] = [
        // BIND refuses an NS record whose name in the zone has no address.
        { kind: "add", name: wire(`ns3.${apexText}.`), type: A, ttlSeconds: 60, rdata },
        ...names.map((rdata) => ({
          kind: "add" as const,
          name: apex,
          type: NS,
          ttlSeconds: 900,
          rdata,
        })),
        { kind: "delete-record", name: apex, type: NS, rdata: wire(`ns2.${apexText}.`) },
      ];
      expect(rcodeName((await update([], steps)).rcode)).toBe("NOERROR");
      expect(await texts(`${apexText}.`, NS)).toEqual([
        `900 ns1.${apexText}.`,
        `900 ns3.${apexText}.`,
      ]);
    });

    it("says why it does not take a signature, in our words", async () => {
      const stranger = keyOf({ ...syncKey, name: "stranger" });
      const unknown = await faultOf(transferZone(peerAt(running.port, stranger), apex, signal()));
      expect(unknown).toMatchObject({
        kind: "signature",
        tsigError: rcode.BADKEY,
        delivered: false,
      });
      expect(unknown.message).toContain("does not take the key stranger.");
      const wrong = keyOf({ ...syncKey, secret: Buffer.alloc(32, 7).toString("base64") });
      const other = await faultOf(transferZone(peerAt(running.port, wrong), apex, signal()));
      expect(other).toMatchObject({ kind: "signature", tsigError: 16 });
      const late = peerAt(running.port, keyOf(syncKey), -4000);
      const skewed = await faultOf(transferZone(late, apex, signal()));
      expect(skewed).toMatchObject({ kind: "signature", tsigError: rcode.BADTIME });
      expect(skewed.message).toMatch(/BADTIME\): (3999|4000|4001) s apart/);
    });

    it("refuses whoever does not sign", async () => {
      const unsigned = peerAt(running.port, undefined);
      const fault = await faultOf(transferZone(unsigned, apex, signal()));
      expect(fault.kind).toBe("refused");
      const request = encodeUpdate(nextId++, apex, [], []);
      const response = await exchange(unsigned, request, signal());
      expect(["REFUSED", "NOTAUTH"]).toContain(rcodeName(response.rcode));
    });

    it("takes an update of nearly 64 KiB", async () => {
      const steps = Array.from({ length: 230 }, (_, i): UpdateStep => {
        const rdata = Uint8Array.of(255, ...Buffer.alloc(255, 97 + (i % 26)));
        return {
          kind: "add",
          name: wire(`big${i}.${apexText}.`),
          type: TXT,
          ttlSeconds: 60,
          rdata,
        };
      });
      const request = encodeUpdate(nextId++, apex, [], steps);
      expect(request.length).toBeGreaterThan(60_000);
      expect(rcodeName((await exchange(peer, request, signal())).rcode)).toBe("NOERROR");
      expect(await texts(`big229.${apexText}.`, TXT)).toHaveLength(1);
    });
  });

  describe.skipIf(missing !== undefined)(`${name} with each algorithm`, () => {
    it.each(Object.keys(tsigAlgorithms))("signs and verifies with %s", async (algorithm) => {
      const key = { ...syncKey, algorithm };
      const running = await launchPeer(make(key), { zonesFolder: folder, apexes: [apexText] });
      try {
        const peer = peerAt(running.port, keyOf(key));
        const soa = await exchange(peer, encodeQuery(nextId++, apex, 6), signal());
        expect(soa.answers).toHaveLength(1);
        const { records } = await transferZone(peer, apex, signal());
        expect(records.length).toBeGreaterThan(4000);
      } finally {
        await running.stop();
      }
    });
  });
}
