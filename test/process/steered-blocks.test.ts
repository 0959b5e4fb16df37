/**
 * Blocks are replaced as fast as the main thread can while two threads answer from them: no answer
 * is a mixture of two, none is older than what was there when the last one was given, and each is
 * counted once.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { makeCounters } from "../../src/answer/counters.js";
import { defaultAnswerSettings } from "../../src/answer/settings.js";
import { SegmentBuilder } from "../../src/image/build.js";
import { answerCounts } from "../../src/image/steering-block.js";
import { writeBlock } from "../../src/image/steering-block-writer.js";
import { ImageStore } from "../../src/image/store.js";
import type { Selection } from "../../src/steering/selection.js";
import { readZone } from "../answerer.js";
import { queryBytes } from "../query.js";
import { rrsetOfSketch, steeringOfSketches } from "../steered-image.js";

const threads = 2;
/** Blocks that each thread must have answered from before this ends. */
const generationsSeen = 150;
const patienceMs = 30_000;

const zone = readZone(
  "$ORIGIN example.\n$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns.test.\nwww A 10.0.0.0\n",
);
const steering = steeringOfSketches("example.", [
  { owner: "www.example.", type: "A", values: ["10.0.0.0"] },
]);

interface Report {
  readonly answers: number;
  readonly fault: string;
}

/** A block whose records, TTL and number of records all tell its generation. */
function block(generation: number): Uint8Array {
  const values = Array.from({ length: 1 + (generation % 8) }, (_, place) => {
    return [10 + place, generation >> 16, (generation >> 8) & 255, generation & 255].join(".");
  });
  const all: Selection = { kind: "answer", targets: [...values.keys()] };
  const branches = [1, 2].map((share) => ({ share, selection: all }));
  return writeBlock({
    rrset: rrsetOfSketch({ owner: "www.example.", type: "A", values }),
    selection: { kind: "weighted", branches },
    ttl: generation,
    class: 1,
    workerRows: threads,
    mapAddress: () => 0,
  });
}

/** What a thread runs: asks itself, looks at each answer, and says how it went. */
const script = `
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
const { createResponder } = await import(workerData.responder);
const drainMail = () => {
  for (let mail; (mail = receiveMessageOnPort(parentPort)) !== undefined; ) answerer.receive(mail.message);
};
const answerer = createResponder({ ...workerData.options, drainMail });
const { query, row } = workerData;
const progress = new Int32Array(workerData.progress);
const bytes = new Uint8Array(2048);
const memory = { bytes, words: new Int32Array(bytes.buffer) };
const view = new DataView(bytes.buffer);
let answers = 0, last = 0, seen = 0, fault = "";
while (Atomics.load(progress, 2) === 0 && fault === "") {
  drainMail();
  answerer.beginBatch(0);
  for (let i = 0; i < 64 && fault === ""; i++) {
    bytes.set(query);
    const length = answerer.answer(memory, 0, query.length, 1232, 0, bytes, 1900, 4);
    answers++;
    const generation = view.getUint32(query.length + 6);
    const count = view.getUint16(6);
    if (generation < last) fault = "went back from " + last + " to " + generation;
    if (count !== 1 + (generation % 8)) fault = count + " records of generation " + generation;
    if (length !== query.length + count * 16) fault = length + " octets with " + count + " records";
    for (let at = query.length; at < length; at += 16)
      if (view.getUint32(at + 6) !== generation || (view.getUint32(at + 12) & 0xffffff) !== generation)
        fault = "a mixture at generation " + generation;
    if (generation !== last) Atomics.store(progress, row, ++seen);
    last = generation;
  }
}
parentPort.postMessage({ answers, fault });
parentPort.close();
`;

test("a replaced block is never seen in part, and its counts are not lost", async () => {
  const counted = [0, 0];
  const add = (words: Int32Array): void => {
    for (const [at, count] of answerCounts(words).entries()) counted[at]! += count;
  };
  let generation = 1;
  const store: ImageStore = new ImageStore({
    workerRows: threads,
    onSteered: (_, base) => {
      slot = base;
      store.placeBlock(base, block(generation), add);
    },
  });
  let slot = -1;
  const segment = new SegmentBuilder().build(zone, steering).bytes.slice();
  store.publish([segment]);
  const progress = new Int32Array(new SharedArrayBuffer(12));
  const responder = pathToFileURL(path.resolve("dist/src/answer/responder.js")).href;
  const query = queryBytes("www.example.", "A");
  const reports = Array.from({ length: threads }, (_, row) => {
    const options = {
      image: store.handle(),
      row,
      counters: makeCounters(threads),
      settings: defaultAnswerSettings,
      seed: Uint32Array.of(1, 2, 3, row),
    };
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`), {
      workerData: { responder, options, row, query, progress: progress.buffer },
    });
    const detach = store.attach(row, (message) => worker.postMessage(message));
    let report: Report | undefined;
    worker.once("message", (message: Report) => {
      report = message;
    });
    return new Promise<Report>((resolve, reject) => {
      worker.once("error", reject).once("exit", () => {
        detach();
        if (report !== undefined) resolve(report);
      });
    });
  });
  const end = performance.now() + patienceMs;
  while (progress[0]! < generationsSeen || progress[1]! < generationsSeen) {
    generation++;
    // Now and then the zone itself is another one, with another slot.
    if (generation % 64 === 0) store.publish([segment]);
    else store.placeBlock(slot, block(generation), add);
    store.reclaim();
    if (generation % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (performance.now() > end) break;
  }
  Atomics.store(progress, 2, 1);
  const done = await Promise.all(reports);
  expect(done.map(({ fault }) => fault)).toEqual(["", ""]);
  expect([...progress.subarray(0, 2)].every((seen) => seen >= generationsSeen)).toBe(true);
  // With no thread left, everything that was replaced is let go of.
  store.reclaim();
  store.reclaim();
  add(store.block(slot)!);
  const [one, two] = counted as [number, number];
  expect(one + two).toBe(done[0]!.answers + done[1]!.answers);
  // Shares of 1 and 2, however often the block was replaced.
  expect(two / (one + two)).toBeCloseTo(2 / 3, 1);
});
