/**
 * Two clients that keep many queries in flight: one UDP socket with a window, one TCP connection
 * with pipelining (RFC 7766 §6.2.1.1). A query without an answer in time gives undefined, after
 * one repetition over UDP, as loss on loopback only means a full buffer.
 */
import { createSocket } from "node:dgram";
import { createConnection } from "node:net";
import { loopback } from "../peers/peer.js";

const window = 64;
/** Of each try. A busy machine may take this long; a server that stays silent costs it twice. */
const timeoutMs = { udp: 500, tcp: 1500 };
const udpTries = 3;

/** Asks over UDP; answers are in the order of the queries. Message ids are overwritten. */
export async function askUdp(
  port: number,
  queries: readonly Buffer[],
): Promise<(Buffer | undefined)[]> {
  const answers: (Buffer | undefined)[] = new Array(queries.length).fill(undefined);
  const socket = createSocket("udp4");
  await new Promise<void>((done) => socket.bind(0, loopback, done));
  socket.setRecvBufferSize(4 * 1024 * 1024);
  try {
    await runWindow(
      queries,
      answers,
      (sender) => {
        socket.on("message", (bytes, from) => {
          if (from.port === port && bytes.length >= 2)
            sender.answered(bytes.readUInt16BE(0), bytes);
        });
        return (bytes) => socket.send(bytes, port, loopback);
      },
      { count: udpTries, timeoutMs: timeoutMs.udp },
    );
  } finally {
    socket.close();
  }
  return answers;
}

/** Asks over one TCP connection; a server that closes it early leaves the rest unanswered. */
export async function askTcp(
  port: number,
  queries: readonly Buffer[],
): Promise<(Buffer | undefined)[]> {
  const answers: (Buffer | undefined)[] = new Array(queries.length).fill(undefined);
  const socket = createConnection(port, loopback);
  await new Promise<void>((done, fail) => {
    socket.once("connect", done).once("error", fail);
  });
  socket.setNoDelay(true);
  socket.on("error", () => undefined); // what was not answered stays undefined
  try {
    await runWindow(
      queries,
      answers,
      (sender) => {
        let pending = Buffer.alloc(0) as Buffer;
        socket.on("close", () => sender.closed());
        socket.on("data", (chunk: Buffer) => {
          pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
          while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
            const message = pending.subarray(2, 2 + pending.readUInt16BE(0));
            pending = pending.subarray(2 + message.length);
            sender.answered(message.readUInt16BE(0), message);
          }
        });
        return (bytes) => {
          const prefix = Buffer.alloc(2);
          prefix.writeUInt16BE(bytes.length, 0);
          socket.write(Buffer.concat([prefix, bytes]));
        };
      },
      { count: 1, timeoutMs: timeoutMs.tcp },
    );
  } finally {
    socket.destroy();
  }
  return answers;
}

interface Sender {
  answered(id: number, bytes: Buffer): void;
  /** Nothing more will come. */
  closed(): void;
}

function runWindow(
  queries: readonly Buffer[],
  answers: (Buffer | undefined)[],
  connect: (sender: Sender) => (bytes: Buffer) => void,
  tries: { readonly count: number; readonly timeoutMs: number },
): Promise<void> {
  return new Promise((done) => {
    const flying = new Map<number, { index: number; tries: number; deadline: number }>();
    let next = 0;
    const finishOrSend = () => {
      while (flying.size < window && next < queries.length) {
        const id = next & 0xffff;
        if (flying.has(id)) break;
        const query = queries[next]!;
        query.writeUInt16BE(id, 0);
        flying.set(id, {
          index: next,
          tries: tries.count,
          deadline: performance.now() + tries.timeoutMs,
        });
        next++;
        send(query);
      }
      if (flying.size === 0) {
        clearInterval(timer);
        done();
      }
    };
    const send = connect({
      answered(id, bytes) {
        const entry = flying.get(id);
        if (entry === undefined) return;
        flying.delete(id);
        // A socket reuses its buffer; the answer is kept.
        answers[entry.index] = Buffer.from(bytes);
        finishOrSend();
      },
      closed() {
        clearInterval(timer);
        done();
      },
    });
    const timer = setInterval(() => {
      const now = performance.now();
      for (const [id, entry] of flying) {
        if (entry.deadline > now) continue;
        entry.tries--;
        entry.deadline = now + tries.timeoutMs;
        if (entry.tries <= 0) flying.delete(id);
        else send(queries[entry.index]!);
      }
      finishOrSend();
    }, 50);
    finishOrSend();
  });
}
