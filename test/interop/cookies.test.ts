import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { bind } from "./peers/bind.js";
import { presentPeers } from "./peers/catalogue.js";
import { fivenines } from "./peers/fivenines.js";
import { knot } from "./peers/knot.js";
import { launchPeer, type RunningPeer } from "./peers/launch.js";
import { askUdp } from "./wire/client.js";
import { optionCodes, rcodes, typeCodes } from "./wire/codes.js";
import { decodeMessage } from "./wire/decode.js";
import { encodeOption, encodeQuery } from "./wire/query.js";

/** RFC 9018 §3: servers behind one address share a secret and accept each other's cookies. */
const zonesFolder = resolve(import.meta.dirname, "zones/plain");
const apexes = ["plain.example"];
/** Both refuse a client whose server cookie is not valid, so an answer proves that it is. */
const strictPeers = presentPeers([bind, knot]);

for (const peer of strictPeers) {
  test(`${peer.name} and fivenines accept each other's cookies`, async () => {
    const cookieSecret = randomBytes(16).toString("hex");
    console.info(`cookie secret ${cookieSecret}`);
    const ours = await launchPeer(fivenines, { zonesFolder, apexes, cookieSecret });
    const setup = { zonesFolder, cookieSecret, requireCookie: true };
    // It answers nobody without a cookie, so the wait for an answer is the first question below.
    const theirs = await launchPeer(peer, { ...setup, apexes, waitFor: [] });
    try {
      const clientCookie = randomBytes(8);
      const fromUs = await ask(ours, clientCookie);
      expect(fromUs.cookie).toHaveLength(24);

      const theirAnswer = await askWhenReady(theirs, fromUs.cookie);
      expect(theirAnswer.rcode).toBe(rcodes.NOERROR);
      expect((await ask(theirs, Buffer.concat([clientCookie, randomBytes(16)]))).rcode).toBe(
        rcodes.BADCOOKIE,
      );

      const fromThem = (await ask(theirs, clientCookie)).cookie;
      expect(fromThem).toHaveLength(24);
      // A second later a cookie made anew would carry another time: the same one was accepted.
      await nextSecond();
      expect((await ask(ours, fromThem)).cookie.toString("hex")).toBe(fromThem.toString("hex"));
      const forged = Buffer.concat([fromThem.subarray(0, 16), randomBytes(8)]);
      expect((await ask(ours, forged)).cookie.toString("hex")).not.toBe(forged.toString("hex"));
    } finally {
      await Promise.all([ours.stop(), theirs.stop()]);
    }
  });
}

async function ask(
  server: RunningPeer,
  cookie: Buffer,
): Promise<{ rcode: number; cookie: Buffer }> {
  const options = encodeOption(optionCodes.COOKIE, cookie);
  const edns = { payload: 1232, options };
  const query = encodeQuery({ id: 0, name: "plain.example.", type: typeCodes.SOA, edns });
  const [bytes] = await askUdp(server.port, [query]);
  if (bytes === undefined) throw new Error(`${server.peer.name} does not answer`);
  const message = decodeMessage(bytes);
  const back = message.opt?.options.find((option) => option.code === optionCodes.COOKIE);
  return { rcode: message.rcode, cookie: back?.data ?? Buffer.alloc(0) };
}

/** Until the zone is loaded a server answers REFUSED or SERVFAIL, or not at all. */
async function askWhenReady(server: RunningPeer, cookie: Buffer) {
  for (let attempt = 0; attempt < 20; attempt++) {
    const answer = await ask(server, cookie).catch(() => undefined);
    if (answer?.rcode === rcodes.NOERROR || answer?.rcode === rcodes.BADCOOKIE) return answer;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${server.peer.name} does not answer:\n${server.log()}`);
}

async function nextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  while (Math.floor(Date.now() / 1000) === second)
    await new Promise((done) => setTimeout(done, 20));
}
