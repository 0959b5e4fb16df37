/**
 * The UDP worker's loop: receive a batch, answer each message in the frame it came in, send the
 * batch. Synchronous, run to completion, and nothing is allocated on the way.
 *
 *   recvmmsg ─▶ frame i ─▶ answer in place ─▶ send header k points at frame i ─▶ sendmmsg
 */
import { transport } from "../answer/answerer.js";
import { assert } from "../base/assert.js";
import { limits } from "../base/limits.js";
import { SecondHand } from "./clock.js";
import { arenaLayout, frameStride, nameStride } from "./linux/frame-arena.js";
import { headerWords, lengthAt } from "./linux/message-headers.js";
import type { SocketSet } from "./linux/socket-set.js";
import type { TransportParts } from "./transport-parts.js";

/** How long a worker that was asked to stop goes on with what is in the kernel's queue. */
const drainMs = 200;

export interface BatchLoop extends TransportParts {
  readonly sockets: SocketSet;
  /** Hands the answerer what the control plane has posted. */
  readonly drainMail: () => void;
}

/**
 * Serves until the control block asks to stop. Throws what the answerer throws, after the answers
 * that were ready have been sent; the control block then still names the message in hand.
 */
export function runBatchLoop(loop: BatchLoop): void {
  const { sockets, answerer, control, traffic, clock } = loop;
  const secondHand = new SecondHand(clock);
  let endMs = Number.POSITIVE_INFINITY;
  for (;;) {
    control.pulse();
    const received = sockets.receive();
    const startMs = clock.monotonicMs();
    if (control.takeSignal()) {
      loop.drainMail();
      if (control.stopRequested) endMs = clock.monotonicMs() + drainMs;
    }
    answerer.beginBatch(secondHand.at(startMs));
    if (received > 0) {
      answerBatch(loop, received);
      traffic.batch(received, (clock.monotonicMs() - startMs) * 1000);
    } else if (control.stopRequested) return;
    if (startMs > endMs) return;
  }
}

function answerBatch(loop: BatchLoop, received: number): void {
  const { sockets, arena, answerer, control } = loop;
  const socket = sockets.current;
  const { headers } = socket;
  const addressAt = arenaLayout.names + headers.layout.address;
  const addressBytes = headers.layout.addressBytes;
  let queued = 0;
  let dropped = 0;
  try {
    for (let i = 0; i < received; i++) {
      if (!headers.isWhole(i)) {
        dropped++;
        continue;
      }
      const length = headers.receive[i * headerWords + lengthAt]!;
      control.take(i, length);
      const answered = answerer.answer(
        arena,
        i * frameStride,
        length,
        limits.udpPayloadMaxBytes,
        transport.udp,
        arena.bytes,
        addressAt + i * nameStride,
        addressBytes,
      );
      assert(answered <= limits.udpPayloadMaxBytes, "an answer fits in its frame");
      if (answered > 0) headers.queue(queued++, i, answered);
    }
    control.release();
  } finally {
    // Also when the answerer threw: the messages before the one it died on have their answers.
    socket.send(queued);
    headers.restore(received);
    if (dropped > 0) loop.traffic.drop("truncated", dropped);
    if (socket.failed > 0) {
      loop.traffic.drop("send-failed", socket.failed);
      socket.failed = 0;
    }
  }
}
