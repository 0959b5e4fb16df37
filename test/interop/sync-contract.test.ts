/** Real servers keep the contract of providers, by their adapters. */
import { providerContract } from "../contract/providers/provider-contract.js";
import { bind } from "./peers/bind.js";
import { presentPeers } from "./peers/catalogue.js";
import { knot } from "./peers/knot.js";
import type { Peer } from "./peers/peer.js";
import { powerdns } from "./peers/powerdns.js";
import { powerdnsHarness, updatedHarness } from "./peers/provider-harnesses.js";
import { writableBind } from "./peers/writable-bind.js";
import { writableKnot } from "./peers/writable-knot.js";
import { whyNotWritable, writablePowerdns } from "./peers/writable-powerdns.js";

const present = presentPeers([powerdns, knot, bind]);
const why = whyNotWritable();
if (why !== undefined && process.env.CI === "true") throw new Error(why);
if (why !== undefined) console.warn(`skipped: ${why}`);

const updatedPowerdns = updatedHarness(
  "PowerDNS",
  async (key) => (await writablePowerdns(key)).peer,
  {
    // PowerDNS 4.7 answers FORMERR to types that it does not know, and does not find the RRset of a
    // prerequisite if one of several CAA or URI has an empty value.
    unwanted: ({ type }) => type === 65_280 || type === 256 || type === 257,
  },
);
const harnesses: readonly (readonly [Peer, boolean, typeof powerdnsHarness])[] = [
  [powerdns, why === undefined, powerdnsHarness],
  [powerdns, why === undefined, updatedPowerdns],
  [knot, true, updatedHarness("Knot", (key) => writableKnot(key))],
  [bind, true, updatedHarness("BIND", (key) => writableBind(key))],
];
for (const [peer, writable, harness] of harnesses) {
  if (writable && present.includes(peer)) providerContract(harness);
}
