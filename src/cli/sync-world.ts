/** What runs of provider sync have of the outside: the network as verification sees it, chance. */
import { type AskPort, realAskPort } from "../provider/verify/ask.js";
import type { Surroundings } from "./surroundings.js";

const askTimeoutMs = 2000;

export function askPort(around: Surroundings): AskPort {
  return realAskPort(askTimeoutMs, () => {
    const [high = 0, low = 0] = around.randomBytes(2);
    return (high << 8) | low;
  });
}

/** Random fractions from 0 up to 1. */
export function fractions(around: Surroundings): () => number {
  return () => around.randomBytes(6).reduce((sum, octet) => (sum + octet) / 256, 0);
}
