import type { Rule } from "../rule.js";
import { type DkimKey, dkimKeysOf } from "./dkim-record.js";
import type { Tag } from "./tag-list.js";
import { stringAt } from "./text-records.js";

const bitsMin = 1024;
const bitsAdvised = 2048;

export const dkimWeakKey: Rule = {
  id: "dkim-weak-key",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 8301 §3.1, §3.2",
  summary: "A DKIM key has fewer than 2048 bits, or allows nothing but SHA-1.",
  why: "Keys of 1024 bits are within reach of those who can spend much, and SHA-1 is no longer accepted.",
  hint: "make a key of 2048 bits under a new selector, and sign with SHA-256",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const key of dkimKeysOf(context.zone)) {
      for (const { tag, message } of weaknesses(key)) {
        found.at(key.record, stringAt(context.zone, key.record, tag?.offset ?? 0), message);
      }
    }
    return found.diagnostics;
  },
};

function weaknesses({ list, rsaBits }: DkimKey): { tag: Tag | undefined; message: string }[] {
  const said: { tag: Tag | undefined; message: string }[] = [];
  if (rsaBits !== undefined && rsaBits >= bitsMin && rsaBits < bitsAdvised) {
    const tag = list.tags.find(({ name }) => name === "p");
    said.push({ tag, message: `the key has ${rsaBits} bits; ${bitsAdvised} are advised` });
  }
  const hashes = list.tags.find(({ name }) => name === "h");
  if (hashes !== undefined && /^[ \t]*sha1[ \t]*$/i.test(hashes.value)) {
    said.push({ tag: hashes, message: "h=sha1 allows no hash that receivers still accept" });
  }
  return said;
}
