/** RDATA and RRsets from text that a test is sure of. */
import { lowerNameFromText } from "../../../src/dns/name-text.js";
import { rdataFromText } from "../../../src/dns/rr/rdata-text.js";
import { TextFault } from "../../../src/dns/text/scanner.js";
import { orderedRdatas } from "../../../src/provider/rrset/ordered-rdatas.js";
import type { Rrset } from "../../../src/provider/rrset/rrset.js";

export function rdataOf(type: number, text: string): Uint8Array {
  const rdata = rdataFromText(type, text);
  if (rdata instanceof TextFault) throw new Error(`${text}: ${rdata.message}`);
  return rdata;
}

export function rrsetOf(owner: string, type: number, ttlSeconds: number, texts: string[]): Rrset {
  const name = lowerNameFromText(owner);
  if (name === undefined) throw new Error(`${owner} is no name`);
  const rdatas = texts.map((text) => rdataOf(type, text));
  const ordered = orderedRdatas(type, rdatas);
  return { owner: name, type, variant: "", ttlSeconds, rdatas: ordered, extra: null };
}
