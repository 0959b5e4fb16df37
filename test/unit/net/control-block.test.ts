import { describe, expect, it } from "vitest";
import { ControlBlock } from "../../../src/net/control-block.js";

describe("the control block", () => {
  it("tells a worker once of each signal, and the main thread what is in hand", () => {
    const main = new ControlBlock();
    const worker = new ControlBlock(main.shared);
    expect(worker.takeSignal()).toBe(false);
    main.signal();
    main.signal();
    expect([worker.takeSignal(), worker.takeSignal()]).toEqual([true, false]);
    expect([main.inHand, worker.stopRequested]).toEqual([undefined, false]);
    worker.take(63, 65_535);
    expect(main.inHand).toEqual({ frame: 63, length: 65_535 });
    worker.release();
    expect(main.inHand).toBeUndefined();
    main.requestStop();
    expect([worker.takeSignal(), worker.stopRequested]).toEqual([true, true]);
    worker.pulse();
    expect(main.beat).toBe(1);
  });
});
