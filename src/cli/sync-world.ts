/** The network as verification sees it. */
import { type AskPort, realAskPort } from "../provider/verify/ask.js";
import type { Surroundings } from "./surroundings.js";

const askTimeoutMs = 2000;

export function askPort(around: Surroundings): AskPort {
  return realAskPort(askTimeoutMs, () => {
    const [high = 0, low = 0] = around.randomBytes(2);
    return (high << 8) | low;
  });
}
